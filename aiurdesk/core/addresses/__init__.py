"""Addresses of requests: typed or of services, their queries, and who is trusted there."""
