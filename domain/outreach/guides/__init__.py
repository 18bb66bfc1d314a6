"""办事指南: topics as a hot line reads them out, found while somebody waits, and what callers asked."""
