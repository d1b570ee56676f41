"""Workbooks of other systems brought into the registry: read, checked, previewed, committed, undone."""
