"""Examples made from the formulas themselves, shown as sentences."""
