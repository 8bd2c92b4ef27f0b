"""Folders of saved requests: what is in them, and how it is changed."""
