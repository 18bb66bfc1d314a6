"""What is written of the money, before it is paid and after: each a module that composes blocks."""
