"""办事指南: what people ask for again and again, as it is read out to them; and who called."""
