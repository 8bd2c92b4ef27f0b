"""Responses and failures, their times, and what tests found in them."""
