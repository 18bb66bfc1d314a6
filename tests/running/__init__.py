"""Running the tests in other ways than all of them: what a change can touch, what they cover and notice."""
