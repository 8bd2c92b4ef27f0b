"""The interface of a transport, and the failure that its parts raise."""

import os
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import FailureKind, Outcome
from aiurdesk.core.translation import Phrase

Signer: TypeAlias = Callable[[PreparedRequest], Awaitable[PreparedRequest]]
"""Returns a request with headers that are computed of it."""


class Transport(Protocol):
    """Sends prepared requests.

    Network trouble is returned as a ``Failure``. Cancelling raises ``CancelledError``.
    """

    async def send(
        self,
        request: PreparedRequest,
        limits: Limits,
        on_progress: OnProgress | None = None,
        sign: Signer | None = None,
    ) -> Outcome:
        """Return the response, or a failure that says why it is missing.

        Args:
            sign: Signs what follows a redirect within the origin of the request, which is signed.
        """
        ...

    def cookie_pairs(self, jar: str, url: str) -> tuple[str, ...]:
        """Return the cookies that a jar has for a URL, each as ``name=value``."""
        ...


class SendFailure(Exception):
    """The request got no response; ``HttpTransport.send`` turns this into a ``Failure``.

    Args:
        kind: What happened.
        particulars: More about it in a few words, without secrets, query strings or header values.
    """

    undecoded: bytes = b""
    """As in ``Failure``."""

    def __init__(self, kind: FailureKind, particulars: str | Phrase) -> None:
        super().__init__(kind, particulars)
        self.kind = kind
        self.particulars = particulars

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"

    @property
    def detail(self) -> str:
        """The particulars in the language of the person."""
        return str(self.particulars)


def system_failure(error: OSError) -> SendFailure:
    """Return the failure for an error that comes from the system and not from the server."""
    # Without the text of the error itself, which may name a path or an address.
    text = os.strerror(error.errno) if error.errno else type(error).__name__
    return SendFailure(FailureKind.SYSTEM_ERROR, text.lower())
