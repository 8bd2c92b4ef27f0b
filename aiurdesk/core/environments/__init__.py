"""Environments and the variables that they have."""
