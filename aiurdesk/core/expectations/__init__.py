"""Tests and captures of responses and frames."""
