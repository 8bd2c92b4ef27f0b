from aiurdesk.ui.widgets.countdown import SECONDS, CountdownButton


def a_button(qtbot):
    button = CountdownButton("Resend in 5 s")
    qtbot.addWidget(button)
    button._timer.setInterval(1)
    return button


def test_it_counts_down_in_sight_and_then_acts(qtbot):
    button = a_button(qtbot)
    seen = []
    with qtbot.waitSignal(button.elapsed):
        button.click()
        seen.append(button.text())
        button._timer.timeout.connect(lambda: seen.append(button.text()))
    assert seen == [
        *(f"Resending in {left} s · Cancel" for left in range(SECONDS, 0, -1)),
        "Resend in 5 s",
    ]
    assert not button.is_counting()


def test_pressed_again_it_stops_and_does_nothing(qtbot):
    button = a_button(qtbot)
    with qtbot.assertNotEmitted(button.elapsed, wait=30):
        button.click()
        assert button.is_counting()
        button.click()
    assert button.text() == "Resend in 5 s"
    assert not button.is_counting()


def test_it_waits_five_seconds(qtbot):
    button = CountdownButton("Resend in 5 s")
    qtbot.addWidget(button)
    assert button._timer.interval() * SECONDS == 5000
