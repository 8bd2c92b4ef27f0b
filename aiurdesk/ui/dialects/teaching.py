"""Leads from marked rows to a dialect that a person has seen at work, and saves it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from time import perf_counter

import msgspec
from PySide6.QtWidgets import QWidget

from aiurdesk.core.dialects.dialect_file import parse_dialect
from aiurdesk.core.dialects.effect import EarlierResponse, Effect, effect_of
from aiurdesk.core.dialects.pointing import Marks, Sample, propose
from aiurdesk.core.dialects.taught_dialect import TaughtDialect, dialect_text
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.services.history.earlier_responses import (
    MOST_RESPONSES,
    EarlierGroup,
    earlier_responses,
)
from aiurdesk.services.history.history import History
from aiurdesk.ui.dialects.teach_dialog import TeachDialog
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog import answer_of

_SLICE_S = 0.008
"""The window waits for the dialect no longer than this at a time."""
_MOST_SAMPLES = 300
"""Paths and codes are proposed from so many of the newest responses."""
_READING, _TRYING = tr("read earlier responses"), tr("try the dialect")


class Lesson(msgspec.Struct, frozen=True):
    """A marked response that a dialect is made from, and the places where it may be saved."""

    marks: Marks
    marked: EarlierResponse
    """The response with the marked rows."""
    host: str
    """With its port, where the address has one."""
    entry_id: int
    """The entry of the history with that response."""
    names: tuple[str, ...]
    """The names of the dialects that there are."""
    folders: tuple[str, ...]
    """What the places are called that it may be saved into."""


Save = Callable[[TaughtDialect, int], Awaitable[None]]
"""Saves a dialect into one of the places."""


class _Earlier:
    """The earlier responses of the host, as far as they were read."""

    def __init__(self, groups: AsyncIterator[EarlierGroup]) -> None:
        self._groups = groups
        self.responses: list[EarlierResponse] = []
        self.has_more = True
        self.too_long = 0

    async def read(self, most: int) -> None:
        """Read until there are so many, or no more."""
        while self.has_more and len(self.responses) < most:
            group = await anext(self._groups, None)
            if group is None:
                return
            self.responses += group.responses
            self.has_more = group.has_more
            self.too_long += group.too_long


async def teach(
    theme: Theme, parent: QWidget, history: History, scope: TaskScope, lesson: Lesson, save: Save
) -> bool:
    """Show a dialog with the dialect that follows from marks; return whether it was saved.

    Each edit of the dialog is tried on the history.

    Raises:
        StorageError: The history cannot be read, or the dialect cannot be written.
    """
    earlier = _Earlier(earlier_responses(history, lesson.host, lesson.entry_id))
    await earlier.read(_MOST_SAMPLES)
    others = [_sample(response) for response in earlier.responses]
    marked = _sample(lesson.marked)
    # On a thread: long bodies are searched for the same names.
    taught = await asyncio.to_thread(
        propose, lesson.marks, marked, others, lesson.host, lesson.names
    )
    dialog = TeachDialog(theme, parent, taught, lesson.folders)

    def try_out() -> None:
        scope.start(_TRYING, _try, dialog, lesson.marked, earlier)

    async def read_rest() -> None:
        await earlier.read(MOST_RESPONSES)
        try_out()

    dialog.edited.connect(try_out)
    try_out()
    # By itself: an edit gives up what is being tried, and not what is being read.
    scope.start(_READING, read_rest)
    try:
        reviewed = await answer_of(dialog, lambda: (dialog.taught, dialog.folder))
    finally:
        scope.cancel(_READING)
        scope.cancel(_TRYING)
    if reviewed is not None:
        await save(*reviewed)
    return reviewed is not None


async def _try(dialog: TeachDialog, marked: EarlierResponse, earlier: _Earlier) -> None:
    try:
        dialect = parse_dialect(dialect_text(dialog.taught), tr("the dialect"))
    except ProblemError:
        # The dialog says what is missing, and cannot be accepted.
        return
    dialog.show_this(effect_of(dialect, marked))
    effects: list[Effect] = []
    until = perf_counter() + _SLICE_S
    for response in tuple(earlier.responses):
        effects.append(effect_of(dialect, response))
        if perf_counter() >= until:
            await asyncio.sleep(0)
            until = perf_counter() + _SLICE_S
    dialog.show_effects(tuple(effects), has_more=earlier.has_more, too_long=earlier.too_long)


def _sample(earlier: EarlierResponse) -> Sample:
    response = earlier.response
    names = tuple(header.name for header in response.headers)
    return Sample(response.status, earlier.value, names)
