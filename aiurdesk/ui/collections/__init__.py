"""The collections of the sidebar, and what saves requests into them."""
