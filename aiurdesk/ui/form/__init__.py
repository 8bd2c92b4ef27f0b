"""The form of an endpoint, its headers, and the bytes that they make."""
