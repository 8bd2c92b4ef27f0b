"""A request as programs in other languages write it, with placeholders for its secrets."""

import json
import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias
from urllib.parse import quote, urlsplit

import msgspec

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.exchange.redaction import redact_prepared
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.preparing.header import (
    ACCEPTED_ENCODINGS,
    FRAMING,
    wire_authority,
    wire_headers,
    wire_target,
)
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileContent,
    FileValue,
    Header,
    MultipartBody,
    NoBody,
    PreparedRequest,
    Row,
    TextBody,
)
from aiurdesk.core.translation import tr

_HIDDEN = re.compile(rf"(?:{DOTS}|{re.escape(quote(DOTS))})+")
_BEFORE = re.compile(r"""([A-Za-z][A-Za-z0-9_.-]*)["']?\s*[=:]\s*["']?[^"'&=:,;\s]*$""")
"""What a secret is called by the text before it: ``access_token=`` or ``"password": "``."""
_PLACEHOLDER = re.compile("\ue000([A-Z][A-Z0-9_]*)\ue001")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_NAME = re.compile(r"[^A-Z0-9]+")
_DISPOSITION = re.compile(
    rb'Content-Disposition: form-data; name="([^"\r\n]*)"(?:; filename="((?:[^"\\\r\n]|\\.)*)")?'
)
_TYPE_OF_PART = re.compile(rb"\r\nContent-Type: ([^\r\n]*)")
_BOUNDARY = re.compile(r"multipart/form-data; boundary=(.+)", re.IGNORECASE)
_CONNECTION_HEADERS = frozenset(("host", "content-length"))
"""What every client writes by itself from the URL and the body."""
_OWN_ENCODINGS = Header("Accept-Encoding", ACCEPTED_ENCODINGS)
_USUAL_ENCODINGS = Header("Accept-Encoding", "gzip, deflate")
"""Libraries decode brotli and zstd only if they were installed with them."""


class Placeholder(NamedTuple):
    """Stands for a secret that is not written into the code."""

    name: str
    """Of a variable, such as ``TOKEN`` or ``ACCESS_TOKEN``."""


Piece: TypeAlias = str | Placeholder


def usual_headers(request: ExportedRequest) -> tuple[Header, ...]:
    """Return the headers with the encodings that every library decodes."""
    return tuple(_USUAL_ENCODINGS if h == _OWN_ENCODINGS else h for h in request.headers)


def joined_headers(request: ExportedRequest) -> tuple[Header, ...]:
    """Return the usual headers, with those of one name in one. RFC 9110 section 5.3."""
    values: dict[str, list[Header]] = {}
    for header in usual_headers(request):
        values.setdefault(header.name.casefold(), []).append(header)
    return tuple(
        Header(same[0].name, ("; " if name == "cookie" else ", ").join(h.value for h in same))
        for name, same in values.items()
    )


def placeholders(request: ExportedRequest) -> tuple[str, ...]:
    """Return the names of the variables that stand for the secrets of a request, each one once."""
    texts = [request.url, *(header.value for header in request.headers)]
    if isinstance(request.body, TextBody):
        texts.append(request.body.text)
    texts += [row.value for row in form_rows(request) if isinstance(row.value, str)]
    return tuple(dict.fromkeys(name for text in texts for name in _PLACEHOLDER.findall(text)))


def form_rows(request: ExportedRequest) -> tuple[Row, ...]:
    """Return the parts of a multipart body; none for any other body."""
    return request.body.rows if isinstance(request.body, MultipartBody) else ()


def row_text(row: Row) -> str:
    """Return the text of a part of a form that is no file."""
    assert isinstance(row.value, str)
    return row.value


