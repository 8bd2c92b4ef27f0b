"""Write values into query, form, path or multipart body.

Everything but letters, digits and ``-._~`` is percent-encoded as UTF-8, a space as ``%20``: that
is the one encoding that query, form and path have in common.

Source: RFC 3986 section 2.3; WHATWG HTML, multipart/form-data encoding algorithm (2024-05).
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias
from urllib.parse import quote

import msgspec

from aiurdesk.core.request.request import FileContent, FileValue

_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_RESERVED = bytes(range(256)).translate(None, _UNRESERVED)
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9\-._~/%]+")
_PERCENT_SIGN = ord("%")
_LONG = 16 * 1024
"""Characters. The form encodes its values at each key that is pressed."""
_PLACEHOLDER = r"\{(\*\*)?([^{}/]+)\}"
_LAST_PLACEHOLDER = r"/\{(?:\*\*)?([^{}/]+)\}$"

BodyPart: TypeAlias = "bytes | FileContent"


def percent(text: str) -> str:
    """Percent-encode a text for any place in an address or a form.

    Raises:
        UnicodeEncodeError: The text holds half of a character.
    """
    if text.isalnum() and text.isascii():
        return text
    # A space is %20 and not "+", which is a plus sign in a path.
    return quote(text, safe="") if len(text) < _LONG else _percent_long(text)


def _percent_long(text: str) -> str:
    """Do the same in a quarter of the time: ``quote`` goes through a long text byte by byte."""
    data = text.encode()
    reserved = data.translate(None, _UNRESERVED)
    if 2 * len(reserved) > len(data):
        written = f"%{data.hex('%').upper()}"
        for byte in {*data.translate(None, _RESERVED)}:
            written = written.replace(f"%{byte:02X}", chr(byte))
        return written
    # The percent sign first, because the others are written with it.
    for byte in sorted({*reserved}, key=lambda byte: byte != _PERCENT_SIGN):
        data = data.replace(bytes((byte,)), b"%%%02X" % byte)
    return data.decode("ascii")


def pairs(items: Iterable[tuple[str, str]]) -> str:
    """Write names and values as ``a=1&b=2``, in their order, repeated ones too."""
    return "&".join(f"{percent(name)}={percent(text)}" for name, text in items)


def segment(text: str) -> str:
    """Write one segment of a path; dots alone are escaped, which clients would remove."""
    return text.replace(".", "%2E") if text in {".", ".."} else percent(text)


def plain_path(path: str) -> str:
    """Percent-encode what a path holds beside plain letters; what is encoded already stays."""
    return _NOT_PLAIN.sub(lambda match: quote(match[0], safe=""), path)


def rest_of_path(text: str) -> str:
    """Write the rest of a path: slashes stay, the segments between them are escaped."""
    return "/".join(segment(part) for part in text.split("/"))


def without_absent_end(template: str, texts: Mapping[str, str]) -> str:
    """Remove placeholders that have no text from the end of a template, each with its slash.

    Args:
        template: The path template.
        texts: Texts of the path parameters, by their names in lower case.
    """
    # As in ASP.NET's default route, ``{controller}/{action}/{id?}``: its end may be left out.
    while (match := re.search(_LAST_PLACEHOLDER, template)) and match.group(1).lower() not in texts:
        template = template[: match.start()]
    return template or "/"


def placeholders(template: str) -> tuple[str, ...]:
    """Return the names of the placeholders, with the case of the template."""
    return tuple(name for _, name in re.findall(_PLACEHOLDER, template))


def fill(template: str, texts: Mapping[str, str]) -> str:
    """Replace placeholders with escaped texts. A placeholder without a text becomes empty."""

    def written(match: re.Match[str]) -> str:
        text = texts.get(match.group(2).lower(), "")
        return rest_of_path(text) if match.group(1) else segment(text)

    return re.sub(_PLACEHOLDER, written, template)


class FormPart(msgspec.Struct, frozen=True):
    """One part of a multipart body."""

    name: str
    content: str | FileValue


def multipart(form: Iterable[FormPart], boundary: str) -> tuple[BodyPart, ...]:
    """Write a multipart body; the content of files is read while the request is sent."""
    body: list[BodyPart] = []
    head = f"--{boundary}\r\n".encode()
    for part in form:
        # Text parts have no Content-Type; without one they are text/plain. RFC 7578 section 4.4.
        # The three characters that would end the name or the line, as browsers escape them.
        name = part.name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        disposition = f'Content-Disposition: form-data; name="{name}"'
        if isinstance(part.content, str):
            body.append(head + f"{disposition}\r\n\r\n{part.content}\r\n".encode())
        else:
            body.append(head + _file_head(disposition, part.content))
            body.append(FileContent(part.content.path))
            body.append(b"\r\n")
    body.append(f"--{boundary}--\r\n".encode())
    return _joined(body)


def _file_head(disposition: str, file: FileValue) -> bytes:
    # No escaping carries a quote unchanged; the form refuses it without "Send anyway".
    filename = file.filename.replace('"', '\\"')
    return (
        f'{disposition}; filename="{filename}"\r\nContent-Type: {file.content_type}\r\n\r\n'
    ).encode()


def _joined(body: list[BodyPart]) -> tuple[BodyPart, ...]:
    """Join neighbouring bytes, so that bytes and files alternate."""
    joined: list[BodyPart] = []
    for part in body:
        if isinstance(part, bytes) and joined and isinstance(joined[-1], bytes):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


def free_boundary(boundary: str, form: Iterable[FormPart]) -> str:
    """Return the boundary, extended until no text of the parts contains it."""
    texts = [part.content for part in form if isinstance(part.content, str)]
    # A boundary in the content would end the part there. RFC 2046 section 5.1.1.
    while any(boundary in text for text in texts):
        boundary += "-"
    return boundary
