"""Lays widgets out: rows that wrap, panels that scroll or are made when they are shown."""
