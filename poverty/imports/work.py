"""What of imports waits for a person on My work (registered when the room is built)."""
