"""The days on which no office works: reference data of the administrator."""
