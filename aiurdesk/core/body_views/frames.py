"""What was said over a socket, a frame a line."""

from aiurdesk.core import sockets
from aiurdesk.core.body_views.view import FRAMES_TYPE, Content, Rendering, RenderingKind
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import format_size

FRAMES = RenderingKind(tr("the frames of a socket, not JSON"), tab=tr("Frames"))


class FramesView:
    """Takes the transcripts of sockets."""

    def claim(self, content: Content) -> float:
        """Trust the media type, which only a transcript has."""
        return 1.0 if content.media_type == FRAMES_TYPE else 0.0

    def render(self, content: Content) -> Rendering:
        """Return a line for each frame."""
        # Not at the top: the window loads the views ahead, and few bodies come from a socket.
        lines = map(
            sockets.frame_text.frame_line, sockets.transcript.transcript_frames(content.data)
        )
        missing = content.size_bytes - len(content.data)
        notes = (
            (tr("Some frames ({missing}) were not kept.").format(missing=format_size(missing)),)
            if missing > 0
            else ()
        )
        return Rendering(FRAMES, "\n".join(lines), notes=notes)
