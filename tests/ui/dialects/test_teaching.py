import json
from datetime import UTC, datetime

from PySide6.QtWidgets import QDialog, QLabel, QTabWidget, QWidget

from aiurdesk.assembly import build_services
from aiurdesk.core.dialects.effect import EarlierResponse, ShortVerdict
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.dialects.teaching import Lesson, teach
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from tests.core.dialects import made_up_apis as apis
from tests.coroutines import until
from tests.history_records import an_exchange
from tests.ui.response.exchanges import an_answer

MARKED = EarlierResponse(
    "Lost",
    datetime(2026, 1, 1, tzinfo=UTC),
    ShortVerdict(Severity.SUCCESS, "200 OK"),
    custom_request("https://api.example/"),
    an_answer(b""),
    apis.PARCEL_LOST.value,
)
LESSON = Lesson(apis.PARCEL_MARKS, MARKED, apis.PARCELS, 0, (), ("My dialects", "Checks"))


class Lessons:
    """A window with what is taught in it."""

    def __init__(self, theme, history):
        self.holder = QWidget()
        self.scope = TaskScope()
        self._theme, self._history = theme, history
        self.saved = []
        self.was_saved = []

    async def _save(self, taught, folder):
        self.saved.append((taught.name, folder))

    async def _teach(self):
        world = (self._theme, self.holder, self._history, self.scope)
        self.was_saved.append(await teach(*world, LESSON, self._save))

    async def open(self):
        self.scope.start("teach", self._teach)
        await until(lambda: self.holder.findChildren(QDialog))
        return self.holder.findChildren(QDialog)[0]

    async def close(self):
        await self.scope.aclose()
        self.holder.deleteLater()


async def record(history, samples):
    for number, sample in enumerate(samples):
        body = json.dumps(sample.value).encode()
        url = f"https://{apis.PARCELS}/{number}"
        history.record(an_exchange(body, code=None, minutes=number, url=url), "Sandbox")
    await history.aclose()


async def test_earlier_responses_are_shown_before_and_after(theme, tmp_path):
    services = build_services(tmp_path)
    services.history.configure(HistorySettings())
    await record(services.history, apis.PARCELS_BEFORE)
    lessons = Lessons(theme, services.history)
    dialog = await lessons.open()
    tabs = dialog.findChild(QTabWidget)
    await until(lambda: "/4" in tabs.tabText(1))
    assert tabs.tabText(1) == "Earlier responses 2/4"
    said = dialog.findChild(QLabel, "this_response").text()
    assert said.endswith("Input, PARCEL_LOST The parcel was lost")
    dialog.findChild(ChoiceBox).setCurrentIndex(1)
    dialog.accept()
    await until(lambda: lessons.was_saved)
    assert (lessons.saved, lessons.was_saved) == ([("parcels", 1)], [True])
    await lessons.close()
    await services.aclose()


async def test_a_dialog_that_is_cancelled_saves_nothing(theme, tmp_path):
    services = build_services(tmp_path)
    lessons = Lessons(theme, services.history)
    dialog = await lessons.open()
    dialog.reject()
    await until(lambda: lessons.was_saved)
    assert (lessons.saved, lessons.was_saved) == ([], [False])
    await lessons.close()
    await services.aclose()
