"""Names of the events that services send over a socket; the names are data, a file each table."""

import re
from collections.abc import Iterable, Mapping

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.schema import SomeText, read_struct
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.verdict import Verdict


class EventType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Meaning of one number in the member ``type`` of a frame."""

    type: int
    name: SomeText
    """As in the source of the service, such as ``NewMessage``."""
    meaning: str = ""
    members: tuple[str, ...] = ()
    """Names of the other members of the frame."""


class EventTable(msgspec.Struct, frozen=True):
    """The events of one service."""

    name: str
    services: tuple[str, ...]
    """Ids of the services over whose sockets they come."""
    required_members: tuple[str, ...]
    """A frame without them is not an event; channels of Stargate carry the texts of any app."""
    events: Mapping[int, EventType]
    endpoints: tuple[str, ...] = ()
    """Ids of the sockets that are for them; their docs list the events."""

    def event_of(self, members: Mapping[str, object]) -> EventType | None:
        """Return the event that a JSON object is, or None."""
        number = members.get("type")
        # Not ``isinstance``: true is an int in Python, and the number of no event.
        if type(number) is not int or any(name not in members for name in self.required_members):
            return None
        return self.events.get(number)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: SomeText
    services: tuple[str, ...]
    event: tuple[EventType, ...]
    endpoints: tuple[str, ...] = ()
    required_members: tuple[str, ...] = ("type",)
    source: str = ""


def parse_event_table(source: str, origin: str) -> EventTable:
    """Read the table in a file.

    Raises:
        ProblemError: The file is not as it should be; the text names what is wrong.
    """
    try:
        raw = msgspec.toml.decode(source)
    except (msgspec.DecodeError, ValueError) as error:
        raise ProblemError(f"{origin}: {error}.") from error
    file, problems = read_struct(raw, _File)
    if file is None or problems:
        raise ProblemError(f"{origin}: {'; '.join(problems)}.")
    events = {event.type: event for event in file.event}
    return EventTable(file.name, file.services, file.required_members, events, file.endpoints)


def event_in(
    content: str, service_id: str, tables: Iterable[EventTable]
) -> tuple[EventTable, EventType] | None:
    """Return the event that a text frame of a service is, with its table, or None."""
    # By service: the same number means another event elsewhere.
    fitting = [table for table in tables if service_id in table.services]
    # Most frames of other services are told from events without parsing them.
    if not fitting or not _MAY_BE_EVENT.match(content):
        return None
    try:
        value = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    events = ((table, table.event_of(value)) for table in fitting)
    return next(((table, event) for table, event in events if event is not None), None)


_MAY_BE_EVENT = re.compile(r"\s*\{")


LONGEST_LISTED = 256 * 1024
"""Characters. The list of frames searches no longer one for an envelope: that takes too long for
each frame of a flood."""


class FrameReading(msgspec.Struct, frozen=True):
    """The verdict and the event that were read from a frame."""

    verdict: Verdict | None = None
    """None where the frame says nothing of success or failure."""
    event: EventType | None = None
    event_table: str = ""
    """Name of the table that names the event."""
    piece: str = ""
    """What it adds to the answer of a language model."""
    reading: Reading | None = None
    """What the verdict was made of; None where that is not known."""


NOTHING_READ = FrameReading()
