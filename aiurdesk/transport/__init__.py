"""Adapters that carry prepared requests to a server."""
