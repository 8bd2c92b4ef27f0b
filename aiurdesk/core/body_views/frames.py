"""The transcript of a socket as text, one frame on each line."""

from aiurdesk.core.body_views.view import FRAMES_TYPE, Content, Rendering, RenderingKind
from aiurdesk.core.exchange.sockets.frame import frame_line
from aiurdesk.core.exchange.sockets.transcript import transcript_frames
from aiurdesk.core.translation import format_size, tr

FRAMES = RenderingKind(tr("the frames of a socket, not JSON"), tab=tr("Frames"))


class FramesView:
    """Takes the transcripts of sockets."""

    def claim(self, content: Content) -> float:
        """Trust the media type, which only a transcript has."""
        return 1.0 if content.media_type == FRAMES_TYPE else 0.0

    def render(self, content: Content) -> Rendering:
        """Return a line for each frame."""
        lines = map(frame_line, transcript_frames(content.data))
        missing = content.size_bytes - len(content.data)
        notes = (
            (tr("Some frames ({missing}) were not kept.").format(missing=format_size(missing)),)
            if missing > 0
            else ()
        )
        return Rendering(FRAMES, "\n".join(lines), notes=notes)
