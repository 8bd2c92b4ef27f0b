"""Saved requests: values, the format of their files, tests and captures."""
