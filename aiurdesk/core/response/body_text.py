"""The body of a response as text, by the charset that its Content-Type names."""

import codecs

from msgspec.structs import replace

from aiurdesk.core.response.response import Response

_TEXT_ENCODINGS = (
    "utf", "ascii", "us-ascii", "iso-8859", "iso8859", "latin", "windows-", "cp", "gb", "big5",
    "shift", "euc", "koi8",
)  # fmt: skip

_MOST_BYTES = 1024 * 1024
"""Of a body that is written in UTF-8 again, which takes some 10 ms."""


def text_of_body(response: Response | None, data: bytes, errors: str = "replace") -> str:
    """Return bytes of a body as text, by the charset that the response names, or else as UTF-8.

    Args:
        errors: What is done with bytes that are not text, as for ``bytes.decode``.
    """
    content_type = "" if response is None else response.header("Content-Type") or ""
    return data.decode(encoding_of(charset_in(content_type)) or "utf-8", errors)


def with_utf8_body(response: Response) -> Response:
    """Return a response whose text is UTF-8, as the readers of bodies expect it.

    Only where its Content-Type names another charset, and the whole text is in memory. XML says
    itself how it is encoded.
    """
    body = response.body
    encoding = encoding_of(charset_in(response.header("Content-Type") or ""))
    is_whole = body.path is None and 0 < len(body.data) == body.size_bytes <= _MOST_BYTES
    if encoding in ("", "utf-8") or not is_whole or body.data.startswith(b"<?xml"):
        return response
    try:
        data = body.data.decode(encoding).encode()
    except UnicodeError:
        return response
    return replace(response, body=replace(body, data=data, size_bytes=len(data)))


def charset_in(content_type: str) -> str:
    """Return the charset that a Content-Type names, in lower case; empty without one."""
    charset = ""
    for parameter in content_type.partition(";")[2].split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().casefold() == "charset":
            charset = value.strip().strip("\"'").casefold()
    return charset


def encoding_of(charset: str) -> str:
    """Return the name of a charset that Python reads as text, or empty text.

    Only names of real charsets: Python also knows ``unicode_escape``, ``punycode`` and such.
    """
    if not charset.startswith(_TEXT_ENCODINGS):
        return ""
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return ""
