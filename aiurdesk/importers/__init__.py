"""Turns texts of other programs into requests: one format a file, without any I/O."""
