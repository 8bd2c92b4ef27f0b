"""Differences between what the program sends and what generated code sends, as sentences."""

import re
from collections.abc import Iterator

from aiurdesk.core.exporters.code_request import (
    DOT_SEGMENTS,
    form_rows,
    is_ascii,
    joined_names,
)
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.request.request import FileValue, NoBody
from aiurdesk.core.translation import tr

_DOTS = re.compile(r"^[^?#]*/\.{1,2}(?:[/?#]|$)")
_BRACES = re.compile(r"^[^?#]*[{}`]")
_CONDITIONS = tr("Fetch adds Cache-Control and Pragma to a request with {header}.")
_HEADERS_OF_FETCH = {
    "expect": tr("Fetch refuses the header Expect."),
    "range": tr("Fetch adds identity to Accept-Encoding of a request with Range."),
    **{
        name.lower(): _CONDITIONS.format(header=name)
        for name in (
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "If-Range",
            "If-Unmodified-Since",
        )
    },
}
"""What fetch does with headers. Source: Fetch Standard, "HTTP-network-or-cache fetch"."""
_DOTS_LOST = tr("The dots in the path are resolved before it is sent.")
_NO_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_BREAK = re.compile(r"(?<!\r)\n|\r(?!\n)")


def lost_in_curl(request: ExportedRequest) -> Iterator[str]:
    """Say what curl sends otherwise."""
    yield from lost_question_mark(request)
    for name, _ in _files(request):
        if "=" in name:
            words = tr("The part {name} is sent under the name {other}.")
            yield words.format(name=name, other=name.partition("=")[0])
    # Then curl escapes the names, and both signs in them.
    if any('"' in file.filename for _, file in _files(request)):
        yield from _names_of_files(request, "\\")


def lost_in_httpx(request: ExportedRequest) -> Iterator[str]:
    """Say what httpx sends otherwise."""
    if _DOTS.search(request.url):
        yield _DOTS_LOST
    if _BRACES.search(request.url):
        yield tr("The braces and backticks in the path are percent-encoded.")
    yield from (
        tr("The name of the part {name} is sent with other escapes.").format(name=row.name)
        for row in form_rows(request)
        if "\\" in row.name
    )
    yield from _names_of_files(request, '"\\')


def lost_in_requests(request: ExportedRequest) -> Iterator[str]:
    """Say what requests sends otherwise."""
    if _DOTS.search(request.url):
        yield _DOTS_LOST
    yield from joined_names(request)
    yield from lost_question_mark(request)
    yield from _names_of_files(request, '"')


def lost_in_fetch(request: ExportedRequest) -> Iterator[str]:
    """Say what fetch sends otherwise."""
    yield from _refused(request)
    if DOT_SEGMENTS.search(request.url):
        yield _DOTS_LOST
    yield from lost_question_mark(request)
    if request.has("host"):
        yield tr("The header Host is that of the address.")
    yield from (words for name, words in _HEADERS_OF_FETCH.items() if request.has(name))
    names = (header.name for header in request.headers if not is_ascii(header.value))
    yield from (tr("The header {name} is sent in Latin-1.").format(name=name) for name in names)
    yield from joined_names(request)
    yield from _names_of_files(request, '"')
    texts = ((row.name, row.value) for row in form_rows(request) if isinstance(row.value, str))
    broken = (name for name, text in texts if _BREAK.search(text))
    yield from (
        tr("Line breaks in the part {name} are sent as CR LF.").format(name=name) for name in broken
    )


def lost_in_go(request: ExportedRequest) -> Iterator[str]:
    """Say what Go sends otherwise."""
    if _NO_ESCAPE.search(request.url.partition("?")[0]):
        yield tr("Go refuses a percent sign in the path that begins no escape.")
    if any(h.name.lower() == "user-agent" and not h.value for h in request.headers):
        yield tr("The empty header User-Agent is not sent.")
    for row in form_rows(request):
        if isinstance(row.value, str) and "\\" in row.name:
            yield tr("The name of the part {name} is sent with other escapes.").format(
                name=row.name
            )


def _refused(request: ExportedRequest) -> Iterator[str]:
    method = request.method.upper()
    if method in ("TRACE", "CONNECT", "TRACK"):
        yield tr("Fetch refuses the method {method}.").format(method=method)
    if method in ("GET", "HEAD") and request.body != NoBody():
        yield tr("Fetch refuses a body with {method}.").format(method=method)


def lost_question_mark(request: ExportedRequest) -> Iterator[str]:
    """Say that a question mark at the end is not sent."""
    if request.url.endswith("?"):
        yield tr("The question mark at the end of the address is not sent.")


def _files(request: ExportedRequest) -> Iterator[tuple[str, FileValue]]:
    """Yield the files of a form, each with the name of its part."""
    for row in form_rows(request):
        if isinstance(row.value, FileValue):
            yield row.name, row.value


def _names_of_files(request: ExportedRequest, encoded: str) -> Iterator[str]:
    for name, file in _files(request):
        if not file.filename and '"' in encoded:
            yield tr("The file of the part {name} is sent without its empty name.").format(
                name=name
            )
        elif set(encoded) & set(file.filename):
            words = tr("The name of the file {name} is sent with other escapes.")
            yield words.format(name=file.filename)
