"""Settings: `base` for what is always so, then one short module per place the product runs in."""
