"""A response that is kept as an example, with the request that it answers."""

import msgspec

from aiurdesk.core.exchange.exchange_comparison import Compared, example_side
from aiurdesk.core.request.request import Header, SavedRequest
from aiurdesk.core.response.response import Response, ResponseBody

MOST_BODY_BYTES = 1024 * 1024
"""A longer body is not saved."""
MOST_HEADERS = 200


class Example(msgspec.Struct, frozen=True):
    """A response that is kept beside its request, with the request as it was sent."""

    request: SavedRequest
    """Without tests, captures and notes."""
    status: int = 0
    """0 where it is not known, such as in some API descriptions."""
    reason: str = ""
    code: int | str | None = None
    """The result code, where one was read."""
    message: str = ""
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    notes: str = ""
    """Markdown; what an import or a person says about it."""

    @property
    def response(self) -> Response:
        """The response, without what was measured."""
        body = ResponseBody(self.body, size_bytes=len(self.body))
        return Response(
            status=self.status,
            reason=self.reason,
            http_version="",
            headers=self.headers,
            body=body,
            url=self.request.url,
        )


def side_of_example(example: Example) -> Compared:
    """Return an example as the earlier side of a comparison."""
    return example_side(example.code, example.message, example.response)
