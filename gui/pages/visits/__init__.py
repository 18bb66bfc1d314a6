"""走访: who looks after which enterprise, and when it was visited."""
