"""Runs of collections, and their reports."""
