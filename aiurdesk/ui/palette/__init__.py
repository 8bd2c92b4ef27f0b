"""The command palette: one line that finds what can be gone to and what can be done."""
