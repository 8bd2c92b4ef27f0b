"""What a language or a library sends otherwise than the program, as sentences for its code."""

import re
from collections.abc import Iterator

from aiurdesk.core.exporters.code_request import (
    DOT_SEGMENTS,
    CodeRequest,
    FormPart,
    is_ascii,
    joined_names,
)
from aiurdesk.core.request.request import FileContent

_DOTS = re.compile(r"^[^?#]*/\.{1,2}(?:[/?#]|$)")
_BRACES = re.compile(r"^[^?#]*[{}`]")
_CONDITIONS = "Fetch adds Cache-Control and Pragma to a request with {}."
_HEADERS_OF_FETCH = {
    "expect": "Fetch refuses the header Expect.",
    "range": "Fetch adds identity to Accept-Encoding of a request with Range.",
    **{
        name.lower(): _CONDITIONS.format(name)
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
_NO_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_BREAK = re.compile(r"(?<!\r)\n|\r(?!\n)")


def lost_in_curl(request: CodeRequest) -> Iterator[str]:
    """Say what curl sends otherwise."""
    yield from lost_question_mark(request)
    for part in _files(request):
        if "=" in part.name:
            yield f"The part {part.name} is sent under the name {part.name.partition('=')[0]}."
    # Then curl escapes the names, and both signs in them.
    if any('"' in part.filename for part in _files(request)):
        yield from _names_of_files(request, "\\")


def lost_in_httpx(request: CodeRequest) -> Iterator[str]:
    """Say what httpx sends otherwise."""
    if _DOTS.search(request.url):
        yield "The dots in the path are resolved before it is sent."
    if _BRACES.search(request.url):
        yield "The braces and backticks in the path are percent-encoded."
    form_parts = request.body if isinstance(request.body, tuple) else ()
    yield from (
        f"The name of the part {part.name} is sent with other escapes."
        for part in form_parts
        if "\\" in part.name
    )
    yield from _names_of_files(request, '"\\')


def lost_in_requests(request: CodeRequest) -> Iterator[str]:
    """Say what requests sends otherwise."""
    if _DOTS.search(request.url):
        yield "The dots in the path are resolved before it is sent."
    yield from joined_names(request)
    yield from lost_question_mark(request)
    yield from _names_of_files(request, '"')


def lost_in_fetch(request: CodeRequest) -> Iterator[str]:
    """Say what fetch sends otherwise."""
    yield from _refused(request)
    if DOT_SEGMENTS.search(request.url):
        yield "The dots in the path are resolved before it is sent."
    yield from lost_question_mark(request)
    if request.has("host"):
        yield "The header Host is that of the address."
    yield from (words for name, words in _HEADERS_OF_FETCH.items() if request.has(name))
    names = (header.name for header in request.headers if not is_ascii(header.value))
    yield from (f"The header {name} is sent in Latin-1." for name in names)
    yield from joined_names(request)
    yield from _names_of_files(request, '"')
    form_parts = request.body if isinstance(request.body, tuple) else ()
    texts = ((part.name, part.content) for part in form_parts if isinstance(part.content, str))
    broken = (name for name, text in texts if _BREAK.search(text))
    yield from (f"Line breaks in the part {name} are sent as CR LF." for name in broken)


def lost_in_go(request: CodeRequest) -> Iterator[str]:
    """Say what Go sends otherwise."""
    if _NO_ESCAPE.search(request.url.partition("?")[0]):
        yield "Go refuses a percent sign in the path that begins no escape."
    if any(h.name.lower() == "user-agent" and not h.value for h in request.headers):
        yield "The empty header User-Agent is not sent."
    for part in request.body if isinstance(request.body, tuple) else ():
        if isinstance(part.content, str) and "\\" in part.name:
            yield f"The name of the part {part.name} is sent with other escapes."


def _refused(request: CodeRequest) -> Iterator[str]:
    method = request.method.upper()
    if method in ("TRACE", "CONNECT", "TRACK"):
        yield f"Fetch refuses the method {method}."
    if method in ("GET", "HEAD") and request.body is not None:
        yield f"Fetch refuses a body with {method}."


def lost_question_mark(request: CodeRequest) -> Iterator[str]:
    """Say that a question mark at the end is not sent."""
    if request.url.endswith("?"):
        yield "The question mark at the end of the address is not sent."


def _files(request: CodeRequest) -> Iterator[FormPart]:
    for part in request.body if isinstance(request.body, tuple) else ():
        if isinstance(part.content, FileContent):
            yield part


def _names_of_files(request: CodeRequest, encoded: str) -> Iterator[str]:
    for part in _files(request):
        if not part.filename and '"' in encoded:
            yield f"The file of the part {part.name} is sent without its empty name."
        elif set(encoded) & set(part.filename):
            yield f"The name of the file {part.filename} is sent with other escapes."