def code_request(prepared: PreparedRequest, *, reveal: bool = False) -> ExportedRequest:
    """Return a request as code writes it, with placeholders for secrets that stay hidden."""
    source = prepared if reveal else redact_prepared(prepared)
    split = urlsplit(prepared.url)
    authority = wire_authority(split.scheme, split.hostname or "", split.port)
    body = source.body if source.body or source.method not in ("POST", "PUT", "PATCH") else (b"",)
    rows = _form(source)
    left_out = _CONNECTION_HEADERS | FRAMING | ({"content-type"} if rows else frozenset())
    headers = (
        header
        for header in wire_headers(source, authority, "0")
        if (name := header.name.lower()) not in left_out
        # It names another host than its URL.
        or name == "host"
        and header.value != authority
    )
    return ExportedRequest(
        # As the program sends it.
        source.method.upper(),
        _named(f"{split.scheme}://{authority}{wire_target(source.url)}"),
        tuple(Header(h.name, _named(h.value, h.name)) for h in headers),
        MultipartBody(rows) if rows else _whole(body),
        source.signed,
        prepared.route,
    )


def placeholder(name: str) -> str:
    """Return a text that stands for a secret, such as ``PASSWORD``."""
    return f"\ue000{name}\ue001"


def pieces(text: str) -> tuple[Piece, ...]:
    """Return a text and the placeholders in it, in their order."""
    result: list[Piece] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        result += [text[end : match.start()], Placeholder(match[1])]
        end = match.end()
    result.append(text[end:])
    return tuple(piece for piece in result if piece) or ("",)


