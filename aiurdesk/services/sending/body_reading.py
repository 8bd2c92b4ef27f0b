"""The steps between a response and its verdict that are the same wherever a body is read."""

import msgspec
from msgspec.structs import replace

from aiurdesk.core import verdict as core_verdict
from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.response import Outcome
from aiurdesk.core.verdict.dialect import GRAPHQL, Dialect, DialectChoice, Reason
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.services.dialects.collection_dialects import NO_DIALECTS, OwnDialects
from aiurdesk.services.library import Library


class RequestContext(msgspec.Struct, frozen=True):
    """A request, with what decides how its response is read and judged."""

    request: Request
    service: Service | None
    """None for an address that belongs to no known service."""
    own: OwnDialects = NO_DIALECTS
    """The dialects of its collection."""
    prepared: PreparedRequest | None = None
    """What was sent."""

    @property
    def own_dialects(self) -> tuple[Dialect, ...]:
        """The dialects of its collection."""
        return tuple(self.own.by_name.values())

    @property
    def given(self) -> str:
        """Name of the dialect that was chosen for the request, or by its service."""
        return self.request.dialect or (self.service.table if self.service else "")


def of_unknown_host(reading: Reading, library: Library) -> Reading:
    """Return a reading with the generation of the services that its envelope is of, if any."""
    generations = core_verdict.envelope_reading
    dialects, envelope = library.dialects, reading.envelope
    if name := generations.matching_generation(envelope, dialects.heads):
        return replace(reading, choice=DialectChoice(name, Reason.SHAPE))
    # The name of a dialect that is gone chooses nothing.
    choice = DialectChoice(looks_like=reading.choice.looks_like)
    if name := generations.similar_generation(envelope, dialects.heads, dialects):
        choice = replace(choice, looks_like=(*choice.looks_like, name))
    return replace(reading, choice=choice)


def dialect_of(context: RequestContext, name: str | None, library: Library) -> Dialect | None:
    """Return the dialect of a name, of the collection of a request before all others, or None."""
    return context.own.by_name.get(name or "") or library.dialects.get(name or "")


def verdict_of(
    context: RequestContext, outcome: Outcome, reading: Reading, library: Library
) -> Verdict:
    """Return the verdict on an outcome whose body was read; nothing is read again."""
    service = context.service
    # A fix may lead to the endpoint of the same service that lists what was not pairs.
    siblings = library.endpoints_of(service.id) if service else ()
    names = (reading.choice.dialect, GRAPHQL if reading.graphql else None)
    pairs = ((name, dialect_of(context, name, library)) for name in names if name)
    dialects = {name: dialect for name, dialect in pairs if dialect is not None}
    return core_verdict.judge.judge(outcome, reading, context.request, dialects, siblings)
