"""Images that can be shown."""

from aiurdesk.core.body_views.view import Content, Rendering, RenderingKind, cut_note

_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


class PictureView:
    """Takes PNG, JPEG, GIF and WebP by their first bytes, whatever they are called."""

    def claim(self, content: Content) -> float:
        """Trust the signature alone."""
        data = content.data
        is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
        return 0.97 if data.startswith(_SIGNATURES) or is_webp else 0.0

    def render(self, content: Content) -> Rendering:
        """Return the image's bytes for whoever can draw them."""
        if content.is_whole:
            return Rendering(RenderingKind.PICTURE, picture=content.data)
        note = cut_note(len(content.data), content.size_bytes)
        return Rendering(RenderingKind.PICTURE, picture=content.data, is_cut=True, notes=(note,))
