"""Subcommands of ``aiurdesk``, one in each file."""
