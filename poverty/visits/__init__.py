"""Field visits: what is found against what was declared."""
