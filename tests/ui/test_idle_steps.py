import pytest
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
