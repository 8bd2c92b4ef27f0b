import pytest

from aiurdesk.core.preparing.command_line import is_command_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl https://example.com/", True),
        ("  $ curl \\\n  https://example.com/", True),
        ("C:\\Windows\\System32\\curl.exe -X GET https://example.com/", True),
        ("https://example.com/curl ", False),
        ("curl", False),
        ("curly braces", False),
    ],
)
def test_a_command_line_begins_with_curl(text, expected):
    assert is_command_line(text) is expected


def test_a_command_line_of_megabytes_is_known_by_its_beginning():
    assert is_command_line("$ /usr/bin/curl http://h/ -d '" + "a" * 6_000_000)
    assert not is_command_line("a/" * 3_000_000 + "curl http://h/")
