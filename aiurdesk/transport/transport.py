"""The one method that carries a prepared request to a server."""

from typing import Protocol

from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Outcome


class Transport(Protocol):
    """Sends prepared requests; what goes wrong on the way is a value, cancelling raises."""

    async def send(
        self, request: PreparedRequest, limits: Limits, on_progress: OnProgress | None = None
    ) -> Outcome:
        """Return the answer or why there is none."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...
