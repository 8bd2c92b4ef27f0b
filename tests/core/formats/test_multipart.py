"""Multipart bodies taken apart, of real writers and of strangers."""

import mmap
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.formats.multipart import (
    MOST_HEAD_BYTES,
    MOST_PARTS,
    Parts,
    boundary_of,
    is_multipart,
    read_parts,
)

RANGES = (
    b"--THIS\r\nContent-Type: application/pdf\r\nContent-Range: bytes 0-2/8000\r\n\r\n%PD"
    b"\r\n--THIS\r\nContent-Type: application/pdf\r\nContent-Range: bytes 7-9/8000\r\n\r\n1\r\n"
    b"\r\n--THIS--\r\n"
)


def contents(data: bytes, boundary: bytes = b"b") -> list[bytes]:
    return [data[part.start : part.end] for part in read_parts(data, boundary).parts]


def test_a_form_that_an_http_client_writes_is_read_part_by_part():
    request = httpx.Request(
        "POST",
        "http://a.example/",
        data={"note": "grün"},
        files={"photo": ('my "best" lamp.png', b"\x89PNG\r\n\x00\n--", "image/png")},
    )
    data = request.read()
    kind = request.headers["content-type"]
    assert is_multipart(kind)
    found = read_parts(data, boundary_of(kind))
    note, photo = found.parts
    assert (note.name, note.file_name, note.media_type) == ("note", "", "text/plain")
    assert data[note.start : note.end].decode() == "grün"
    assert (photo.name, photo.media_type, photo.disposition) == ("photo", "image/png", "form-data")
    assert "lamp.png" in photo.file_name
    assert data[photo.start : photo.end] == b"\x89PNG\r\n\x00\n--"
    assert found.is_closed


def test_a_message_that_python_writes_has_names_in_other_letters_and_base64():
    message = MIMEMultipart("mixed", boundary="==x==")
    message.attach(MIMEText("hello", "plain", "ascii"))
    attached = MIMEApplication(b"\x00\x01")
    attached.add_header("Content-Disposition", "attachment", filename=("utf-8", "", "Größe.bin"))
    message.attach(attached)
    data = message.as_bytes()
    first, second = read_parts(data, b"==x==").parts
    assert data[first.start : first.end] == b"hello"
    assert second.file_name == "Größe.bin"
    assert (second.encoding, second.disposition) == ("base64", "attachment")


def test_ranges_of_a_file_keep_their_bytes_also_from_a_mapped_file(tmp_path):
    assert contents(RANGES, b"THIS") == [b"%PD", b"1\r\n"]
    path = tmp_path / "ranges"
    path.write_bytes(RANGES)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert read_parts(mapped, b"THIS") == read_parts(RANGES, b"THIS")


_CONTENT = st.binary(max_size=60).filter(lambda data: b"--b" not in data)


@given(st.lists(_CONTENT, min_size=1, max_size=5), st.sampled_from([b"\r\n", b"\n"]))
def test_any_bytes_come_back_as_they_were(parts, line_end):
    # What a content begins with must not look like the line end of another kind.
    data = b"".join(b"--b" + line_end + b"A: 1" + line_end * 2 + part + line_end for part in parts)
    found = contents(data + b"--b--")
    # A CR before a line end of LF alone cannot be told from CRLF.
    assert [part.removesuffix(b"\r") for part in found] == [
        part.removesuffix(b"\r") for part in parts
    ]


@given(st.binary(max_size=300))
def test_whatever_a_stranger_sends_nothing_is_raised_and_every_part_lies_in_the_body(data):
    for part in read_parts(data.replace(b"\xff", b"\r\n--b"), b"b").parts:
        assert 0 <= part.start <= part.end
        assert isinstance(part.name + part.file_name + part.media_type + part.disposition, str)


@pytest.mark.parametrize(
    ("data", "parts", "is_closed"),
    [
        (b"", [], False),
        (b"no boundary here", [], False),
        (b"--b--", [], True),
        (b"--bx\r\n\r\n1\r\n--b--", [], True),
        (b"--b\r\n\r\n\r\n--b--", [b""], True),
        (b"--b\r\n--b\r\n\r\n1\r\n--b--", [b"", b"1"], True),
        (b"--b\r\nA: 1\r\n--b--", [b""], True),
        (b"--b\r\nno header\r\n--b--", [b"no header"], True),
        (b"--b\r\n\r\nx --b\r\n--b--", [b"x --b"], True),
        (b"hello\r\n--b \t\r\n\r\n1\r\n--b--\r\nbye", [b"1"], True),
    ],
)
def test_odd_bodies_are_read_as_far_as_they_go(data, parts, is_closed):
    assert contents(data) == parts
    assert read_parts(data, b"b").is_closed is is_closed


def test_a_part_that_was_cut_off_is_there_and_says_so():
    found = read_parts(b"--b\r\n\r\nfirst\r\n--b\r\nContent-Type: a/b\r\n\r\nsec", b"b")
    assert [part.is_whole for part in found.parts] == [True, False]
    assert found.parts[1].media_type == "a/b"
    assert not found.is_closed


def test_parts_and_headers_are_bounded():
    many = read_parts(b"--b\r\n\r\n1\r\n" * (MOST_PARTS + 5), b"b")
    assert (len(many.parts), many.has_more) == (MOST_PARTS, True)
    head = b"--b\r\n" + b"A: 1\r\n" * 500 + b"\r\n1\r\n--b--"
    assert len(read_parts(head, b"b").parts[0].headers) == 100
    endless = b"--b\r\n" + b"A: 1\r\n" * (MOST_HEAD_BYTES // 6 + 9) + b"\r\n1\r\n--b--"
    assert read_parts(endless, b"b").parts[0].headers == ()
    quotes = b'--b\r\nContent-Disposition: form-data; name="' + b'\\";' * 5_000 + b"\r\n\r\n--b--"
    assert isinstance(read_parts(quotes, b"b").parts[0].name, str)


@pytest.mark.parametrize(
    ("kind", "boundary"),
    [
        ('multipart/mixed; boundary="a b"', b"a b"),
        ("Multipart/Form-Data; charset=utf-8; Boundary=x", b"x"),
        ("multipart/mixed", b""),
        ("multipart/mixed; boundary=", b""),
        ("multipart/mixed; boundary=" + "x" * 300, b""),
    ],
)
def test_the_boundary_is_what_the_header_says(kind, boundary):
    assert boundary_of(kind) == boundary
    assert is_multipart(kind)
    assert not is_multipart("application/json")


def test_nothing_is_no_parts():
    assert read_parts(b"", b"b") == Parts()
