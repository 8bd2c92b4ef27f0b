"""Names of which no two may be equal."""

from collections.abc import Callable, Iterable


class FreeNames:
    """Gives out names, with a number behind one that is taken."""

    def __init__(self, fold: Callable[[str], str], taken: Iterable[str] = ()) -> None:
        """Prepare.

        Args:
            fold: Returns what names have in common that count as equal.
            taken: Names that are not given out.
        """
        self._fold = fold
        self._taken = set(map(fold, taken))
        # By name: thousands may be called the same, and each would try all numbers before.
        self._next_number: dict[str, int] = {}

    def take(self, usual: str) -> str:
        """Return a name that was not given out yet, and is this one where that is free."""
        folded = self._fold(usual)
        name = usual
        if folded in self._taken:
            number = self._next_number.get(folded, 2)
            while self._fold(f"{usual} {number}") in self._taken:
                number += 1
            self._next_number[folded] = number + 1
            name = f"{usual} {number}"
        self._taken.add(self._fold(name))
        return name
