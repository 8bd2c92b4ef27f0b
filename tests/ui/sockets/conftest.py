"""What several tests of sockets in the window use."""

from pathlib import Path

import pytest

from aiurdesk.services.processes.body_texts import BodyTexts
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.transport.temporary_files import TemporaryFiles
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.sockets.socket_panel import SocketPanel
from aiurdesk.ui.tasks import TaskScope


def no_file(_body, name):
    return Path(name)


async def _save(_body, _path):
    raise AssertionError("nothing is saved here")


@pytest.fixture
def bodies() -> BodyAccess:
    """Access to bodies that are shown and not saved."""
    return BodyAccess(_save, BodyTexts(HelperProcesses(), TemporaryFiles()), no_file)


@pytest.fixture
def panel(qtbot, theme, keys, bodies) -> SocketPanel:
    """A panel that is shown, with the response pane of its page."""
    made = ResponsePane(theme, keys, TaskScope(), bodies).hand_over(SocketPanel)
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show()
    return made
