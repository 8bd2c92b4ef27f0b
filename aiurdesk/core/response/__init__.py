"""Responses, failures and exchanges, and their texts without secrets."""
