"""The published benchmarks: one command each, figures as ratios against a named reference in the same run."""
