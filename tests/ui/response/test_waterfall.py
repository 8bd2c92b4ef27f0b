from aiurdesk.core.response.response import Timing
from aiurdesk.core.response.timing_text import phases
from aiurdesk.ui.response.waterfall import Waterfall


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
