import pytest

from aiurdesk.cli.arguments import SecretSource, WrongUsage
from aiurdesk.cli.bodies import checked_headers, read_headers, referring_header
from aiurdesk.core.request.request import Header


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Accept", "Write headers as NAME:VALUE, not as 'Accept'"),
        (":x", "Write headers as NAME:VALUE"),
        ("a b:x", "'a b' is not a valid header name"),
        ("Content-Length:5", "Content-Length is written by the connection itself"),
    ],
)
def test_what_is_not_a_header_is_refused(text, words):
    with pytest.raises(WrongUsage, match=words):
        checked_headers([text])


def test_the_secrets_of_headers_have_a_source():
    typed = checked_headers([
        "Accept-Language: de:en",
        "Authorization: Bearer env:TOKEN",
        "X-Api-Key:env:KEY",
        "Cookie:{{secret:Work}}",
        "X-Note: env:TOKEN",
    ])  # fmt: skip
    source = SecretSource(takes_literals=False, variables={"TOKEN": "abc", "KEY": "def"})
    assert read_headers(typed, source) == (
        Header("Accept-Language", "de:en"),
        Header("Authorization", "Bearer abc"),
        Header("X-Api-Key", "def"),
        Header("Cookie", "{{secret:Work}}"),
        Header("X-Note", "env:TOKEN"),
    )
    assert [referring_header(header) for header in typed] == [
        None,
        Header("Authorization", "Bearer {{env:TOKEN}}"),
        Header("X-Api-Key", "{{env:KEY}}"),
        None,
        None,
    ]


def test_a_secret_itself_is_an_argument_only_on_this_computer():
    typed = checked_headers(["Authorization:Bearer abc"])
    words = "Authorization is a secret.*Write Authorization:env:VARIABLE"
    with pytest.raises(WrongUsage, match=words) as raised:
        read_headers(typed, SecretSource(takes_literals=False))
    assert "abc" not in str(raised.value)
    assert read_headers(typed, SecretSource(takes_literals=True)) == typed
