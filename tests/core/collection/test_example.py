"""The file of a saved example of a response."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.collection.example import (
    MOST_BODY_BYTES,
    Example,
    example_of,
    parse_example,
    side_of_example,
    write_example,
)
from aiurdesk.core.collection.file_name import example_file, example_name, examples_folder
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange_comparison import compare_sides
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.request import Header, SavedRequest
from aiurdesk.core.response.response import Failure, FailureKind
from tests.history_records import an_exchange

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
    )
    text = write_example(example)
    assert (
        text
        == """method = "GET"
url = "https://shop.example/orders"
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


def test_an_example_of_a_response_has_dots_instead_of_secrets():
    exchange = an_exchange(
        b'{"code": 0, "message": "Hello s3cr3t-value", "access_token": "abcdefgh12345678"}',
        secrets=("s3cr3t-value",),
        values=(("ChannelId", "2"), ("MessageContent", "s3cr3t-value")),
    )
    exchange = replace(
        exchange, request=replace(exchange.request, tests=(ResponseTest("code", 0),), notes="n")
    )
    example = example_of(exchange)
    text = write_example(example)
    assert "s3cr3t-value" not in text
    assert "abcdefgh12345678" not in text
    assert (example.status, example.code) == (200, 0)
    # Of the request, what was sent; its tests are in its own file.
    assert example.request.endpoint_id == "stargate.message.pushmessage"
    assert (example.request.tests, example.request.notes) == ((), "")


def test_a_long_body_is_refused_with_a_sentence():
    with pytest.raises(ProblemError, match="longer than 1 MB"):
        example_of(an_exchange(b"x" * (MOST_BODY_BYTES + 1)))
    assert len(example_of(an_exchange(b"x" * MOST_BODY_BYTES)).body) == MOST_BODY_BYTES


def test_without_a_response_there_is_no_example():
    failed = replace(an_exchange(), outcome=Failure(FailureKind.READ_TIMEOUT))
    with pytest.raises(ProblemError, match="no response"):
        example_of(failed)


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


def test_of_an_imported_example_the_code_is_not_known_and_not_compared():
    imported = side_of_example(Example(REQUEST, body=b'{"a": 1}'))
    sent = side_of_example(Example(REQUEST, 200, code=0, message="Done.", body=b'{"a": 1}'))
    assert compare_sides(imported, sent).count == 0
