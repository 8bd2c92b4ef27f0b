"""Details of HTTP/1.1 messages that the client does not tell: mistakes and trailers.

Source: RFC 9112 sections 2 to 7.
"""

import codecs
import re

from aiurdesk.core.preparing.header import is_token
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import Phrase, marked, truncate

_STATUS_LINE = re.compile(rb"HTTP/\d\.\d +(\d{3})( [^\x00-\x08\x0a-\x1f\x7f]*)?")
_LAST_CHUNK = re.compile(rb"0+[ \t]*(;[^\r\n]*)?")
_CONTROL = re.compile(rb"[\x00\r\n]")
_LONGEST_QUOTE = 40
_MOST_TRAILERS = 200


def head_problem(head: bytes) -> Problem | None:
    """Return what is not valid in the head of a response, or None where it seems valid.

    Of headers it has the name only: a value may be secret.
    """
    first, _, rest = head.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = first.split(b"\n")
    preliminary = _STATUS_LINE.fullmatch(lines[0])
    # One of its own for each preliminary status; they are bounded like a head.
    while preliminary is not None and preliminary[1].startswith(b"1") and rest:
        first, _, rest = rest.partition(b"\n\n")
        lines = first.split(b"\n")
        preliminary = _STATUS_LINE.fullmatch(lines[0])
    if _STATUS_LINE.fullmatch(lines[0]) is None:
        return _problem(marked("the status line {line} is not valid"), line=quoted_line(lines[0]))
    problems = (problem for line in lines[1:] if (problem := _line_problem(line)))
    return next(problems, None) or _length_problem(lines[1:])


def _line_problem(line: bytes) -> Problem | None:
    # A line that goes on with the one before; old servers send some. RFC 9112 section 5.2.
    if line[:1] in (b" ", b"\t", b""):
        return None
    name, colon, value = line.partition(b":")
    if not colon:
        return _problem(
            marked("the line {line} is not a header, because it has no colon"),
            line=quoted_line(line),
        )
    if not is_token(text_of_bytes(name)):
        return _problem(
            marked("the header name {name} contains a character that is not allowed"),
            name=quoted_line(name),
        )
    if _CONTROL.search(value):
        return _problem(
            marked("the value of the header {name} contains a control character"),
            name=text_of_bytes(name),
        )
    return None


def _length_problem(lines: list[bytes]) -> Problem | None:
    pairs = [line.partition(b":")[::2] for line in lines]
    named = [(name.lower(), value.strip()) for name, value in pairs]
    # Repeated in one header or in several.
    lengths = {
        part.strip()
        for name, value in named
        if name == b"content-length"
        for part in value.split(b",")
    }
    if len(lengths) > 1:
        return _problem(marked("the header Content-Length names several lengths"))
    if any(not (length.isdigit() and length.isascii()) for length in lengths):
        return _problem(marked("the value of the header Content-Length is not a number"))
    codings = [value.lower() for name, value in named if name == b"transfer-encoding"]
    if codings and codings != [b"chunked"]:
        return _problem(marked("the value of the header Transfer-Encoding is not chunked"))
    return None


def _problem(text: str, **names: str) -> Problem:
    """Return a problem with a phrase."""
    return Problem(Phrase(text, names))


def trailers_in(tail: bytes) -> tuple[Header, ...]:
    """Return the headers behind a body that was sent in chunks.

    Args:
        tail: The end of the message.
    """
    if not tail.endswith(b"\r\n\r\n"):
        return ()
    headers: list[Header] = []
    # From the end: what looks like the last chunk may also stand in the body.
    for line in reversed(tail[:-4].split(b"\r\n")):
        if _LAST_CHUNK.fullmatch(line):
            return tuple(reversed(headers))
        name, colon, value = line.partition(b":")
        text = text_of_bytes(name)
        if not colon or not is_token(text) or len(headers) == _MOST_TRAILERS:
            return ()
        headers.append(Header(text, text_of_bytes(value.strip(b" \t"))))
    return ()


def text_of_bytes(value: bytes) -> str:
    """Decode a header as UTF-8, which is usual today, or as Latin-1, the older encoding."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def quoted_line(line: bytes, end: str = "") -> str:
    """Return a line in quotation marks, with dots for bytes that are not text.

    Its letters stay as they were sent, so that redaction finds a secret in them.
    """
    # An incremental decoder ignores a character that was cut in half.
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(line[: 4 * _LONGEST_QUOTE])
    readable = "".join(
        c if c.isprintable() and c != "\N{REPLACEMENT CHARACTER}" else "." for c in text + end
    )
    return f"“{truncate(readable, _LONGEST_QUOTE)}”"
