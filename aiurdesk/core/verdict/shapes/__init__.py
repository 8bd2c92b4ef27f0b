"""Errors in the body of any server, read by the shapes that web frameworks share."""
