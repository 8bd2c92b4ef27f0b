"""The file of a saved example of a response."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.collection.example_file import (
    parse_example,
    write_example,
)
from aiurdesk.core.collection.file_name import example_file, example_name, examples_folder
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.example import Example, side_of_example
from aiurdesk.core.exchange.exchange_comparison import compare_sides
from aiurdesk.core.request.request import Header, SavedRequest

REQUEST = SavedRequest(url="https://shop.example/orders", method="GET", values=(("page", "2"),))


def test_an_example_is_a_file_that_is_read_line_by_line_in_a_diff():
    example = Example(
        REQUEST,
        status=404,
        reason="Not Found",
        code=-4,
        message="No such order.",
        headers=(Header("Content-Type", "application/json"),),
        body=b'{\n  "code": -4,\n  "note": "it\'s gone"\n}',
        notes="Of a **deleted** order.",
    )
    text = write_example(example)
    assert (
        text
        == """method = "GET"
url = "https://shop.example/orders"
notes = "Of a **deleted** order."
values = [
    ["page", "2"],
]
response_status = 404
response_reason = "Not Found"
response_code = -4
response_message = "No such order."
response_headers = [
    ["Content-Type", "application/json"],
]
response_text = '''
{
  "code": -4,
  "note": "it's gone"
}'''
"""
    )
    assert parse_example(text) == example


@given(st.binary() | st.text().map(lambda text: text.encode(errors="replace")))
def test_a_body_comes_back_as_it_was_received(body):
    assert parse_example(write_example(Example(REQUEST, 200, body=body))).body == body


@pytest.mark.parametrize(
    "body", [b"a\r\nb\r\n", b"\n\n", b"\xef\xbb\xbf{}", b"\xff\xfe\0", b"a\rb"]
)
def test_line_ends_and_marks_of_a_body_stay(body):
    assert parse_example(write_example(Example(REQUEST, 200, body=body))).body == body


def test_bytes_that_are_no_text_are_written_in_base64():
    text = write_example(Example(REQUEST, 200, body=b"\x89PNG\0\0"))
    assert 'response_base64 = "iVBORwAA"' in text


@pytest.mark.parametrize(
    "line",
    [
        "response_status = 5",
        'response_base64 = "!"',
        "response_text = 5",
        "response_code = true",
        'response_headers = ["a"]',
        'response_txt = "a"',
    ],
)
def test_a_mistake_in_the_file_is_told(line):
    with pytest.raises(ProblemError, match="[Ll]ine 3"):
        parse_example(f'url = "https://h/"\nmethod = "GET"\n{line}\n')


def test_names_of_files_can_be_read_back():
    assert examples_folder("/c/Get order.request.toml") == "/c/Get order.examples"
    assert example_file("good/1") == "good%2F1.toml"
    assert example_name("good%2F1.toml") == "good/1"
    assert example_file("a.request") == "a%2Erequest.toml"
    assert example_name("a%2Erequest.toml") == "a.request"


def test_of_an_imported_example_the_code_is_not_known_and_not_compared():
    imported = side_of_example(Example(REQUEST, body=b'{"a": 1}'))
    sent = side_of_example(Example(REQUEST, 200, code=0, message="Done.", body=b'{"a": 1}'))
    assert compare_sides(imported, sent).count == 0
