"""Loads: a collection sent by many simulated users at once, in a process of its own."""
