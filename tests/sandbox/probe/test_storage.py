"""HTTP responses with stored files."""

from datetime import UTC, datetime

import pytest
from starlette.datastructures import Headers

from aiurdesk.sandbox.probe.storage import OCTET_STREAM, File, file_response, media_type

FILE = File("digits.txt", b"0123456789", datetime(2020, 9, 21, 11, 53, 18, 589544, tzinfo=UTC))


def get(**headers: str):
    request_headers = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return file_response(FILE, "text/plain", request_headers)


@pytest.mark.parametrize(
    ("name", "type_"),
    [("a.txt", "text/plain"), ("a.png", "image/png"), ("a.bin", OCTET_STREAM), ("a", OCTET_STREAM)],
)
def test_the_media_type_follows_from_the_file_name(name, type_):
    assert media_type(name) == type_


def test_a_file_has_headers_for_caching_and_ranges():
    response = get()
    assert (response.status, response.body) == (200, FILE.content)
    assert response.content_type == "text/plain"
    assert dict(response.headers) == {
        "accept-ranges": "bytes",
        "cache-control": "public, max-age=604800",
        "etag": FILE.etag,
        "last-modified": "Mon, 21 Sep 2020 11:53:18 GMT",
    }


def test_a_file_with_the_same_entity_tag_is_not_sent_again():
    response = get(if_none_match=FILE.etag)
    assert (response.status, response.body) == (304, b"")
    assert response.content_type is None
    assert get(if_none_match='"other"').status == 200


@pytest.mark.parametrize(
    ("range_header", "content", "content_range"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=-20", b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_a_single_range_is_served(range_header, content, content_range):
    response = get(range=range_header)
    assert (response.status, response.body) == (206, content)
    assert ("content-range", content_range) in response.headers


@pytest.mark.parametrize("range_header", ["bytes=1-2,4-5", "lines=1-2", "bytes=-", "bytes=5-1"])
def test_an_unsupported_range_gives_the_whole_file(range_header):
    assert get(range=range_header).body == FILE.content


@pytest.mark.parametrize("range_header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_range_beyond_the_end_is_rejected(range_header):
    response = get(range=range_header)
    assert (response.status, response.headers) == (416, (("content-range", "bytes */10"),))


def test_a_range_of_another_version_gives_the_whole_file():
    assert get(range="bytes=0-3", if_range='"other"').status == 200
    assert get(range="bytes=0-3", if_range=FILE.etag).status == 206
