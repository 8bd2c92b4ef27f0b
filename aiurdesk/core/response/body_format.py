"""What values the body of a response stands for: JSON, or what is read as if it were JSON.

One path leads to the same value in the tree, in a table, in a filter, in tests and in captures,
also where the body is XML or CSV.
"""

import codecs
import re
from enum import StrEnum

import msgspec

from aiurdesk.core.formats.delimited import Delimited, DelimitedRows, read_rows, recognised
from aiurdesk.core.formats.xml_tree import read_xml
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import Response, charset_in, encoding_of

_DELIMITED = {
    "text/csv": "", "application/csv": "", "text/x-csv": "", "application/x-csv": "",
    "text/comma-separated-values": "", "text/tab-separated-values": "\t", "text/tsv": "\t",
}  # fmt: skip
"""Media types, and the separator that they say."""
_UNSAID = frozenset(
    {"", "text/plain", "application/octet-stream", "binary/octet-stream",
     "application/vnd.ms-excel", "application/force-download", "application/download"}
)  # fmt: skip
"""Media types that say nothing, or are said of CSV by mistake."""
_FILE = re.compile(r"""filename\*?\s*=\s*[^;]*?\.(csv|tsv|tab)\b["']?\s*(?:;|$)""", re.IGNORECASE)
_URL = re.compile(r"\.(csv|tsv|tab)(?:[?#]|$)", re.IGNORECASE)
_OTHER = re.compile(rb"\s*(?:<|\{|\[\s*[{\[\]])")
"""The beginning of JSON or of a page, which some servers send instead, with the same type."""
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
_LOOKED_AT = 256 * 1024
"""Bytes at the beginning that tell how rows are told apart."""


class ValueKind(StrEnum):
    """What values are read from."""

    JSON = "json"
    XML = "xml"
    DELIMITED = "delimited"


class BodyFormat(msgspec.Struct, frozen=True):
    """How the values of a body are read."""

    kind: ValueKind = ValueKind.JSON
    encoding: str = "utf-8"
    """Of delimited text; the others say it themselves."""
    delimited: Delimited = Delimited()


JSON_FORMAT = BodyFormat()
XML_FORMAT = BodyFormat(ValueKind.XML)


def format_of(response: Response) -> BodyFormat:
    """Return how the values of a response are read; its beginning is looked at."""
    content_type = response.header("Content-Type") or ""
    media_type = content_type.partition(";")[0].strip().casefold()
    beginning = response.body.data[:_LOOKED_AT]
    separator = _separator(response, media_type)
    if separator is not None and not _OTHER.match(beginning[:1000]):
        is_whole = len(beginning) >= response.body.size_bytes
        return _delimited(beginning, content_type, separator, is_whole=is_whole)
    start = beginning[:200].removeprefix(codecs.BOM_UTF8).lstrip()
    is_called_xml = media_type.endswith(("/xml", "+xml")) and "xhtml" not in media_type
    if (is_called_xml or media_type in _UNSAID) and _is_xml(start, is_called_xml=is_called_xml):
        return XML_FORMAT
    return JSON_FORMAT


def _is_xml(start: bytes, *, is_called_xml: bool) -> bool:
    if start.startswith(b"<?xml"):
        return True
    # A page is no data; and UTF-16 begins with its mark.
    is_page = start[:14].lower().startswith((b"<!doctype html", b"<html"))
    return is_called_xml and not is_page and not start.startswith((b"{", b"["))


def _separator(response: Response, media_type: str) -> str | None:
    """Return the separator that a response says, empty where it says none; None for other text."""
    if media_type in _DELIMITED:
        return _DELIMITED[media_type]
    if media_type not in _UNSAID:
        return None
    named = _FILE.search(response.header("Content-Disposition") or "") or _URL.search(response.url)
    if named is None:
        return None
    return "" if named[1].casefold() == "csv" else "\t"


def _delimited(data: bytes, content_type: str, separator: str, *, is_whole: bool) -> BodyFormat:
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    encoding = _MARKS.get(mark) or encoding_of(charset_in(content_type)) or "utf-8"
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data)
    parameters = content_type.casefold().replace(" ", "").split(";")[1:]
    # Source: RFC 4180, section 3.
    titles = {f"header={word}": word == "present" for word in ("present", "absent")}
    said = next((titles[parameter] for parameter in parameters if parameter in titles), None)
    form = recognised(text, separator, has_titles=said, is_whole=is_whole)
    return BodyFormat(ValueKind.DELIMITED, encoding, form)


def rows_of(data: bytes, form: BodyFormat) -> DelimitedRows | Problem:
    """Return the rows of delimited text, bytes that do not belong to its encoding as U+FFFD."""
    return read_rows(data.decode(form.encoding, "replace"), form.delimited)


def json_of(data: bytes, form: BodyFormat) -> bytes | Problem:
    """Return the values of a body as JSON, or why there are none; JSON as it was received."""
    match form.kind:
        case ValueKind.JSON:
            return data
        case ValueKind.XML:
            tree = read_xml(data)
            return tree if isinstance(tree, Problem) else msgspec.json.encode(tree)
        case ValueKind.DELIMITED:
            read = rows_of(data, form)
            return read if isinstance(read, Problem) else b"[" + b",\n".join(read.rows) + b"]"
