"""待确认: what was proposed and waits for a second person."""
