"""Any other text, as received."""

from aiurdesk.core.body_views.view import PLAIN_TEXT, Content, Rendering, render_text

_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\x0c\x1b")
"""Of bytes, not of text. Logs hold form feeds, and escapes for the colours of a terminal."""
_PROBE_BYTES = 4096


class TextView:
    """Takes bodies that are called text, and those that are UTF-8 without control characters."""

    def claim(self, content: Content) -> float:
        """Trust the media type, then look at the first bytes."""
        if content.media_type.startswith("text/"):
            return 0.5
        probe = content.data[:_PROBE_BYTES]
        if not _CONTROLS.isdisjoint(probe):
            return 0.0
        broken = len(probe) - len(probe.decode("utf-8", "ignore").encode())
        # The end of the probe may have cut a character in two.
        is_cut = content.size_bytes > len(probe)
        return 0.4 if broken <= (3 if is_cut else 0) else 0.0

    def render(self, content: Content) -> Rendering:
        """Return the text as it came."""
        return render_text(PLAIN_TEXT, content)
