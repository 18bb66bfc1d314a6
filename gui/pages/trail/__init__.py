"""The page 操作记录."""
