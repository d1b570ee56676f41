"""The building blocks every app stands on; no domain words in it."""
