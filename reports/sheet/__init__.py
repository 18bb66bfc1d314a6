"""The sheet: its type, how text is broken and set, and the file it is written into."""
