"""Types and look-up of result-code tables; the rows are data under ``resources``."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiurdesk.core.verdict import Fix, Severity


@dataclass(frozen=True, slots=True)
class ResultCode:
    """One row of a table."""

    number: int
    name: str
    """As in the protocol's own enumeration, such as ``InvalidInput``."""
    headline: str
    """The same in words, sentence case."""
    severity: Severity
    status: int
    """HTTP status that comes with it."""
    meaning: str
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultCodeTable:
    """What the numbers mean in one generation."""

    name: str
    """``2020``, ``2021``, ``2023``, or that of a user's own file."""
    title: str
    period: str
    source: str
    codes: Mapping[int, ResultCode]
