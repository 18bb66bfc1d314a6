"""The people of the office: their accounts and roles, and how they prove who they are."""
