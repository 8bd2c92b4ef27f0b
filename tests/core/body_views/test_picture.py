"""Images are known by their signature."""

import pytest

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.picture import PictureView
from aiurdesk.core.body_views.view import IMAGE, Content


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\x00\x00\x00\x00WEBPVP8 "],
)
def test_images_are_taken_by_their_bytes(data):
    content = Content(data, "text/plain", size_bytes=len(data))
    view = pick(content)
    assert isinstance(view, PictureView)
    rendering = view.render(content)
    assert rendering.kind == IMAGE
    assert rendering.picture == data
    assert rendering.notes == ()


def test_what_only_calls_itself_an_image_is_not_taken():
    assert not isinstance(pick(Content(b"nope", "image/png", size_bytes=4)), PictureView)


def test_an_image_that_is_not_all_here_says_so():
    rendering = PictureView().render(Content(b"GIF89a", "image/gif", size_bytes=99))
    assert rendering.is_cut
    assert rendering.notes == ("The first 6 B of 99 B is shown.",)
