"""How services say in their responses whether a request worked, and what went wrong."""
