"""Addresses of requests: typed ones, those of services, their queries, and who is trusted there."""
