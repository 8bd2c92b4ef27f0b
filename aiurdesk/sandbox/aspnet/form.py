"""Names and values of a query or a form body, decoded as ASP.NET decodes them."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

Pair = tuple[str, str]

_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# Limits and error messages are the same as in ASP.NET.
_ERROR = "Failed to read the request form. "
_UNEXPECTED_END = (
    f"{_ERROR}Unexpected end of Stream, the content may have already been read by another"
    " component. "
)
_NO_BOUNDARY = f"{_ERROR}Missing content-type boundary."
_INVALID_CHARACTERS = f"{_ERROR}The form value contains invalid characters."
_MAX_VALUES = 1024
_MAX_KEY_LENGTH = 2048
_UNLIMITED = 2**40


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file part of a multipart body."""

    name: str
    """Name of the part."""
    file_name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The content of a form body."""

    pairs: tuple[Pair, ...] = ()
    files: tuple[FormFile, ...] = ()
    is_form: bool = False
    """Whether the content type is urlencoded or multipart."""
    error: str = ""
    """Validation error of a form that cannot be read. Then no parameter is bound."""


def _decoded(escapes: re.Match[str]) -> str:
    raw = unquote_to_bytes(escapes[0])
    try:
        return raw.decode()
    except UnicodeDecodeError:
        # ASP.NET keeps the escapes of invalid bytes and decodes the valid UTF-8 around them.
        chunks = []
        while raw:
            # The longest valid character at the beginning, of four bytes at most.
            for length in range(min(4, len(raw)), 0, -1):
                try:
                    chunks.append(raw[:length].decode())
                    break
                except UnicodeDecodeError:
                    continue
            else:
                length = 1
                chunks.append(f"%{raw[0]:02X}")
            raw = raw[length:]
        return "".join(chunks)


def percent_decoded(text: str) -> str:
    """Decode escapes that are valid UTF-8, and keep all others."""
    return _ESCAPES.sub(_decoded, text)


def parse_pairs(text: str) -> tuple[Pair, ...]:
    """Return the names and values of a query or an urlencoded body, in order."""
    pairs = []
    for part in text.split("&"):
        if part:
            # "+" before the escapes: %2B is a plus sign, and must stay one.
            name, _, value = part.replace("+", " ").partition("=")
            pairs.append((percent_decoded(name), percent_decoded(value)))
    return tuple(pairs)


def _urlencoded(body: bytes) -> Form:
    pairs = parse_pairs(body.decode(errors="replace"))
    error = _limit_error(pairs)
    return Form(is_form=True, error=error) if error else Form(pairs, is_form=True)


def _limit_error(pairs: tuple[Pair, ...]) -> str:
    if len(pairs) > _MAX_VALUES:
        return f"{_ERROR}Form value count limit {_MAX_VALUES} exceeded."
    if any(len(name) > _MAX_KEY_LENGTH for name, _ in pairs):
        return f"{_ERROR}Form key length limit {_MAX_KEY_LENGTH} exceeded."
    # Recorded with −10 from Stargate's PushMessage; in a query, NUL is accepted.
    if any("\0" in name or "\0" in value for name, value in pairs):
        return _INVALID_CHARACTERS
    return ""


async def _multipart(content_type: str, body: bytes) -> Form:
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if not boundary:
        return Form(is_form=True, error=_NO_BOUNDARY)
    # Check these defects here: starlette's parser reports them differently or not at all.
    invalid_line = re.match(rb"--" + re.escape(boundary) + rb"\r?\n([^\r\n:]+)(?:\r?\n|$)", body)
    if invalid_line:
        error = f"{_ERROR}Invalid header line: {invalid_line[1].decode(errors='replace')}"
        return Form(is_form=True, error=error)
    if b"--" + boundary + b"--" not in body:
        return Form(is_form=True, error=_UNEXPECTED_END)

    async def body_chunks() -> AsyncGenerator[bytes, None]:
        yield body

    headers = Headers({"content-type": content_type})
    # The size of the body is limited before, so the parser needs no limits.
    parser = MultiPartParser(
        headers, body_chunks(), max_files=10_000, max_fields=10_000, max_part_size=_UNLIMITED
    )
    try:
        data = await parser.parse()
    except MultiPartException as error:
        return Form(is_form=True, error=f"{_ERROR}{error.message}")
    return await _collected(data)


async def _collected(data: FormData) -> Form:
    pairs: list[Pair] = []
    files: list[FormFile] = []
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            kind = value.content_type or ""
            files.append(FormFile(name, value.filename or "", kind, content))
        else:
            pairs.append((name, value))
    await data.close()
    return Form(tuple(pairs), tuple(files), is_form=True)


async def read_form(content_type: str, body: bytes) -> Form:
    """Return the form of a body. A body of any other content type gives an empty form."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return _urlencoded(body)
    if kind == "multipart/form-data":
        return await _multipart(content_type, body)
    # Such as JSON where a form is expected: nothing is bound, and required values are missing.
    return Form()
