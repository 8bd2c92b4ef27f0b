"""HTTP responses with stored files: entity tags, caching and ranges."""

import mimetypes
import re
from email.utils import format_datetime

from starlette.datastructures import Headers

from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.probe.storage import File

OCTET_STREAM = "application/octet-stream"
# The lists of the system are not used.
_TYPES = mimetypes.MimeTypes()
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def media_type(name: str) -> str:
    """Return the media type for a file name."""
    return _TYPES.guess_type(name)[0] or OCTET_STREAM


def file_response(file: File, type_: str, request_headers: Headers) -> Response:
    """Return a file, a part of it, or status 304.

    Only a single range is supported. Any other ``Range`` header gives the whole file.

    Source:
        ``recorded/infrastructures-2020-probe.jsonl``, ``download-open/*``; RFC 9110 14.2.
    """
    etag = ("etag", file.etag)
    if request_headers.get("if-none-match") == file.etag:
        return Response(304, headers=(etag,))
    size = len(file.content)
    headers = (
        ("accept-ranges", "bytes"),
        # One week.
        ("cache-control", "public, max-age=604800"),
        etag,
        ("last-modified", format_datetime(file.uploaded_at.replace(microsecond=0), usegmt=True)),
    )
    # A range of another version must not be mixed with the client's copy (RFC 9110, 13.1.5).
    is_current = request_headers.get("if-range", file.etag) == file.etag
    requested = _requested_range(request_headers, size) if is_current else None
    if requested is None:
        return Response(200, file.content, type_, headers)
    if not requested:
        return Response(416, headers=(("content-range", f"bytes */{size}"),))
    content = file.content[requested.start : requested.stop]
    content_range = ("content-range", f"bytes {requested.start}-{requested.stop - 1}/{size}")
    return Response(206, content, type_, (*headers, content_range))


def _requested_range(request_headers: Headers, size: int) -> range | None:
    """Return the requested range. It is empty when it is out of bounds, None for the whole file."""
    match = _RANGE.fullmatch(request_headers.get("range", ""))
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    # ``bytes=-5`` requests the last five bytes.
    if not first:
        return range(max(0, size - int(last)), size)
    stop = min(int(last) + 1, size) if last else size
    # Such a range is invalid, so it is ignored (RFC 9110, 14.1.1).
    if last and int(last) < int(first):
        return None
    return range(int(first), max(stop, int(first))) if int(first) < size else range(0)
