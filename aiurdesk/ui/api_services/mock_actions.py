"""Mocks of services in the window: started from a menu, with an environment that points to each."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from aiurdesk.core.environments.environment import BUILT_IN, Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.services import mocks
from aiurdesk.services.services import Services
from aiurdesk.ui.api_services.mock_dialog import AnswerRow, MockDialog
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message, problem_message

if TYPE_CHECKING:
    from aiurdesk.services.mocks.mock_host import MockHost

_MOCK = tr("mock a service")
_FAULTS = {
    "slow": tr("Slow"),
    "cut-off": tr("Cut off"),
    "not-json": tr("Not JSON"),
    "wrong-length": tr("Wrong length"),
}


class _Open(NamedTuple):
    """A mock that runs, with what shows it."""

    host: "MockHost"
    environment: Environment
    dialog: MockDialog
    stopped: asyncio.Event
    before: Environment
    """What was chosen when it started."""


class MockActions(QObject):
    """Starts mocks, and stops them with the window."""

    answered = Signal(str, str)
    """Emitted on any thread with the id of a service and a line about its last answer."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        scope: TaskScope,
        environments: EnvironmentChoice,
        collections: Callable[[], Iterable[tuple[str, Path]]],
    ) -> None:
        """Prepare; nothing runs yet.

        Args:
            window: Dialogs and messages are above it.
            services: The services of the profile.
            scope: Holds the mocks.
            environments: Offer each mock while it runs.
            collections: Returns the names and folders of the open collections, whose examples
                come first.
        """
        super().__init__(window)
        self._window, self._services = window, services
        self._scope, self._environments = scope, environments
        self._collections = collections
        self._open: dict[str, _Open] = {}
        self.answered.connect(self._show_answered)

    def mock(self, service_id: str) -> None:
        """Start the mock of a service, or show the one that runs."""
        if service_id in self._open:
            self._show(self._open[service_id].dialog)
        else:
            self._scope.start(TaskName(_MOCK, service_id), self._serve, service_id)

    async def _serve(self, service_id: str) -> None:
        """Serve until the mock is stopped, or the window is closed."""
        room = await asyncio.to_thread(lambda: mocks.mock_host)

        def tell(method: str, path: str, status: int, source: str) -> None:
            self.answered.emit(service_id, f"{method} {path[:100]} · {status} · {source}")

        host = room.MockHost(self._services, tell)
        try:
            folders = tuple(folder for _, folder in self._collections())
            # A credential is not sent to an address that it is not for, such as that of a mock.
            choices = room.MockChoices(service_id, folders=folders, asks_for_credentials=False)
            mock = await host.start(choices)
            options = await asyncio.to_thread(lambda: host.options)
            rows = await asyncio.to_thread(self._rows, service_id, options)
            environment = mock.environment
            dialog = MockDialog(self._window.theme, self._window, environment.name, mock.url)
            dialog.show_answers(rows)
            stopped = asyncio.Event()
            before = self._environments.environment
            self._open[service_id] = _Open(host, environment, dialog, stopped, before)
            dialog.next_chosen.connect(lambda id_, prefer: self._choose(service_id, id_, prefer))
            dialog.reset_wanted.connect(host.reset)
            dialog.stop_wanted.connect(stopped.set)
            self._offer()
            self._environments.choose(environment)
            self._show(dialog)
            await stopped.wait()
            self._end(service_id)
        except ProblemError as error:
            self._window.message_bar.tell(problem_message(error.problem))
        finally:
            await host.aclose()

    def _end(self, service_id: str) -> None:
        """Take the environment of a mock away; requests go where they went before."""
        ended = self._open.pop(service_id)
        ended.dialog.close()
        ended.dialog.deleteLater()
        if self._environments.environment.name == ended.environment.name:
            names = [one.name for one in self._environments.offered]
            is_there = ended.before.name in names and ended.before.name != ended.environment.name
            self._environments.choose(ended.before if is_there else BUILT_IN[0])
        self._offer()
        text = tr("{name} has ended.").format(name=ended.environment.name)
        self._window.message_bar.tell(Message(text))

    def _offer(self) -> None:
        self._environments.set_of_mocks(one.environment for one in self._open.values())

    def _choose(self, service_id: str, endpoint_id: str, prefer: str) -> None:
        opened = self._open[service_id]
        opened.host.set_next(endpoint_id, prefer)
        opened.dialog.show_next(opened.host.chosen)

    def _show_answered(self, service_id: str, line: str) -> None:
        if opened := self._open.get(service_id):
            opened.dialog.show_next(opened.host.chosen)
            opened.dialog.show_answered(line)

    def _rows(
        self, service_id: str, options: Mapping[str, list[dict[str, str]]]
    ) -> list[AnswerRow]:
        rows = []
        for endpoint in self._services.library.endpoints_of(service_id):
            title = f"{endpoint.shown_method} {endpoint.path}"
            answers = [("", tr("The usual one"))]
            answers += [(one["prefer"], one["title"]) for one in options.get(endpoint.id, ())]
            answers += [(f"break={fault}", words) for fault, words in _FAULTS.items()]
            rows += [AnswerRow(endpoint.id, title, words, prefer) for prefer, words in answers]
        return rows

    @staticmethod
    def _show(dialog: MockDialog) -> None:
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
