"""All that the first paint waits for: nothing here imports, as it is loaded, what does not stand here.

What comes after the paint is imported where it is asked for. tests/gui/test_early.py holds it.
"""
