"""The quarterly national list and its difference against the last one."""
