from PySide6.QtWidgets import QPlainTextEdit

from aiurdesk.core.response.response import Timing
from aiurdesk.core.response.timing_text import phases
from aiurdesk.ui.response.timing_view import TimingView, Waterfall
from tests.ui.response.exchanges import a_failed_exchange, an_answer


def a_view(qtbot, theme, outcome):
    view = TimingView(theme)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.show_outcome(outcome)
    return view, view.findChild(QPlainTextEdit)


def test_the_drawing_can_be_read_as_text(qtbot, theme):
    _, text = a_view(qtbot, theme, an_answer())
    assert text.accessibleName() == "Timing"
    assert "First byte  17 ms" in text.toPlainText()
    assert "Total       23.4 ms" in text.toPlainText()


def test_without_a_response_the_time_is_shown(qtbot, theme):
    _, text = a_view(qtbot, theme, a_failed_exchange().outcome)
    assert text.toPlainText() == "Total       3.2 ms"


def test_matches_are_counted_marked_and_selected(qtbot, theme):
    view, text = a_view(qtbot, theme, an_answer())
    assert view.search("TLS") == 1
    assert len(text.extraSelections()) == 1
    view.go_to(0)
    assert text.textCursor().selectedText() == "TLS"
    assert view.search("") == 0
    assert text.extraSelections() == []


def test_the_text_itself_does_not_scroll(qtbot, theme):
    _, text = a_view(qtbot, theme, an_answer())
    assert text.verticalScrollBar().maximum() == 0


def test_every_phase_has_a_bar_in_its_colour(qtbot, theme):
    waterfall = Waterfall(theme)
    qtbot.addWidget(waterfall)
    waterfall.show_phases(phases(Timing(1, 2, 0.01, 10, 3, 16)))
    waterfall.resize(400, waterfall.sizeHint().height())
    image = waterfall.grab().toImage()
    seen = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    for token in ("connect", "tls", "send", "first_byte", "body"):
        assert theme.colour(token).name() in seen, token


def test_without_phases_it_takes_no_room(qtbot, theme):
    waterfall = Waterfall(theme)
    qtbot.addWidget(waterfall)
    waterfall.show_phases(())
    assert waterfall.isHidden()


def test_phases_without_length_can_be_drawn(qtbot, theme):
    waterfall = Waterfall(theme)
    qtbot.addWidget(waterfall)
    waterfall.show_phases(phases(Timing(send_ms=0.0)))
    assert not waterfall.grab().isNull()
