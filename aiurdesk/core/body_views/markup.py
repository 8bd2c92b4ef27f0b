"""HTML, XML and SVG as text, never run."""

import re

from aiurdesk.core.body_views.view import MARKUP, SVG, Content, Rendering, render_text

_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|\?xml|[a-z])", re.IGNORECASE)
_DRAWING = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?[^>]{0,500}\?>|<!--.{0,500}?-->|<!DOCTYPE[^>\[]{0,500}>){0,20}<svg[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_TYPES = ("text/html", "text/xml", "application/xml", "application/xhtml+xml", "image/svg+xml")


class MarkupView:
    """Takes bodies that begin with a tag: some servers send pages without a type, or as JSON."""

    def claim(self, content: Content) -> float:
        """Trust the first characters more than the media type."""
        is_markup = _BEGINNING.match(content.data[:1000]) is not None
        is_called_so = content.media_type in _TYPES or content.media_type.endswith("+xml")
        # Above the 0.9 of ``JsonView``: an error page that is called JSON is still a page.
        if is_markup:
            return 0.95 if is_called_so or content.media_type.endswith("json") else 0.7
        return 0.6 if is_called_so else 0.0

    def render(self, content: Content) -> Rendering:
        """Return the text as it came."""
        return render_text(SVG if is_svg(content.data) else MARKUP, content)


def is_svg(data: bytes) -> bool:
    """Tell whether markup is a drawing: its first element says so."""
    return _DRAWING.match(data[:4000]) is not None
