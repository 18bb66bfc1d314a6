"""项目: the list, one of them, and what is entered of them."""
