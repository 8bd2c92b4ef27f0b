"""Stored files as HTTP answers."""

from datetime import UTC, datetime

import pytest
from starlette.datastructures import Headers

from aiurdesk.sandbox.probe.file_response import OCTET_STREAM, file_response, media_type
from aiurdesk.sandbox.probe.storage import File

FILE = File("digits.txt", b"0123456789", datetime(2020, 9, 21, 11, 53, 18, 589544, tzinfo=UTC))


def get(**headers: str):
    asked = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return file_response(FILE, "text/plain", asked)


@pytest.mark.parametrize(
    ("name", "type_"),
    [("a.txt", "text/plain"), ("a.png", "image/png"), ("a.bin", OCTET_STREAM), ("a", OCTET_STREAM)],
)
def test_the_type_comes_from_the_ending(name, type_):
    assert media_type(name) == type_


def test_a_whole_file_can_be_cached_and_asked_for_in_parts():
    response = get()
    assert (response.status, response.body) == (200, FILE.content)
    assert response.content_type == "text/plain"
    assert dict(response.headers) == {
        "accept-ranges": "bytes",
        "cache-control": "public, max-age=604800",
        "etag": FILE.etag,
        "last-modified": "Mon, 21 Sep 2020 11:53:18 GMT",
    }


def test_a_file_with_the_same_tag_is_not_sent_again():
    response = get(if_none_match=FILE.etag)
    assert (response.status, response.body) == (304, b"")
    assert response.content_type is None
    assert get(if_none_match='"other"').status == 200


@pytest.mark.parametrize(
    ("asked", "content", "told"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=-20", b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_one_range_is_served(asked, content, told):
    response = get(range=asked)
    assert (response.status, response.body) == (206, content)
    assert ("content-range", told) in response.headers


@pytest.mark.parametrize("asked", ["bytes=1-2,4-5", "lines=1-2", "bytes=-", "bytes=5-1"])
def test_what_is_no_single_range_gives_the_whole(asked):
    assert get(range=asked).body == FILE.content


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(asked):
    response = get(range=asked)
    assert (response.status, response.headers) == (416, (("content-range", "bytes */10"),))


def test_a_part_of_another_version_is_not_mixed_in():
    assert get(range="bytes=0-3", if_range='"other"').status == 200
    assert get(range="bytes=0-3", if_range=FILE.etag).status == 206
