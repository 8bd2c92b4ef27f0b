"""The interface of a transport: one method that sends a prepared request."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Outcome

Sign: TypeAlias = Callable[[PreparedRequest], Awaitable[PreparedRequest]]
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
        sign: Sign | None = None,
    ) -> Outcome:
        """Return the response, or a failure that says why it is missing.

        Args:
            sign: Signs what follows a redirect within the origin of the request, which is signed.
        """
        ...

    def cookie_pairs(self, jar: str, url: str) -> tuple[str, ...]:
        """Return the cookies that a jar has for a URL, each as ``name=value``."""
        ...
