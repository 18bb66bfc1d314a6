"""What starts the window, keeps it and ends it; no page knows of it."""
