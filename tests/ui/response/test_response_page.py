import pytest
from PySide6.QtWidgets import QWidget

from aiurdesk.ui.response.response_page import ResponsePage
from aiurdesk.ui.tasks import TaskScope
from tests.ui.response.exchanges import an_exchange


def nothing_is_chosen(fix):
    raise AssertionError(f"nobody pressed {fix.text}")


@pytest.fixture
def around(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    return made


def test_the_verdict_leaves_room_for_the_views(qtbot, theme, around):
    page = ResponsePage(theme, TaskScope(), nothing_is_chosen, around)
    page.views.show_exchange(an_exchange())
    page.banner.show_exchange(an_exchange())
    page.resize(around.size())
    page.show()
    qtbot.waitUntil(lambda: page.views.height() > 0)
    assert page.banner.height() <= 0.55 * page.height()


def test_saving_is_asked_for_once_there_are_views(theme, around):
    page, asked = ResponsePage(theme, TaskScope(), nothing_is_chosen, around), []
    page.save_wanted.connect(lambda: asked.append("saved"))
    page.views.save_button.click()
    assert asked == ["saved"]
