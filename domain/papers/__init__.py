"""What a document is: blocks as plain data, and the words of those that no single case owns."""
