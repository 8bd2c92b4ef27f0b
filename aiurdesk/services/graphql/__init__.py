"""Schemas of GraphQL: fetching, keeping, and checking documents by them."""
