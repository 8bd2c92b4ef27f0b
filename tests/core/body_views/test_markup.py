"""Pages are text, also where they are called something else."""

import pytest

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.markup import MarkupView
from aiurdesk.core.body_views.view import MARKUP, Content


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<!DOCTYPE html><html>", "text/html"),
        (b"\r\n<html><script>alert(1)</script>", ""),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (b"<svg/>", "image/svg+xml"),
        (b"<html>", "application/json"),
        (b"plain", "text/html"),
    ],
)
def test_markup_is_taken_and_left_as_it_is(data, media_type):
    content = Content(data, media_type, size_bytes=len(data))
    view = pick(content)
    assert isinstance(view, MarkupView)
    rendering = view.render(content)
    assert rendering.kind == MARKUP
    assert rendering.text == data.decode()


def test_a_lesser_sign_alone_is_not_markup():
    assert not isinstance(pick(Content(b"< 3", "text/plain", size_bytes=3)), MarkupView)
