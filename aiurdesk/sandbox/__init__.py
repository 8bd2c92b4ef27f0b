"""A server on loopback that behaves like the services of the 2020 generation."""
