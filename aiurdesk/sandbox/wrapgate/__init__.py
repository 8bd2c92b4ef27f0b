"""Wrapgate of the 2020 generation: short links."""
