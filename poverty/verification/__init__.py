"""From proposal to endorsement."""
