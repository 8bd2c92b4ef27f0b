"""Names for the credentials that an imported text needs."""

import re
from collections.abc import Hashable, Iterable

from aiurdesk.importers.free_names import FreeNames

_REFUSED = re.compile(r"[{}\s]+")
"""What ends a reference to a credential, and white space of all kinds."""
_LONGEST = 60


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
