"""The one way from a request to an exchange, and what is asked and checked on it."""
