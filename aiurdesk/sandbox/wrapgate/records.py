"""The short links that the sandbox keeps, in memory."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum


class RecordType(IntEnum):
    """What following a short link does; the numbers are those of the wire."""

    REDIRECT = 0
    PERMANENT_REDIRECT = 1
    I_FRAME = 2
    REVERSE_PROXY = 3


@dataclass(slots=True)
class Record:
    """A short link of one app."""

    id: int
    app_id: str
    name: str
    target_url: str
    type: RecordType
    created_at: datetime
    enabled: bool

    def target(self, path: str, query: str) -> str:
        """Build the address that the link leads to.

        Args:
            path: What follows the record's name, decoded; may be empty.
            query: The query as received, without its ``?``; may be empty.
        """
        return f"{self.target_url.rstrip('/')}/{path}{'?' if query else ''}{query}"


@dataclass(slots=True)
class Records:
    """All short links, by name; names are unique across apps."""

    by_name: dict[str, Record] = field(default_factory=dict)
    _last_id: int = 0

    def add(self, record: Record) -> None:
        """Keep a record whose name is free, under the next number."""
        self._last_id += 1
        record.id = self._last_id
        self.by_name[record.name] = record

    def rename(self, record: Record, name: str) -> None:
        """Move a record to a name that is free or its own."""
        del self.by_name[record.name]
        record.name = name
        self.by_name[name] = record

    def of_app(self, app_id: str) -> tuple[Record, ...]:
        """List an app's records, oldest first."""
        mine = (record for record in self.by_name.values() if record.app_id == app_id)
        return tuple(sorted(mine, key=lambda record: record.id))

    def remove_app(self, app_id: str) -> None:
        """Forget all records of an app."""
        for record in self.of_app(app_id):
            del self.by_name[record.name]
