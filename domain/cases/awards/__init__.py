"""Awards on their way: made, taken along their road, gathered in batches."""
