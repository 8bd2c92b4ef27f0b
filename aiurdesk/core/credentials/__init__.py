"""Credentials, their secrets and cookies, and what they add to a request."""
