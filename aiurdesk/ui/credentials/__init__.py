"""Credentials in the window: chooser, list, forms, and the Auth tab."""
