"""Open requests: tabs, pages, address row and sending."""
