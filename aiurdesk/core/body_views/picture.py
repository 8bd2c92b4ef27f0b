"""Images that can be shown."""

from aiurdesk.core.body_views.part import cut_note
from aiurdesk.core.body_views.view import IMAGE, Content, Rendering

_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


class PictureView:
    """Takes PNG, JPEG, GIF and WebP by their first bytes, not by their media type."""

    def claim(self, content: Content) -> float:
        """Trust the signature alone."""
        data = content.data
        is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
        return 0.97 if data.startswith(_SIGNATURES) or is_webp else 0.0

    def render(self, content: Content) -> Rendering:
        """Return the bytes of the image file; core cannot decode them."""
        if content.is_whole:
            return Rendering(IMAGE, picture=content.data)
        note = cut_note(len(content.data), content.size_bytes)
        return Rendering(IMAGE, picture=content.data, is_cut=True, notes=(note,))
