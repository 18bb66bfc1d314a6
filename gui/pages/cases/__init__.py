"""事项: the awards on their way, the page of one of them, and what is done of one or of hundreds."""
