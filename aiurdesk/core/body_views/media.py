"""Audio, video and documents: what they are by their first bytes, and how long they are.

Containers are read only as far as they tell their length in a few bytes; a wrong one tells nothing.
Sources: ISO/IEC 14496-12 (MP4), RFC 9639 (FLAC), RFC 3533 (Ogg), RFC 9559 (Matroska), the WAVE
format of RIFF, ISO/IEC 11172-3 (MP3).
"""

import re
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeAlias

import msgspec

from aiurdesk.core.body_views.view import HEX_DUMP, Content, Rendering
from aiurdesk.core.translation import format_duration, listed, tr

Reader: TypeAlias = Callable[[int, int], bytes]
"""Returns the bytes of a body between two places."""
_HEAD_BYTES = 64 * 1024
_MOST_BOXES = 1000
_LONGEST_S = 10 * 365 * 86_400
"""What would play longer is a mistake."""
_MP3 = re.compile(rb"\xff[\xfa\xfb\xf2\xf3]")
_MP3_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_MP3_LOW_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_MP3_SAMPLES = (44_100, 48_000, 32_000, 0)


class FileKind(msgspec.Struct, frozen=True):
    """A kind of file that another program shows or plays."""

    noun: str
    """What it is, in a sentence."""
    suffix: str
    """Of its name, with a dot: decides which program opens it."""
    is_played: bool = True
    """False where it is read."""


PDF = FileKind(tr("a PDF document"), ".pdf", is_played=False)
_AUDIO, _VIDEO = tr("audio"), tr("video")
_SIGNATURES = (
    (0, b"%PDF-", PDF),
    (0, b"fLaC", FileKind(_AUDIO, ".flac")),
    (0, b"ID3", FileKind(_AUDIO, ".mp3")),
    (8, b"WAVE", FileKind(_AUDIO, ".wav")),
    (8, b"AVI ", FileKind(_VIDEO, ".avi")),
    (0, b"\x1aE\xdf\xa3", FileKind(_VIDEO, ".mkv")),
    (4, b"ftypM4A", FileKind(_AUDIO, ".m4a")),
    (4, b"ftypqt", FileKind(_VIDEO, ".mov")),
)
_MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"dash",
    b"M4V ",
    b"MSNV",
)


def file_kind(content: Content) -> FileKind | None:
    """Return which kind of file a body is, by its first bytes; None for all others."""
    data = content.data[:_HEAD_BYTES]
    for at, signature, kind in _SIGNATURES:
        if data[at : at + len(signature)] == signature and (at != 8 or data[:4] == b"RIFF"):
            is_webm = kind.suffix == ".mkv" and b"webm" in data[:64]
            return FileKind(_VIDEO, ".webm") if is_webm else kind
    if data[4:8] == b"ftyp" and data[8:12] in _MP4_BRANDS:
        is_audio = content.media_type.startswith("audio/")
        return FileKind(_AUDIO if is_audio else _VIDEO, ".mp4")
    if data[:4] == b"OggS":
        is_video = b"theora" in data[:200]
        return FileKind(_VIDEO if is_video else _AUDIO, ".ogv" if is_video else ".ogg")
    # Two bytes are little, so that the header has to say it, too.
    is_mp3 = content.media_type in ("audio/mpeg", "audio/mp3") and _MP3.match(data)
    return FileKind(_AUDIO, ".mp3") if is_mp3 else None


class MediaView:
    """Takes documents, audio and video, which other programs show."""

    def claim(self, content: Content) -> float:
        """Trust the first bytes."""
        return 0.96 if file_kind(content) is not None else 0.0

    def render(self, content: Content) -> Rendering:
        """Leave the bytes to the window, which dumps those in sight."""
        kind = file_kind(content)
        noun = HEX_DUMP.noun if kind is None else kind.noun
        return Rendering(msgspec.structs.replace(HEX_DUMP, noun=noun))


def media_words(kind: FileKind, content: Content, read: Reader) -> str:
    """Say what audio or video is, and how long."""
    seconds = None
    # What a stranger wrote may end anywhere.
    with suppress(struct.error, ValueError, ArithmeticError, IndexError):
        seconds = duration_s(kind.suffix, read, content.size_bytes)
    name = kind.suffix[1:].upper()
    said = content.media_type
    words = [f"{name} ({said})" if said and said != "application/octet-stream" else name]
    if seconds is not None and 0 < seconds < _LONGEST_S:
        words.append(format_duration(seconds * 1000))
    return tr("The body is {noun}: {words}.").format(noun=kind.noun, words=listed(words))


