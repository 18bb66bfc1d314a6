"""政策直达: what enterprises may get, whether they were told, whether they have it, and why not."""
