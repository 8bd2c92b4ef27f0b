"""What a PDF says of itself, read with limits and without drawing it: pages and title.

Only what leads from the trailer to them is looked at: objects by their numbers, also those in
compressed streams of objects. A file that is broken or encrypted says less.
Source: ISO 32000-2, 7.5 (structure), 7.7.2 and 7.7.3 (catalogue and pages), 14.3.3 (information).
"""

import codecs
import re
import zlib
from collections.abc import Iterator

import msgspec

from aiurdesk.core.translation import in_quotes, listed, tr, trn, truncate

MOST_BYTES = 64 * 1024 * 1024
"""Of a file that is looked through."""
_MOST_OBJECTS = 200_000
_MOST_STREAMS = 500
_MOST_INFLATED = 32 * 1024 * 1024
_LONGEST_STREAM = 4 * 1024 * 1024
_LONGEST_OBJECT = 16 * 1024
_LONGEST_TITLE = 200
_MOST_PAGES = 10_000_000
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,7})[ \r\n\t]{1,4}[0-9]{1,5}[ \r\n\t]{1,4}obj\b")
_REFERENCE = rb"[ \r\n\t]{0,4}([0-9]{1,7})[ \r\n\t]{1,4}[0-9]{1,5}[ \r\n\t]{1,4}R"
_ROOT = re.compile(rb"/Root" + _REFERENCE)
_INFO = re.compile(rb"/Info" + _REFERENCE)
_PAGES = re.compile(rb"/Pages" + _REFERENCE)
_COUNT = re.compile(rb"/Count[ \r\n\t]{0,4}([0-9]{1,8})")
_COUNT_ELSEWHERE = re.compile(rb"/Count" + _REFERENCE)
_TITLE = re.compile(
    rb"/Title[ \r\n\t]{0,4}"
    rb"(?:\((?P<text>(?:[^\\()]|\\.){0,2000})\)|<(?P<hex>[0-9A-Fa-f\s]{0,4000})>)",
    re.DOTALL,
)
_ENCRYPTED = re.compile(rb"/Encrypt\b")
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}
_STREAM = re.compile(rb"stream\r?\n")
_NUMBER = re.compile(rb"[0-9]{1,9}")


class PdfFacts(msgspec.Struct, frozen=True):
    """What a PDF says of itself."""

    version: str = ""
    pages: int | None = None
    """None where it is not told, or not read."""
    title: str = ""
    is_encrypted: bool = False

    @property
    def sentence(self) -> str:
        """The same for a person."""
        words = [f"PDF {self.version}".rstrip()]
        if self.pages is not None:
            form = trn("{count:,} page", "{count:,} pages", self.pages)
            words.append(form.format(count=self.pages))
        if self.title:
            words.append(in_quotes(self.title))
        if self.is_encrypted:
            words.append(tr("encrypted"))
        return tr("The body is a PDF document: {words}.").format(words=listed(words))


def pdf_facts(data: bytes) -> PdfFacts:
    """Return what a PDF says; never raises, for any bytes."""
    version = re.match(rb"%PDF-([0-9]\.[0-9])", data)
    said = PdfFacts("" if version is None else version[1].decode())
    objects = _objects(data)
    is_encrypted = _ENCRYPTED.search(data) is not None
    # The last one counts: a file that was changed has a further trailer at its end.
    pages = _page_count(objects, data)
    info = _referred(objects, _INFO, data)
    title = "" if is_encrypted else _title_in(info)
    return PdfFacts(said.version, pages, title, is_encrypted)


def _objects(data: bytes) -> dict[int, bytes]:
    """Return the beginnings of all objects by their numbers."""
    found: dict[int, bytes] = {}
    streams = inflated = 0
    for match in _OBJECT.finditer(data):
        if len(found) >= _MOST_OBJECTS:
            break
        begin = match.end()
        stop = data.find(b"endobj", begin, begin + _LONGEST_OBJECT)
        text = data[begin : stop if stop >= 0 else begin + _LONGEST_OBJECT]
        found[int(match[1])] = text
        if b"/ObjStm" in text[:400] and streams < _MOST_STREAMS and inflated < _MOST_INFLATED:
            streams += 1
            unpacked = _inflated(data, begin, _MOST_INFLATED - inflated)
            inflated += len(unpacked)
            found.update(_packed(text, unpacked))
    return found


def _inflated(data: bytes, begin: int, most: int) -> bytes:
    stream = _STREAM.search(data, begin, begin + _LONGEST_OBJECT)
    if stream is None:
        return b""
    decoder = zlib.decompressobj()
    try:
        end = stream.end() + _LONGEST_STREAM
        return decoder.decompress(data[stream.end() : end], most)
    except zlib.error:
        return b""


def _packed(text: bytes, unpacked: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the objects in a stream of objects."""
    first = re.search(rb"/First[ \r\n\t]{0,4}([0-9]{1,8})", text)
    if first is None:
        return
    begin = int(first[1])
    numbers = [int(number) for number in _NUMBER.findall(unpacked[:begin])][: 2 * _MOST_OBJECTS]
    for number, offset in zip(numbers[::2], numbers[1::2], strict=False):
        yield number, unpacked[begin + offset : begin + offset + _LONGEST_OBJECT]


def _referred(objects: dict[int, bytes], pattern: re.Pattern[bytes], text: bytes) -> bytes:
    """Return the object that a text refers to last; empty without one."""
    number = -1
    for match in pattern.finditer(text):
        number = int(match[1])
    return objects.get(number, b"")


def _page_count(objects: dict[int, bytes], data: bytes) -> int | None:
    catalogue = _referred(objects, _ROOT, data)
    pages = _referred(objects, _PAGES, catalogue)
    if (elsewhere := _COUNT_ELSEWHERE.search(pages)) is not None:
        number = _NUMBER.search(objects.get(int(elsewhere[1]), b""))
        count = None if number is None else int(number[0])
    else:
        counts = [int(match[1]) for match in _COUNT.finditer(pages)]
        count = counts[0] if counts else None
    return count if count is not None and count <= _MOST_PAGES else None


def _title_in(info: bytes) -> str:
    match = _TITLE.search(info)
    if match is None:
        return ""
    if match["hex"] is not None:
        digits = re.sub(rb"\s", b"", match["hex"])
        raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        raw = _ESCAPE.sub(_unescaped, match["text"])
    if raw.startswith(codecs.BOM_UTF16_BE):
        text = raw[2:].decode("utf-16-be", "replace")
    elif raw.startswith(codecs.BOM_UTF8):
        text = raw[3:].decode("utf-8", "replace")
    else:
        text = raw.decode("latin-1")
    return truncate(" ".join(text.split()), _LONGEST_TITLE)


def _unescaped(match: re.Match[bytes]) -> bytes:
    said = match[1]
    if said.isdigit():
        return bytes((int(said, 8) & 0xFF,))
    return _LETTERS.get(said, said)
