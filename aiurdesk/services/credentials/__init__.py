"""Credentials: their secrets, signing in, and tokens that are held in memory."""
