"""Registered when the room is built."""
