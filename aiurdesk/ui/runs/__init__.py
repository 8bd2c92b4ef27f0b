"""Runs collections in the window."""
