"""自选表: any rows, any columns, grouped or not, as definitions that are shipped or kept under a name."""
