"""A row of the list of keys."""

from typing import NamedTuple


class KeyRow(NamedTuple):
    """An action as the list of keys shows it."""

    text: str
    keys: tuple[str, ...]
    menu: str = ""
    """Title of its menu; empty where it is in none."""
