"""What Postman sends was looked up in postman-collection 4, lib/collection/url.js."""

import pytest

from aiurdesk.core.request.request import OffRow, Row
from aiurdesk.importers.collection_reading import CollectionReading
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.postman_request import PostmanAddress, read_address


def read(url):
    reader = CollectionReading()
    request = JsonObject({"url": url})
    reading = reader.reading("A")
    address = read_address(request, reading)
    reading.note_unread(request)
    return address, [entry.sentence for entry in reader.left_out.entries]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("shop.example/a", "https://shop.example/a"),
        (" {{base}}/a?b=1#c ", "{{base}}/a?b=1#c"),
        (None, ""),
        ({"raw": "https://h/a?b=1#c"}, "https://h/a?b=1#c"),
        ({"raw": "https://h/a?b=1", "query": []}, "https://h/a?b=1"),
        ({"host": ["a", "b"], "path": ["c", "d"]}, "https://a.b/c/d"),
        ({"protocol": "http", "host": "a.b/", "path": "c/d", "port": "80"}, "http://a.b:80/c/d"),
        ({"host": ["{{base}}"], "path": ["a", ""]}, "{{base}}/a/"),
        ({"host": ["h"], "path": [{"type": "string", "value": "a"}], "hash": "x"}, "https://h/a#x"),
        ({"host": ["h"], "path": []}, "https://h"),
        ({"host": ["h"], "path": [""]}, "https://h/"),
        ({"host": ["h"], "path": ["", "a", "", "b"]}, "https://h//a//b"),
        (
            {"host": ["h"], "query": [{"key": "a", "value": ""}, {"key": "b", "value": None}]},
            "https://h?a=&b",
        ),
        (
            {"host": ["h"], "query": [{"key": "a=b", "value": "c&d=#é %20"}]},
            "https://h?a%3Db=c%26d=%23é %20",
        ),
    ],
)
def test_an_address_is_what_postman_sends(url, address):
    assert read(url) == (PostmanAddress(address), [])


@pytest.mark.parametrize("has_parts", [True, False])
def test_a_query_entry_that_is_switched_off_stands_there_once(has_parts):
    query = [
        {"key": "a", "value": "1"},
        {"key": "b", "value": "{{$guid}}", "disabled": True},
        {"key": "c", "value": "3", "enabled": False},
    ]
    start = {"host": ["h"], "path": ["x"]} if has_parts else {}
    address, left_out = read({"raw": "h/x?a=1&b={{$guid}}&c=3", "query": query, **start})
    assert address.text == "https://h/x?a=1"
    assert address.off == (OffRow(1, "b", "{{$uuid}}"), OffRow(2, "c", "3"))
    assert left_out == []


@pytest.mark.parametrize(
    "raw", ["https://other/x?a=1", "https://h/x?a=1&z=2", "https://h/x?a=1#other"]
)
def test_a_text_that_says_something_else_is_listed(raw):
    address_parts = {"protocol": "https", "host": ["h"], "path": ["x"]}
    address, left_out = read({"raw": raw, **address_parts, "query": [{"key": "a", "value": "1"}]})
    assert address.text == "https://h/x?a=1"
    assert left_out == ["A: the text of the address, which is not what is sent."]


def test_values_of_the_path_belong_to_its_names():
    variables = [
        {"key": "id", "value": "7"},
        {"id": "KEY", "value": "8", "type": "string"},
        {"key": "gone", "value": "9"},
        {"key": "off", "value": "1", "disabled": True},
    ]
    url = {"host": ["h"], "path": [":id", ":key", ":off"], "variable": variables}
    address, left_out = read(url)
    assert address.values == (Row("id", "7"), Row("KEY", "8"))
    assert left_out == [
        "A: the path variable gone, which the address lacks.",
        "A: the path variable off, which the address lacks.",
    ]