def repeated(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that come more than once, whatever their case."""
    counted: dict[str, list[str]] = {}
    for name in names:
        counted.setdefault(name.casefold(), []).append(name)
    return tuple(same[0] for same in counted.values() if len(same) > 1)


def joined_names(request: ExportedRequest) -> Iterator[str]:
    """Say which headers are sent in one line, although the program sends several."""
    for name in repeated([header.name for header in request.headers]):
        words = tr("The headers {name} are sent as one, with commas between their values.")
        yield words.format(name=name)


def is_ascii(text: str) -> bool:
    """Tell whether a text has letters of ASCII only, beside its placeholders."""
    return _PLACEHOLDER.sub("", text).isascii()


def joined(
    text: str, literal: Callable[[str], str], variable: Callable[[str], str], operator: str
) -> str:
    """Write a text as an expression of a language.

    Args:
        text: May hold placeholders.
        literal: Writes a text as a literal.
        variable: Writes the value of a variable.
        operator: Stands between them, such as `` + ``.
    """
    return operator.join(
        variable(piece.name) if isinstance(piece, Placeholder) else literal(piece)
        for piece in pieces(text)
    )


def _whole(body: tuple[bytes | FileContent, ...]) -> Body | bytes:
    if not body:
        return NoBody()
    if len(body) == 1 and isinstance(body[0], FileContent):
        return FileBody(body[0].path)
    # Only forms have bytes and files, and their parts are read before.
    written = b"".join(part for part in body if isinstance(part, bytes))
    try:
        text = written.decode()
    except UnicodeDecodeError:
        return written
    # No argument of a command can hold a zero byte.
    return written if "\0" in text else TextBody(_named(text))


def _form(prepared: PreparedRequest) -> tuple[Row, ...]:
    """Return the parts of a multipart body that this program wrote; none for any other body."""
    kind = next((h.value for h in prepared.headers if h.name.lower() == "content-type"), "")
    boundary = _BOUNDARY.fullmatch(kind)
    if boundary is None or not prepared.body:
        return ()
    limit = b"--" + boundary[1].encode() + b"\r\n"
    last = b"--" + boundary[1].encode() + b"--\r\n"
    rows: list[Row] = []
    for position, piece in enumerate(prepared.body):
        if isinstance(piece, FileContent):
            continue
        after = prepared.body[position + 1 : position + 2]
        file = after[0] if after and isinstance(after[0], FileContent) else None
        written = piece.removesuffix(last).removeprefix(b"\r\n" if position else b"")
        sections = written.split(limit)[1:]
        for number, section in enumerate(sections, start=1):
            row = _row(section, file if number == len(sections) else None)
            if row is None:
                return ()
            rows.append(row)
    return tuple(rows)


def _row(section: bytes, file: FileContent | None) -> Row | None:
    head, _, content = section.partition(b"\r\n\r\n")
    disposition = _DISPOSITION.match(head)
    if disposition is None:
        return None
    name = disposition[1].decode()
    if "=" in name and file is None:
        # Command lines write a part as name=value, so the form stays as it is sent.
        return None
    kind = _TYPE_OF_PART.search(head)
    if disposition[2] is None or file is None:
        text = content.removesuffix(b"\r\n").decode()
        return Row(name, _named(text, name))
    filename = disposition[2].decode().replace('\\"', '"')
    return Row(name, FileValue(file.path, filename, kind[1].decode() if kind else ""))


def _named(text: str, called: str = "") -> str:
    """Return a text with placeholders where dots hide a secret.

    Args:
        text: Of a part of the request.
        called: Name of its header or field, for secrets that nothing before them names.
    """
    if DOTS[0] not in text and "%" not in text:
        return text
    return _HIDDEN.sub(lambda hidden: placeholder(_name(text, hidden.start(), called)), text)


def _name(text: str, start: int, called: str) -> str:
    before = _BEFORE.search(text[max(0, start - 100) : start])
    words = before[1] if before else called
    name = _NO_NAME.sub("_", _WORD_START.sub("_", words).upper()).strip("_")
    return "TOKEN" if name in ("", "AUTHORIZATION") or not name[0].isalpha() else name


class CodeFormat(msgspec.Struct, frozen=True):
    """A language or a tool in which a request can be written."""

    id: str
    """On the command line: ``--as curl``."""
    title: str
    write: Callable[[ExportedRequest], str]
    """Returns the code, without a line break at the end."""
    comment: str = "#"
    """What a line that is a comment begins with."""
    signs: frozenset[str] = frozenset()
    """Schemes that it computes the header Authorization by itself for."""
    lost: Callable[[ExportedRequest], Iterable[str]] = lambda _request: ()
    """Yields a sentence for each thing that it cannot send as the program does."""

    def code(self, request: ExportedRequest) -> str:
        """Return the code, after comments about what it does not send as the program does."""
        signed, text = request.signed, self.write(request)
        told = (f"{self.comment} {' '.join(sentence.split())}" for sentence in self.lost(request))
        text = "\n".join((*told, text))
        if signed is None or signed.scheme in self.signs:
            return text
        computed = tr("The header Authorization ({scheme}) is computed for each request.")
        return (
            f"{self.comment} {computed.format(scheme=signed.word)}\n{self.comment} "
            + tr("This code sends a fixed one: let a library compute it, or use curl.")
            + f"\n{text}"
        )


def quoted(text: str) -> str:
    """Return a literal in double quotes, valid in JavaScript, C# and Go."""
    written = json.dumps(text, ensure_ascii=False)
    # Two line separators end a line in older JavaScript, and Go refuses a byte order mark.
    return re.sub("[\u2028\u2029\ufeff]", lambda sign: f"\\u{ord(sign[0]):04x}", written)


def expression(text: str, variable: str) -> str:
    """Return a text with variables for its secrets.

    Args:
        text: May hold placeholders.
        variable: How a variable is read, with ``{}`` for its name.
    """
    return joined(text, quoted, variable.format, " + ")


def byte_list(data: bytes) -> str:
    """Return bytes as numbers, such as ``0xff, 0x00``."""
    return ", ".join(f"0x{byte:02x}" for byte in data)


DOT_SEGMENTS = re.compile(r"(?i)^[^?#]*/(?:\.|%2e){1,2}(?:[/?#]|$)")
"""Parts of a path that clients remove unless they are told not to."""
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_OCTAL = re.compile(rb"[^ -\[\]-~\n]|[%'\\]")


def word(text: str) -> str:
    """Return a text as one word; placeholders become variables such as ``$TOKEN``."""
    return joined(text, _literal, lambda name: f'"${name}"', "")


def printf(data: bytes) -> str:
    """Return a command that writes any bytes, also those that no argument can hold."""
    written = _OCTAL.sub(lambda byte: b"%%" if byte[0] == b"%" else b"\\%03o" % byte[0][0], data)
    return f"printf {shlex.quote(written.decode('ascii'))}"


def continued(words: list[str]) -> str:
    """Return a command with an option on each line."""
    return " \\\n  ".join(words)


def _literal(text: str) -> str:
    # Control characters are invisible in single quotes, and a terminal that pastes them may act.
    if not _UNPRINTABLE.search(text):
        return shlex.quote(text)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + _UNPRINTABLE.sub(lambda c: f"\\{ord(c[0]):03o}", escaped) + "'"
