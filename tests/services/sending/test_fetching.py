from types import SimpleNamespace
from typing import Any

import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody
from aiurdesk.services.sending.connections import fetched
from aiurdesk.services.sending.plain_hosts import PlainHosts

ADDRESS = "https://h.example/export.json"


class OneAnswer:
    """Connections that give one outcome."""

    def __init__(self, outcome):
        self.outcome, self.requests = outcome, []
        self.removed: list[str | None] = []
        self.files = SimpleNamespace(remove=self.removed.append)
        self.plain = PlainHosts()

    async def send(self, request, limits):
        self.requests.append((request, limits.body_bytes))
        return self.outcome


def answering(outcome) -> Any:
    return OneAnswer(outcome)


def response(status, data):
    return Response(
        status, "HTTP/1.1", (), ResponseBody(data, size_bytes=len(data)), ADDRESS, "Reason"
    )


async def test_what_is_at_an_address_is_returned():
    connections = answering(response(200, b"{}"))
    assert await fetched(connections, ADDRESS, 7, Header("Accept", "*/*")) == b"{}"
    ((request, most_bytes),) = connections.requests
    assert (request.url, request.headers, most_bytes) == (ADDRESS, (Header("Accept", "*/*"),), 7)
    assert connections.removed == [None]


async def test_what_cannot_be_fetched_is_a_sentence():
    with pytest.raises(ProblemError, match=r"said 404 Reason\. Check the address\."):
        await fetched(answering(response(404, b"")), ADDRESS, 7)
    failure = Failure(FailureKind.HOST_NOT_FOUND, "")
    with pytest.raises(ProblemError, match="could not be fetched: "):
        await fetched(answering(failure), ADDRESS, 7)
