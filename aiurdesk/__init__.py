"""Desktop explorer for the Aiursoft web services."""

__version__ = "0.1.0"
APPLICATION_ID = "io.github.aiursoftweb.aiurdesk"
"""What desktops know the program by: the name of its desktop entry, icon and metadata."""
