"""Texts of others as they are quoted: cut off where they are long."""

CUT = "…"
"""Stands in the place of what was cut off; ``redact_text`` looks for half a secret before it."""


def truncate(text: str, most: int) -> str:
    """Return a text, or its first characters with ``CUT`` where it has more."""
    return text if len(text) <= most else f"{text[:most]}{CUT}"
