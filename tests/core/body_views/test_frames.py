from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.frames import FramesView
from aiurdesk.core.body_views.view import Content, Drawing, content_of
from aiurdesk.core.exchange.sockets.transcript import Transcript, with_transcript
from aiurdesk.core.response.response import Response, SocketSummary
from tests.core.exchange.sockets.frames import a_frame, a_handshake


def content_with(*frames, left_out_bytes=0):
    transcript = Transcript(frames, SocketSummary(left_out_bytes=left_out_bytes))
    outcome = with_transcript(a_handshake(), transcript).outcome
    assert isinstance(outcome, Response)
    return content_of(outcome)


def test_what_was_said_over_a_socket_is_shown_line_by_line():
    content = content_with(a_frame("hello"), a_frame('{"type": 1}'))
    view = pick(content)
    assert isinstance(view, FramesView)
    rendering = view.render(content)
    assert (rendering.kind.drawing, rendering.kind.tab) == (Drawing.TEXT, "Frames")
    lines = rendering.text.split("\n")
    assert [line.split("B  ")[1] for line in lines] == ["hello", '{"type": 1}']
    assert rendering.notes == ()


def test_a_note_says_how_much_of_the_frames_is_not_kept():
    rendering = FramesView().render(content_with(a_frame("a"), left_out_bytes=3000))
    assert rendering.notes == ("Some frames (2.9 KB) were not kept.",)
    nothing = FramesView().render(content_with(left_out_bytes=3000))
    assert (nothing.text, len(nothing.notes)) == ("", 1)


def test_other_bodies_are_left_to_other_views():
    assert FramesView().claim(Content(b'{"a": 1}', "application/json")) == 0.0
