"""Working days: what is known of each year, and how periods are counted."""