def duration_s(suffix: str, read: Reader, size: int) -> float | None:
    """Return how long something plays, if its container tells; raises where that is broken."""
    head = read(0, min(size, _HEAD_BYTES))
    match suffix:
        case ".wav":
            return _wav_s(head, size)
        case ".flac":
            rate = int.from_bytes(head[18:21], "big") >> 4
            return (int.from_bytes(head[21:26], "big") & 0xFFFFFFFFF) / rate
        case ".mp4" | ".m4a" | ".mov":
            return _mp4_s(read, size)
        case ".ogg" | ".ogv":
            return _ogg_s(head, read(max(size - _HEAD_BYTES, 0), size))
        case ".webm" | ".mkv":
            return _matroska_s(head)
        case ".mp3":
            return _mp3_s(head, size)
    return None


def _wav_s(head: bytes, size: int) -> float | None:
    at, byte_rate = 12, 0
    while at + 8 <= len(head):
        name, length = head[at : at + 4], struct.unpack_from("<I", head, at + 4)[0]
        if name == b"fmt ":
            byte_rate = struct.unpack_from("<I", head, at + 16)[0]
        elif name == b"data":
            # A stream does not know its length: it says the most that there can be.
            return float(min(length, size - at - 8) / byte_rate)
        at += 8 + length + length % 2
    return None


def _boxes(read: Reader, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    at = start
    for _ in range(_MOST_BOXES):
        head = read(at, min(at + 16, end))
        if len(head) < 8:
            return
        length, begin = int.from_bytes(head[:4], "big"), at + 8
        if length == 1:
            length, begin = int.from_bytes(head[8:16], "big"), at + 16
        stop = end if length == 0 else at + length
        if stop <= at + 7:
            return
        yield head[4:8], begin, min(stop, end)
        at = stop


def _mp4_s(read: Reader, size: int) -> float | None:
    for name, begin, end in _boxes(read, 0, size):
        if name == b"moov":
            for inner, first, last in _boxes(read, begin, end):
                if inner == b"mvhd":
                    data = read(first, min(last, first + 32))
                    form, at = (">IQ", 20) if data[0] == 1 else (">II", 12)
                    scale, length = struct.unpack_from(form, data, at)
                    return float(length / scale)
            return None
    return None


def _ogg_s(head: bytes, tail: bytes) -> float | None:
    opus = head.find(b"OpusHead")
    vorbis = head.find(b"\x01vorbis")
    rate, skipped = 48_000, 0
    if opus >= 0:
        skipped = struct.unpack_from("<H", head, opus + 10)[0]
    elif vorbis >= 0:
        rate = struct.unpack_from("<I", head, vorbis + 12)[0]
    else:
        return None
    last = tail.rfind(b"OggS")
    return float((struct.unpack_from("<q", tail, last + 6)[0] - skipped) / rate)


def _matroska_s(head: bytes) -> float | None:
    info = head.find(b"\x15\x49\xa9\x66")
    length = head.find(b"\x44\x89", info)
    if info < 0 or length < 0:
        return None
    scale_at, scale = head.find(b"\x2a\xd7\xb1", info), 1_000_000
    if scale_at >= 0:
        count = head[scale_at + 3] & 0x0F
        scale = int.from_bytes(head[scale_at + 4 : scale_at + 4 + count], "big")
    form = ">f" if head[length + 2] == 0x84 else ">d"
    return float(struct.unpack_from(form, head, length + 3)[0] * scale / 1e9)


def _mp3_s(head: bytes, size: int) -> float | None:
    start = 0
    if head[:3] == b"ID3":
        # Seven bits of each byte.
        tag = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        start = 10 + tag
    frame = _MP3.search(head, start)
    if frame is None:
        return None
    at = frame.start()
    is_first = head[at + 1] & 0x08
    samples = _MP3_SAMPLES[head[at + 2] >> 2 & 3] // (1 if is_first else 2)
    xing = max(head.find(b"Xing", at, at + 64), head.find(b"Info", at, at + 64))
    if xing >= 0 and head[xing + 7] & 1:
        frames = int.from_bytes(head[xing + 8 : xing + 12], "big")
        return frames * (1152 if is_first else 576) / samples
    rates = _MP3_RATES if is_first else _MP3_LOW_RATES
    return (size - at) / (rates[head[at + 2] >> 4] * 125)
