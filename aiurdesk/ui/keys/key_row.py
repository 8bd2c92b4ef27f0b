"""A row of the list of keys."""

from typing import NamedTuple


class KeyRow(NamedTuple):
    """An action as the list of keys shows it."""

    id: str
    text: str
    keys: tuple[str, ...] = ()
    """Its default keys."""
    menu: str = ""
    """Title of its menu; empty where it is in none."""
    is_fixed: bool = False
    """Every text field has its keys, so they cannot be changed."""

    @property
    def name(self) -> str:
        """What it is called in a sentence: without the dots that say that a dialog comes."""
        return self.text.removesuffix("…")
