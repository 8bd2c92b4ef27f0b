"""Received XML as values, as JSON gives them."""
