"""Desktop explorer for the Aiursoft web services."""

__version__ = "0.1.0"
