"""The registry: who is poor, where, and how we know."""
