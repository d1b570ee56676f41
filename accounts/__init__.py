"""Who may do what, where, and who looked."""
