from aiurdesk.core.request.limits import Progress
from aiurdesk.ui.response.beginning_view import BeginningView


def test_text_is_shown_as_far_as_it_came(qtbot, theme):
    view = BeginningView(theme)
    qtbot.addWidget(view)
    assert not view.isVisible()
    view.show_progress(Progress(0, 3, "text/plain", lambda: b"a\nb"))
    assert view.toPlainText() == "a\nb"
    assert view.isVisible()
    view.show_progress(Progress(0, 3, "text/plain", lambda: b"a\nbc"))
    assert view.toPlainText() == "a\nbc"
    view.forget()
    assert view.toPlainText() == ""
    assert not view.isVisible()


def test_nothing_is_shown_of_bytes_and_before_the_body(qtbot, theme):
    view = BeginningView(theme)
    qtbot.addWidget(view)
    view.show_progress(Progress(10, 0))
    view.show_progress(Progress(10, 4, "image/png", lambda: b"\0\1\2\3"))
    assert not view.isVisible()
