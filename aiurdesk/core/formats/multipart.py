"""Takes a multipart body apart: where each part is in it, and what its headers say.

Only places are found, so that the bytes of a part stay as they are. Not by the parsers at hand:
``email`` changes line ends and decodes, and python-multipart knows forms alone, whose lines end in
CRLF and which nothing stands before.
Source: RFC 2046, section 5.1; RFC 7578; RFC 9110, section 14.6.
"""

import re
from collections.abc import Iterator
from email.message import Message
from typing import Protocol

import msgspec

MOST_PARTS = 10_000
MOST_HEAD_BYTES = 16 * 1024
"""Of the headers of a part."""
_MOST_HEADERS = 100
_LONGEST_VALUE = 4096
"""Characters of a header that is read for its parameters, which takes the square of its length."""
_LONGEST_BOUNDARY = 200
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(r"[!-9;-~]{1,200}[ \t]*:")
_FOLDED = re.compile(r"\r?\n[ \t]+")
_DELIMITER_END = re.compile(rb"(--)?[ \t]{0,100}(?:\r?\n|\Z)")


class Bytes(Protocol):
    """Bytes in memory, or a file that is mapped into it."""

    def find(self, sub: bytes, start: int, end: int, /) -> int:
        """Return where some bytes begin; -1 where they do not occur."""
        ...

    def __getitem__(self, key: slice, /) -> bytes:
        """Return some of the bytes."""
        ...

    def __len__(self) -> int:
        """Return how many there are."""
        ...


class BodyPart(msgspec.Struct, frozen=True):
    """One part of a multipart body."""

    start: int
    """Where its content begins in the body."""
    end: int
    headers: tuple[tuple[str, str], ...] = ()
    is_whole: bool = True
    """False where the body ended within it."""

    @property
    def size_bytes(self) -> int:
        """Size of the content as it came."""
        return self.end - self.start

    def header(self, name: str) -> str:
        """Return the first value of a header; empty without one."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def media_type(self) -> str:
        """The type that its header says; without one it is a text, as in a form."""
        said = self.header("content-type").partition(";")[0].strip().lower()
        return said or "text/plain"

    @property
    def disposition(self) -> str:
        """How it is meant, such as ``form-data`` or ``attachment``; empty without a word on it."""
        return self.header("content-disposition").partition(";")[0].strip().lower()[:100]

    @property
    def name(self) -> str:
        """Name of the field of a form; empty without one."""
        return self._parameter("name")

    @property
    def file_name(self) -> str:
        """Name of the file; empty without one."""
        return self._parameter("filename") or self._parameter("name", "content-type")

    @property
    def encoding(self) -> str:
        """How the content was written as text, such as ``base64``; empty where it was not."""
        said = self.header("content-transfer-encoding").strip().lower()
        return said if said in ("base64", "quoted-printable") else ""

    def _parameter(self, name: str, of: str = "content-disposition") -> str:
        value = self.header(of)[:_LONGEST_VALUE]
        if name not in value.lower():
            return ""
        message = Message()
        message[of] = value.replace("\r", " ").replace("\n", " ")
        found = message.get_param(name, header=of)
        if isinstance(found, tuple):
            charset, _, text = found
            try:
                return text.encode("latin-1", "replace").decode(charset or "utf-8", "replace")
            except LookupError:
                return text
        return found or ""


class Parts(msgspec.Struct, frozen=True):
    """The parts of a body, as far as there are."""

    parts: tuple[BodyPart, ...] = ()
    is_closed: bool = False
    """Whether the last line says that no further part follows."""
    has_more: bool = False
    """Whether there are more than were to be found."""


def is_multipart(content_type: str) -> bool:
    """Tell whether a Content-Type announces parts."""
    return content_type.lstrip()[:10].lower() == "multipart/"


def boundary_of(content_type: str) -> bytes:
    """Return what stands between the parts; empty where the header does not say."""
    message = Message()
    message["content-type"] = content_type[:_LONGEST_VALUE].replace("\r", " ").replace("\n", " ")
    boundary = message.get_param("boundary")
    if not isinstance(boundary, str) or not 0 < len(boundary) <= _LONGEST_BOUNDARY:
        return b""
    return boundary.encode("utf-8", "replace")


def read_parts(data: Bytes, boundary: bytes, most: int = MOST_PARTS) -> Parts:
    """Find the parts of a body, at most so many."""
    parts: list[BodyPart] = []
    start, is_closed = -1, False
    for at, end, is_last in _delimiters(data, boundary):
        if start >= 0:
            if len(parts) >= most:
                return Parts(tuple(parts), has_more=True)
            parts.append(_part(data, start, at))
        start, is_closed = end, is_last
        if is_last:
            break
    if start >= 0 and not is_closed and data[start : start + MOST_HEAD_BYTES].strip():
        parts.append(msgspec.structs.replace(_part(data, start, len(data)), is_whole=False))
    return Parts(tuple(parts), is_closed)


def _delimiters(data: Bytes, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield the lines between parts: where each begins and ends, and whether it is the last."""
    needle, at = b"--" + boundary, 0
    while (at := data.find(needle, at, len(data))) >= 0:
        before = data[max(at - 2, 0) : at]
        behind = _DELIMITER_END.match(data[at + len(needle) : at + len(needle) + 110])
        if behind is not None and (at == 0 or before.endswith(b"\n")):
            # The line end before it belongs to it.
            line = 0 if at == 0 else 2 if before == b"\r\n" else 1
            yield at - line, at + len(needle) + behind.end(), behind[1] is not None
            at += len(needle) + behind.end()
            # The line end may be that of the next one, too, where a part is empty.
            continue
        at += len(needle)


def _part(data: Bytes, start: int, end: int) -> BodyPart:
    # A part of nothing: its line end is also that of the next delimiter.
    end = max(start, end)
    head = data[start : min(start + MOST_HEAD_BYTES, end)]
    # Without headers, the empty line comes first.
    for line_end in (b"\r\n", b"\n"):
        if head.startswith(line_end):
            return BodyPart(start + len(line_end), end)
    match = _HEAD_END.search(head)
    if match is None:
        headers = _headers(head)
        # Headers without an empty line behind them: there is no content.
        return (
            BodyPart(end, end, headers)
            if headers and len(head) == end - start
            else BodyPart(start, end)
        )
    return BodyPart(start + match.end(), end, _headers(head[: match.start()]))


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    try:
        text = head.decode()
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    lines = _FOLDED.sub(" ", text).split("\n")
    pairs = (line.rstrip("\r").partition(":") for line in lines if _HEADER.match(line))
    found = [(name.strip(), value.strip()) for name, _, value in pairs]
    return tuple(found[:_MOST_HEADERS])
