"""The way out of the depths of a request that gets no answer."""

from dataclasses import dataclass

from aiurdesk.core.response import FailureKind


@dataclass(eq=False)
class NoAnswer(Exception):
    """Ends a request inside this package; ``HttpTransport.send`` makes a ``Failure`` of it."""

    kind: FailureKind
    detail: str
    """The particulars in a few words; no secret, no query, no header value."""
