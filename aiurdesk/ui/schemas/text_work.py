"""Reads and rewrites long texts of JSON in a helper process, while the window goes on."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.services.processes.edited_texts import EditedTexts, Layout
from aiurdesk.services.services import Services
from aiurdesk.ui.tasks import TaskScope

_Checked = Callable[[Problem | None, bool], None]


class LongTexts:
    """Serves the editors of all pages; each has one text at a time."""

    def __init__(self, services: Services, scope: TaskScope) -> None:
        self._texts = EditedTexts(services.processes)
        self._scope = scope
        self._waiting: dict[str, tuple[str, _Checked]] = {}
        """The text that is to be checked after the one that is checked now."""

    def check(self, owner: QWidget, text: str, done: _Checked) -> None:
        """Find out why a text is not JSON, and whether it nearly is."""
        task = tr("check the text") + f" {id(owner)}"
        self._waiting[task] = (text, done)
        # Not cancelled, which would end the process, and starting one takes a moment.
        if not self._scope.is_busy(task):
            self._scope.start(task, self._check, task)
            self._scope.cancel_with(owner, task)

    def lay_out(self, owner: QWidget, text: str, layout: str, done: Callable[[str], None]) -> None:
        """Write a text anew."""
        task = tr("lay out the text") + f" {id(owner)}"
        self._scope.start(task, self._lay_out, text, Layout(layout), done)
        self._scope.cancel_with(owner, task)

    async def _check(self, task: str) -> None:
        try:
            while task in self._waiting:
                text, done = self._waiting.pop(task)
                found = await self._texts.checked(text)
                if task not in self._waiting:
                    done(found.problem, found.can_be_mended)
        finally:
            self._waiting.pop(task, None)

    async def _lay_out(self, text: str, layout: Layout, done: Callable[[str], None]) -> None:
        if (written := await self._texts.laid_out(text, layout)) is not None:
            done(written)
