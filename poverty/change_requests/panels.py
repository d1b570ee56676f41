"""What this adds to the household page."""
