"""Adapters for files on disk and for the keyring of the system."""
