"""Ways to show a body; each is a file here and a line in ``BODY_VIEWS``."""

from aiurdesk.core.body_views.frames import FramesView
from aiurdesk.core.body_views.hex_dump import HexView
from aiurdesk.core.body_views.json_text import JsonView
from aiurdesk.core.body_views.markup import MarkupView
from aiurdesk.core.body_views.media import MediaView
from aiurdesk.core.body_views.picture import PictureView
from aiurdesk.core.body_views.text import TextView
from aiurdesk.core.body_views.view import BodyView, Content

BODY_VIEWS: tuple[BodyView, ...] = (
    FramesView(),
    JsonView(),
    MarkupView(),
    PictureView(),
    MediaView(),
    TextView(),
    HexView(),
)
"""The one that claims a body most surely shows it; of two equal claims the first wins."""


def pick(content: Content) -> BodyView:
    """Return the view for a body; the hex dump takes anything."""
    return max(BODY_VIEWS, key=lambda view: view.claim(content))
