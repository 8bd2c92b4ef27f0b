import time

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from aiurdesk.ui.idle_steps import IdleSteps


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_each_step_is_a_turn_of_its_own(window, qtbot):
    taken = []

    def steps():
        for step in range(3):
            taken.append(step)
            yield

    walk = IdleSteps(window)
    walk.start(steps())
    assert taken == []
    qtbot.waitUntil(lambda: taken == [0, 1, 2])


def test_new_steps_take_the_place_of_old_ones(window, qtbot):
    taken = []

    def steps(name):
        for _ in range(2):
            taken.append(name)
            yield

    walk = IdleSteps(window)
    walk.start(steps("old"))
    walk.start(steps("new"))
    qtbot.waitUntil(lambda: len(taken) == 2)
    assert taken == ["new", "new"]


def test_a_timer_that_ran_out_comes_between_two_steps(window, qtbot):
    seen = []

    def steps():
        for _ in range(4):
            seen.append("step")
            until = time.perf_counter() + 0.01
            while time.perf_counter() < until:
                pass  # as long as real work
            yield
        seen.append("end")

    timer = QTimer(window, timerType=Qt.TimerType.PreciseTimer, interval=1)
    timer.timeout.connect(lambda: seen.append("timer"))
    timer.start()
    walk = IdleSteps(window)
    walk.start(steps())
    qtbot.waitUntil(lambda: "end" in seen)
    assert "step step" not in " ".join(seen)
