"""Names of which no two may be equal."""

import re
from collections.abc import Callable, Hashable, Iterable

_REFUSED = re.compile(r"[{}\s]+")
"""What ends a reference to a credential, and white space of all kinds."""
_LONGEST = 60


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


class CredentialNames:
    """Gives equal credentials one name, and others another one."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Prepare.

        Args:
            taken: Names that are not given out.
        """
        self._names: dict[Hashable, str] = {}
        self._free = FreeNames(str.casefold, taken)

    def name_for(self, credential: Hashable, usual: str) -> str:
        """Return the name of a credential.

        Args:
            credential: All that it consists of.
            usual: What it is called where that is free, such as the name of a folder.
        """
        if credential not in self._names:
            printable = "".join(filter(str.isprintable, _REFUSED.sub(" ", usual)))
            start = printable.strip()[:_LONGEST].strip() or "Imported"
            self._names[credential] = self._free.take(start)
        return self._names[credential]
