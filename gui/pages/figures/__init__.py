"""统计: figures that superiors ask for, each with the rows behind it."""
