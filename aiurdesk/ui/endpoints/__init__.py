"""The endpoint tree of the sidebar and what it shows."""
