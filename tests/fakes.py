"""Stand-ins with the interface of the real thing, for what is slow or cannot be provoked."""

from collections.abc import Awaitable, Callable

from aiurdesk.core.limits import Limits, OnProgress
from aiurdesk.core.request import PreparedRequest
from aiurdesk.core.response import Outcome


class FakeTransport:
    """A transport that is a function from a prepared request to an outcome."""

    def __init__(self, answer: Callable[[PreparedRequest], Awaitable[Outcome]]) -> None:
        self._answer = answer
        self.is_closed = False

    async def send(
        self, request: PreparedRequest, limits: Limits, on_progress: OnProgress | None = None
    ) -> Outcome:
        return await self._answer(request)

    async def aclose(self) -> None:
        self.is_closed = True
