"""Verified data changes only by request, decided by somebody else."""
