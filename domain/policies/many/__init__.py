"""Deciding many enterprises at once, on whole columns. numpy is imported only with this room."""
