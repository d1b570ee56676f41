"""What of this waits for a person on My work."""
