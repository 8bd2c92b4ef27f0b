"""Responses, failures and exchanges, and how they are told without secrets."""
