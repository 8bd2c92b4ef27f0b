"""Requests: values, form rules, addresses, environments, and what goes on the wire."""
