"""The page 回收站."""
