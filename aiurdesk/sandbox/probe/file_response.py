"""Stored files as HTTP answers: tags, caching and ranges."""

import mimetypes
import re
from email.utils import format_datetime

from starlette.datastructures import Headers

from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.probe.storage import File

OCTET_STREAM = "application/octet-stream"
_TYPES = mimetypes.MimeTypes()
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def media_type(name: str) -> str:
    """Tell a file's type from its ending, without asking the system's own list."""
    return _TYPES.guess_type(name)[0] or OCTET_STREAM


def file_response(file: File, type_: str, asked: Headers) -> Response:
    """Answer with a file, with a part of it, or with "not modified".

    Only a single range is honoured; anything else in ``Range`` gives the whole file.

    Source:
        ``recorded/infrastructures-2020-probe.jsonl``, ``download-open/*``; RFC 9110 14.2.
    """
    tag = ("etag", file.etag)
    if asked.get("if-none-match") == file.etag:
        return Response(304, headers=(tag,))
    size = len(file.content)
    headers = (
        ("accept-ranges", "bytes"),
        ("cache-control", "public, max-age=604800"),
        tag,
        ("last-modified", format_datetime(file.uploaded_at.replace(microsecond=0), usegmt=True)),
    )
    part = None if asked.get("if-range", file.etag) != file.etag else _part(asked, size)
    if part is None:
        return Response(200, file.content, type_, headers)
    if not part:
        return Response(416, headers=(("content-range", f"bytes */{size}"),))
    told = ("content-range", f"bytes {part.start}-{part.stop - 1}/{size}")
    return Response(206, file.content[part.start : part.stop], type_, (*headers, told))


def _part(asked: Headers, size: int) -> range | None:
    """Read ``Range``: an empty range when it lies outside, nothing when it asks for the whole."""
    match = _RANGE.fullmatch(asked.get("range", ""))
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    stop = min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return None
    return range(int(first), max(stop, int(first))) if int(first) < size else range(0)
