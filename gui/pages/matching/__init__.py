"""对接: parks with their tenants, events, and what enterprises need."""
