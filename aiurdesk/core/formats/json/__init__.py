"""Received JSON as lines and as text, without loss."""
