"""Item models that adapt plain tuples of values."""
