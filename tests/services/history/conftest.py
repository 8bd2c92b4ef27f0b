import pytest

from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.services.history.history import History
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.storage.history import HistoryDatabase
from tests.history_records import LIBRARY, WORDS


@pytest.fixture
def told():
    return []


@pytest.fixture
def history(tmp_path, told):
    made = History(
        lambda: HistoryDatabase(tmp_path / "history.sqlite", tmp_path / "bodies"),
        LIBRARY,
        HelperProcesses(),
        WORDS,
    )
    made.configure(HistorySettings())
    made.on_trouble = told.append
    return made
