"""Audio, video and documents by their first bytes, and how long they play."""

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.media import PDF, FileKind, MediaView, file_kind, media_words
from aiurdesk.core.body_views.view import Content


def a_wave(seconds: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(8000)
        writer.writeframes(b"\x80" * 8000 * seconds)
    return file.getvalue()


def a_box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


# The length is behind the data, as cameras write it.
MP4 = (
    a_box(b"ftyp", b"isom\0\0\0\0")
    + a_box(b"mdat", b"x" * 100)
    + a_box(b"moov", a_box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 600, 5400)))
)
FLAC = b"fLaC\0\0\0\x22" + b"\0" * 10 + (44_100 << 44 | 44_100 * 3).to_bytes(8, "big") + b"\0" * 16
OGG = (
    b"OggS\0\2" + bytes(22) + b"OpusHead\1\2" + struct.pack("<H", 480) + bytes(20)
    + b"OggS\0\4" + struct.pack("<q", 48_480) + bytes(14)
)  # fmt: skip
WEBM = (
    b"\x1aE\xdf\xa3\x84webm\x15\x49\xa9\x66\x90\x2a\xd7\xb1\x83\x0f\x42\x40"
    + b"\x44\x89\x88" + struct.pack(">d", 2500)
)  # fmt: skip
# A frame of 128 kbit/s, and as many bytes as a second has.
MP3 = b"ID3\4\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" + bytes(16_000 - 4)


def words(data: bytes, media_type: str = "") -> str:
    content = Content(data, media_type, size_bytes=len(data))
    kind = file_kind(content)
    assert kind is not None
    assert isinstance(pick(content), MediaView)
    return media_words(kind, content, lambda start, stop: data[start:stop])


@pytest.mark.parametrize(
    ("data", "media_type", "told"),
    [
        (a_wave(), "audio/x-wav", "The body is audio: WAV (audio/x-wav), 2.00 s."),
        (MP4, "video/mp4", "The body is video: MP4 (video/mp4), 9.00 s."),
        (FLAC, "", "The body is audio: FLAC, 3.00 s."),
        (OGG, "application/octet-stream", "The body is audio: OGG, 1.00 s."),
        (WEBM, "video/webm", "The body is video: WEBM (video/webm), 2.50 s."),
        (MP3, "audio/mpeg", "The body is audio: MP3 (audio/mpeg), 1.00 s."),
        (MP4[:60], "video/mp4", "The body is video: MP4 (video/mp4)."),
        (b"RIFF\0\0\0\0WAVEfmt ", "", "The body is audio: WAV."),
    ],
)
def test_type_and_length_are_told_where_the_container_has_them(data, media_type, told):
    assert words(data, media_type) == told


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"RIFF\0\0\0\0WEBPVP8 ", b"\xff\xfbtext", b"GIF89a", b"plain %PDF-"]
)
def test_other_bodies_are_none_of_them(data):
    assert file_kind(Content(data, "", size_bytes=len(data))) is None


def test_a_pdf_is_one_whatever_it_is_called():
    assert file_kind(Content(b"%PDF-1.7", "text/plain", size_bytes=8)) == PDF


@given(
    st.sampled_from([a_wave(1)[:80], MP4, FLAC, OGG, WEBM, MP3[:64]]),
    st.binary(max_size=30),
    st.integers(0, 100),
)
def test_whatever_a_stranger_sends_nothing_is_raised(data, noise, at):
    broken = data[:at] + noise + data[at + len(noise) :]
    for suffix in (".wav", ".mp4", ".flac", ".ogg", ".webm", ".mp3"):
        kind = FileKind("audio", suffix)
        content = Content(broken, size_bytes=len(broken))
        assert media_words(kind, content, lambda a, b: broken[a:b]).startswith("The body is")
