"""JSON: a tree, and text that can be laid out."""

from aiurdesk.core.body_views.view import JSON, Content, Rendering, render_text

_BEGINNINGS = (b"{", b"[")


class JsonView:
    """Takes bodies that are called JSON, and those that begin like it."""

    def claim(self, content: Content) -> float:
        """Trust the media type, then the first character."""
        if content.media_type.endswith(("/json", "+json")):
            return 0.9
        # Without the byte order mark of UTF-8, which some servers put in front.
        beginning = content.data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
        is_open = content.media_type in ("", "text/plain", "text/json", "application/octet-stream")
        return 0.8 if is_open and beginning.startswith(_BEGINNINGS) else 0.0

    def render(self, content: Content) -> Rendering:
        """Return the text; the window reads it into a tree, in slices."""
        return render_text(JSON, content)
