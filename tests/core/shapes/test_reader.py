from aiurdesk.core.shapes.reader import read_body
from aiurdesk.core.shapes.said import Said


def test_an_empty_body_says_nothing():
    assert read_body(b"", 500) == Said()
