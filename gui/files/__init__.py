"""What leaves the window as a file or on paper, and how files are asked for."""
