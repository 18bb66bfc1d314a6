"""项目: entered, their stages and investment by month, permits, and how they stand."""
