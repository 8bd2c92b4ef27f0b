"""Text that must not be shown."""

from dataclasses import dataclass

DOTS = "••••"


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that prints as dots; ``reveal`` is the only way to it."""

    _text: str

    def reveal(self) -> str:
        """Return the hidden text, to be put on the wire and nowhere else."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({DOTS})"

    def __str__(self) -> str:
        return DOTS
