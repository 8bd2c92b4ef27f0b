"""Response bodies that are not an envelope, one for each kind of defect."""

from dataclasses import dataclass

from aiurdesk.sandbox.aspnet.response import HTML, JSON, Response
from aiurdesk.sandbox.aspnet.routing import Handler, Request

NESTING = 100_000
"""Number of nested arrays in the body of ``TooDeep``."""

# A PNG image.
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d4944415478da636460f85f0f0002870180eb47ba920000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One endpoint and its fixed response body. The status is always 200."""

    name: str
    body: bytes
    content_type: str | None = JSON

    async def handle(self, request: Request) -> Response:
        """Return the fixed body."""
        return Response(body=self.body, content_type=self.content_type)


_ROWS = (
    _Row("Empty", b"", None),
    _Row("NotJson", b"Everything is fine.", "text/plain; charset=utf-8"),
    _Row("Html", b"<!DOCTYPE html><html><body><h1>Please sign in</h1></body></html>", HTML),
    _Row("HtmlWithoutType", b"<!DOCTYPE html><html><body><h1>Sorry</h1></body></html>", None),
    _Row("Truncated", b'{"channels":[{"id":1},{"id":2,"descr'),
    _Row("TwoValues", b'{"code":0,"message":"First."}{"code":-4,"message":"Second."}'),
    _Row("Array", b'[{"code":0,"message":"In an array."}]'),
    _Row("Text", b'"Everything is fine."'),
    _Row("Null", b"null"),
    _Row("NoCode", b'{"value":42,"message":"Where is my code?"}'),
    _Row("CodeIsText", b'{"code":"0","message":"The code is a text."}'),
    _Row("CodeIsFraction", b'{"code":0.5,"message":"The code is a fraction."}'),
    _Row("CodeIsNull", b'{"code":null,"message":"The code is null."}'),
    _Row("CodeIsHuge", b'{"code":99999999999999999999,"message":"The code is huge."}'),
    _Row("DuplicateCode", b'{"code":0,"message":"Which one?","code":-4}'),
    _Row("NoMessage", b'{"value":42,"code":0}'),
    _Row("MessageIsNull", b'{"code":0,"message":null}'),
    _Row("MessageIsNumber", b'{"code":0,"message":42}'),
    _Row("ByteOrderMark", b'\xef\xbb\xbf{"code":0,"message":"After a byte order mark."}'),
    _Row("InvalidUtf8", b'{"code":0,"message":"Latin-1: \xe9\xe8"}'),
    _Row("TooDeep", b"".join((b"[" * NESTING, b"]" * NESTING))),
    _Row("Binary", _PIXEL, "application/octet-stream"),
)


def actions() -> dict[str, Handler]:
    """Return the actions of this group."""
    return {f"broken.{row.name.lower()}": row.handle for row in _ROWS}
