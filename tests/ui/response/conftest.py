"""Sweep before coroutine tests: a worker thread must not be the one to destroy old widgets."""

import asyncio
import gc
import inspect

import pytest
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.problem import Fix
from aiurdesk.services.body_views.body_levels import BodyLevels
from aiurdesk.services.body_views.body_parts import BodyParts
from aiurdesk.services.body_views.body_values import BodyValues
from aiurdesk.services.body_views.file_bodies import FileBodies
from aiurdesk.services.processes.body_texts import BodyTexts
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.storage.bodies import put_into_folder, save_body
from aiurdesk.transport.temporary_files import TemporaryFiles
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.response.views import ResponseViews
from aiurdesk.ui.tasks import TaskScope


class FixListener(QObject):
    """Is told which fix was chosen."""

    fix_chosen = Signal(Fix)


@pytest.fixture
def listener(qapp):
    """Return what is told of chosen fixes."""
    return FixListener()


@pytest.fixture(autouse=True)
def swept(request):
    """Collect the widgets of earlier tests on the main thread, where Qt wants them destroyed."""
    if inspect.iscoroutinefunction(request.function):
        gc.collect()


@pytest.fixture
def scope():
    return TaskScope()


@pytest.fixture
def processes(qapp):
    """Return what owns processes that end with the test."""
    processes = HelperProcesses()
    yield processes
    asyncio.run(processes.aclose())


@pytest.fixture
def texts(processes):
    """Return what reads long bodies."""
    return BodyTexts(processes, TemporaryFiles())


@pytest.fixture
def bodies(processes, texts, tmp_path):
    """Return what the views need to read bodies."""
    return BodyAccess(
        save_body,
        texts,
        lambda body, name: put_into_folder(body, tmp_path, name),
        BodyValues(processes),
        lambda: BodyParts(processes, texts),
        lambda: FileBodies(processes),
        lambda: BodyLevels(processes),
    )


@pytest.fixture
def views(qtbot, theme, keys, scope, bodies):
    made = ResponseViews(theme, keys, scope, bodies)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(600, 400)
    made.show()
    return made
