"""Text that must not be shown."""

import msgspec

DOTS = "••••"


class Secret(msgspec.Struct, frozen=True):
    """A text that prints as dots; ``reveal`` is the only way to it."""

    _text: str

    def reveal(self) -> str:
        """Return the hidden text, to be put on the wire and nowhere else."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({DOTS})"

    def __str__(self) -> str:
        return DOTS
