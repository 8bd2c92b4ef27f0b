"""JSON is recognised by its type or its first character."""

import pytest

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.json_text import JsonView
from aiurdesk.core.body_views.view import JSON, SHOWN_BYTES, Content


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b'{"code": 0}', "application/json"),
        (b'{"code": 0}', ""),
        (b'\xef\xbb\xbf\n [{"code": 0}]', "text/plain"),
        (b'"a text"', "application/json"),
        (b"oops", "application/problem+json"),
    ],
)
def test_json_is_taken(data, media_type):
    content = Content(data, media_type, size_bytes=len(data))
    view = pick(content)
    assert isinstance(view, JsonView)
    rendering = view.render(content)
    assert rendering.kind == JSON
    assert rendering.text == data.decode()


@pytest.mark.parametrize(
    ("data", "media_type"), [(b"{x", "text/html"), (b"<!DOCTYPE html>", "application/json")]
)
def test_other_things_are_left_alone(data, media_type):
    assert not isinstance(pick(Content(data, media_type, size_bytes=len(data))), JsonView)


def test_a_long_text_is_cut():
    data = b'"' + b"a" * SHOWN_BYTES + b'"'
    assert JsonView().render(Content(data, size_bytes=len(data))).is_cut
