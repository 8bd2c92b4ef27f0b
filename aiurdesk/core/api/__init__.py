"""Endpoints, their parameters, and the catalogue of services."""
