"""工作台: where one begins."""
