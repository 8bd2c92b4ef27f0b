"""Reads what the body of any server says."""

import re

import msgspec
from msgspec.structs import replace

from aiurdesk.core.shapes.error_reading import read_errors
from aiurdesk.core.shapes.markup import page_sentence
from aiurdesk.core.shapes.said import NOTHING_SENT, Said, Sent, Sign
from aiurdesk.core.shapes.sentences import first_line
from aiurdesk.core.shapes.signs import read_sign
from aiurdesk.core.xml.xml_tree import XmlMistake, may_be_xml, read_xml

_NOTHING = Said()
_LONGEST_PLAIN = 16 * 1024
"""Characters of a plain text that can be a message; a longer one is a document."""
_LONGEST_XML = 1024 * 1024
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
"""It names the encoding that the bytes had."""
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def read_body(
    body: bytes | str, status: int = 200, content_type: str = "", sent: Sent = NOTHING_SENT
) -> Said:
    """Return what a body says; an empty ``Said`` where it says nothing. Never raises.

    Args:
        body: As it came, its Content-Encoding undone. The bytes decide what it is.
        status: Of the response; 200 for events of a stream and frames of a socket.
        content_type: The header; it only helps where the bytes can be two things.
        sent: What the request sent.
    """
    text = _decoded(body)
    if text is None:
        # XML says itself how it is encoded.
        is_xml = isinstance(body, bytes) and may_be_xml(body)
        return _read_xml(body, status, sent) if is_xml and isinstance(body, bytes) else _NOTHING
    start = text[:1]
    if start in ("{", "[", '"'):
        try:
            value = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            if start != '"':
                return _NOTHING
        else:
            return read_value(value, status, sent)
    if start == "<":
        return _markup(text, status, content_type, sent)
    if status < 400 or len(text) > _LONGEST_PLAIN:
        return _NOTHING
    said = read_errors(text, status, sent)
    return said if said.field_errors else Said(first_line(text, status))


def read_value(value: object, status: int = 200, sent: Sent = NOTHING_SENT) -> Said:
    """Return what a decoded JSON value says; see ``read_body``."""
    sign = Sign.NONE if status >= 400 else read_sign(value)
    if status < 400 and sign is Sign.NONE:
        return _NOTHING
    return replace(read_errors(value, status, sent), sign=sign)


def _markup(text: str, status: int, content_type: str, sent: Sent) -> Said:
    start = text[:1000].lower()
    if "<html" in start or "<!doctype html" in start or "html" in content_type.lower():
        return Said(page_sentence(text, status)) if status >= 400 else _NOTHING
    return _read_xml(_DECLARATION.sub("", text, count=1).encode(), status, sent)


def _read_xml(data: bytes, status: int, sent: Sent) -> Said:
    if len(data) > _LONGEST_XML:
        return _NOTHING
    try:
        tree = read_xml(data)
    except XmlMistake:
        return _NOTHING
    sign = Sign.NONE if status >= 400 else read_sign(tree)
    if status < 400 and sign is Sign.NONE:
        return _NOTHING
    # The name of the root says less than what is in it.
    return replace(read_errors(next(iter(tree.values())), status, sent), sign=sign)


def _decoded(body: bytes | str) -> str | None:
    if isinstance(body, bytes):
        try:
            body = body.decode()
        except UnicodeDecodeError:
            return None
    if "\0" in body[:1000]:
        return None
    return body.lstrip(_BYTE_ORDER_MARK).strip()
