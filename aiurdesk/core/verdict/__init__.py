"""Envelopes, result codes, and the verdict on an outcome."""
