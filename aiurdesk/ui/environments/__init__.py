"""Environments: asking before a request is sent, and the dialog that changes them."""
