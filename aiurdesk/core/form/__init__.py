"""The rules of the form, and how a value is written on the wire."""
