"""A server on loopback that behaves like the Aiursoft services."""
