"""Making backups: by themselves, and by hand."""
