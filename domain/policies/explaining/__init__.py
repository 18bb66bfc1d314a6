"""Why a decision came out as it did, and what is still needed."""
