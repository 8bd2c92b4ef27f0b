"""Short links, stored in memory."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum


class RecordType(IntEnum):
    """What a short link does. The numbers are part of the API."""

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
        """Return the URL that the link leads to.

        Args:
            path: Decoded path after the record's name. May be empty.
            query: Query as received, without ``?``. May be empty.
        """
        # The path is appended even to a target with a query, as on the real server.
        return f"{self.target_url.rstrip('/')}/{path}{'?' if query else ''}{query}"


@dataclass(slots=True)
class Records:
    """All short links by name. Names are unique across apps."""

    by_name: dict[str, Record] = field(default_factory=dict)
    _last_id: int = 0

    def add(self, record: Record) -> None:
        """Add a record and give it the next id. Its name must not be in use."""
        self._last_id += 1
        record.id = self._last_id
        self.by_name[record.name] = record

    def rename(self, record: Record, name: str) -> None:
        """Rename a record. The new name must not be in use by another record."""
        # It moves to the end of the dict, so ``of_app`` sorts by the id.
        del self.by_name[record.name]
        record.name = name
        self.by_name[name] = record

    def of_app(self, app_id: str) -> tuple[Record, ...]:
        """Return the records of an app, oldest first."""
        mine = (record for record in self.by_name.values() if record.app_id == app_id)
        return tuple(sorted(mine, key=lambda record: record.id))

    def remove_app(self, app_id: str) -> None:
        """Delete all records of an app."""
        for record in self.of_app(app_id):
            del self.by_name[record.name]
