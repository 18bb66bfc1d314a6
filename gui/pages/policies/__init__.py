"""The policies page: what each clause says, and how it is computed."""
