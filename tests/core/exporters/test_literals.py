import json

from aiurdesk.core.exporters.code_request import byte_list, expression, quoted


def test_a_literal_is_read_as_it_was():
    text = 'a"b\\c\n\u2028é😀\x01'
    assert json.loads(quoted(text)) == text
    assert "\u2028" not in quoted(text)


def test_a_secret_is_a_variable():
    assert expression("a\ue000TOKEN\ue001", "get({})") == '"a" + get(TOKEN)'


def test_bytes_are_numbers():
    assert byte_list(b"\xff\x00") == "0xff, 0x00"
