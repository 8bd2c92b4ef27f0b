"""Times and sizes as a person types and reads them: ``1.5 s``, ``500 ms``, ``20 MB``.

Files keep whole numbers of milliseconds and bytes. What is shown here reads back as the same
number, which the rounded texts of ``core.translation`` do not.
"""

import re
from collections.abc import Mapping

import msgspec

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import language, tr

_TYPED = re.compile(r"([0-9]{1,18}(?:[.,' \u00a0\u202f][0-9]{1,18})*)\s*([^\W\d_]*)")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_LONGEST = 60
_DIGITS = 3
"""Behind the point, at most; a number that needs more is shown in a smaller unit."""


class Measure(msgspec.Struct, frozen=True):
    """A quantity, which is kept as a number of its smallest unit."""

    units: Mapping[str, int]
    """Units that are shown → how many of the smallest one they are, the largest first."""
    others: Mapping[str, int]
    """Further ones that are understood, in lower case."""
    usual: str
    """Unit of a number that is typed without one."""
    example: str

    def shown(self, number: int) -> str:
        """Return a number in the largest unit that shows it exactly."""
        scale = 10**_DIGITS
        exact = (
            unit
            for unit, size in self.units.items()
            if number >= size and number * scale % size == 0
        )
        # Only zero is in none of them.
        unit = next(exact, self.usual)
        size = self.units[unit]
        whole, rest = divmod(number * scale // size, scale)
        fraction = f".{rest:0{_DIGITS}}".rstrip("0") if rest else ""
        return f"{whole:,}{fraction} {unit}"

    def read(self, text: str) -> int | None:
        """Return what a person typed; None for a text that is no quantity."""
        match = _TYPED.fullmatch(text.strip())
        if match is None or len(text) > _LONGEST:
            return None
        typed, unit = match.groups()
        size = self._size(unit or self.usual)
        digits = re.sub(r"['\s]", "", typed)
        # A comma is the point of a fraction, except between thousands.
        if _GROUPED.fullmatch(digits) and not language().startswith("de"):
            digits = digits.replace(",", "")
        try:
            number = float(digits.replace(",", "."))
        except ValueError:
            return None
        return None if size is None else round(number * size)

    def problem_in(self, text: str, label: str, least: int, most: int) -> Problem | None:
        """Return why a text is no quantity within a range; None if it is one."""
        number = self.read(text)
        if number is not None and least <= number <= most:
            return None
        words = tr("{label}: enter {least} to {most}, such as {example}.")
        ends = {"least": self.shown(least), "most": self.shown(most)}
        return Problem(words.format(label=label, example=self.example, **ends))

    def _size(self, unit: str) -> int | None:
        known = {name.lower(): size for name, size in self.units.items()} | dict(self.others)
        return known.get(unit.lower())


DURATION = Measure(
    {"s": 1000, "ms": 1},
    {"sec": 1000, "min": 60_000, "h": 3_600_000},
    "s",
    "1.5 s",
)
"""A time, in milliseconds."""

_KB, _MB, _GB, _TB = (1024**power for power in (1, 2, 3, 4))
SIZE = Measure(
    {"TB": _TB, "GB": _GB, "MB": _MB, "KB": _KB, "B": 1},
    {"kib": _KB, "mib": _MB, "gib": _GB, "tib": _TB, "k": _KB, "m": _MB, "g": _GB},
    "MB",
    "20 MB",
)
"""A number of bytes, in the units of ``format_size``."""
