"""对接: parks and their tenants, events at which enterprises meet others, what enterprises need."""
