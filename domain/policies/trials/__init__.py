"""What another wording, version or policy would come to."""
