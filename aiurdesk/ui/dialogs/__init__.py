"""Dialogs that several rooms open, and what asks a person in one."""
