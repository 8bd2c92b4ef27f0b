"""Tests and captures of responses and frames, carried out."""
