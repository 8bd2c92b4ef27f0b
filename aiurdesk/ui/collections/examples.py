"""What a person does with saved examples: save one, send from it, expect it, compare with it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.file_name import (
    EXAMPLES_SUFFIX,
    REQUEST_SUFFIX,
    example_file,
    example_name,
    examples_folder,
    free_name,
    readable_name,
)
from aiurdesk.core.collection.saved_request import request_of
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import verdict_words
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.field import FieldUse
from aiurdesk.core.request.request import Header, Request, SavedRequest, members_of
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.examples import (
    documented_names,
    documented_plan,
    example_plan,
    read_example,
)
from aiurdesk.ui.collections.collection_tree import Act
from aiurdesk.ui.collections.collections_controller import UNDO, CollectionsController
from aiurdesk.ui.request.workbench import OpenRequest, Workbench
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.line_dialog import LineDialog, LineWords
from aiurdesk.ui.window.messages import Message

_LONGEST_NAME = 60
_SAVE_FIRST = tr("An example lies beside the file of its request. Save the request first.")
_NO_RESPONSE = tr("There is no response yet. Send the request first.")


class ExampleActions(QObject):
    """Carries out what a person wants with the examples of requests."""

    told = Signal(Message)
    """Emitted with what was done, and with what could not be done."""
    compare_wanted = Signal(int, str)
    """Emitted with the key of an open request and the name of the example to compare with."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        scope: TaskScope,
        collections: CollectionsController,
        save: Callable[[int], object],
    ) -> None:
        """Prepare.

        Args:
            theme: Of its dialog.
            parent: Of its dialog.
            save: Saves an open request that has no file yet.
        """
        super().__init__(collections)
        self._theme, self._parent, self._scope = theme, parent, scope
        self._collections, self._save_request = collections, save
        self._bench: Workbench = collections.bench

    def save(self, key: int, *, is_expected: bool = False) -> None:
        """Ask for a name, and keep the response of an open request as an example.

        Args:
            is_expected: Add a test that responses are like it.
        """
        opened = self._bench.opened(key)
        if opened is None or self._scope.is_busy(f"save example {key}"):
            return
        if opened.copy is None:
            self.told.emit(
                Message(_SAVE_FIRST, "input", tr("Save"), lambda: self._save_request(key))
            )
        else:
            self._start(f"save example {key}", lambda: self._save(key, is_expected))

    def documented_count(self, key: int) -> int:
        """Return how many examples ``keep_documented`` keeps; 0 where all of them are there."""
        opened = self._bench.opened(key)
        if opened is None or opened.copy is None:
            return 0
        names = documented_names(opened.request.endpoint)
        is_new = not set(names) <= set(self._collections.examples_of(opened.copy.path))
        return len(names) if is_new else 0

    def keep_documented(self, key: int) -> None:
        """Keep the examples of the documented responses with an open request that is saved."""
        opened = self._bench.opened(key)
        if opened is not None and opened.copy is not None:
            endpoint, copy = opened.request.endpoint, opened.copy
            self._collections.carry_out(documented_plan(copy.path, copy.saved, endpoint))

    def carry_out(self, act: Act, path: str) -> None:
        """Do something with an example.

        Args:
            act: ``OPEN_EXAMPLE``, ``COMPARE`` or ``EXPECT``.
            path: Its file.
        """
        self._start(f"example {path}", lambda: self._carry_out(act, path))

    def open_named(self, key: int, name: str) -> None:
        """Fill an open request in as it was sent for an example of it."""
        opened = self._bench.opened(key)
        if opened is not None and opened.copy is not None:
            path = f"{examples_folder(opened.copy.path)}/{example_file(name)}"
            self.carry_out(Act.OPEN_EXAMPLE, path)

    def _start(self, task: str, function: Callable[[], Awaitable[None]]) -> None:
        async def told_if_failed() -> None:
            try:
                await function()
            except ProblemError as error:
                self.told.emit(Message(str(error), "input"))

        self._scope.start(task, told_if_failed)

    async def _save(self, key: int, is_expected: bool) -> None:
        opened, exchange = self._bench.opened(key), self._bench.exchange(key)
        if opened is None or opened.copy is None:
            return
        if exchange is None:
            self.told.emit(Message(_NO_RESPONSE, "input"))
            return
        path = opened.copy.path
        others = self._collections.examples_of(path)
        usual = readable_name(verdict_words(exchange))[:_LONGEST_NAME]
        name = await self._dialog(free_name(usual, others)).answer()
        if name is None:
            return
        plan = await example_plan(path, name, exchange)
        self._collections.carry_out(plan)
        if is_expected and (now := self._bench.opened(key)) is not None:
            self._expect(now, name)

    def _dialog(self, name: str) -> LineDialog:
        words = LineWords(
            "save_example_dialog",
            tr("Save as example"),
            tr("The response is kept beside the request, without secrets."),
            tr("Name of the example"),
            tr("Save"),
        )
        return LineDialog(self._theme, self._parent, words, name, _name_problem)

    async def _carry_out(self, act: Act, path: str) -> None:
        file = Path(path)
        name = example_name(file.name)
        request_path = str(file.parent).removesuffix(EXAMPLES_SUFFIX) + REQUEST_SUFFIX
        opened = await self._collections.opened_request(request_path)
        if opened is None or opened.copy is None:
            return
        if act is Act.EXPECT:
            self._expect(opened, name)
        elif act is Act.COMPARE:
            self.compare_wanted.emit(opened.key, name)
        else:
            example = await read_example(request_path, name)
            self._fill_in(opened, opened.copy, example.request, name)

    def _expect(self, opened: OpenRequest, name: str) -> None:
        test = ResponseTest("like", (), "ignore", name)
        request = opened.request
        if any((t.kind, t.subject) == (test.kind, test.subject) for t in request.tests):
            text = tr("There is already a test that responses are like {name}.")
            self.told.emit(Message(text.format(name=name)))
            return
        after = replace(request, tests=(*request.tests, test))
        self._replace(opened, after, tr("Added a test that responses are like {name}."), name)

    def _fill_in(
        self, opened: OpenRequest, copy: CollectionRequest, example: SavedRequest, name: str
    ) -> None:
        """Put what was sent for an example into its request; what is not sent stays."""
        request = request_of(
            with_sent(copy.saved, example), self._collections.library.with_code_lab
        )
        kept = members_of(opened.request, FieldUse.WRITTEN, FieldUse.CHOSEN)
        after = replace(request, **kept)
        self._replace(opened, after, tr("Filled in as for the example {name}."), name)

    def _replace(self, opened: OpenRequest, after: Request, text: str, name: str) -> None:
        key, before, copy = opened.key, opened.request, opened.copy
        if after == before:
            return
        self._bench.replace_request(key, after, copy)

        def take_back() -> None:
            # The tab may be closed by now, or its file saved in another place.
            now = self._bench.opened(key)
            if now is not None:
                self._bench.replace_request(key, before, now.copy)

        self.told.emit(Message(text.format(name=name), "success", UNDO, take_back))


def _name_problem(name: str) -> Problem | None:
    try:
        example_file(name)
    except ProblemError as error:
        return error.problem
    return None


def with_sent(saved: SavedRequest, example: SavedRequest) -> SavedRequest:
    """Return a saved request that sends what its example did.

    Where a secret was left out of the example, what the request has stays.
    """
    own_values, own_headers = dict(saved.values), {h.name: h.value for h in saved.headers}
    sent = members_of(example, FieldUse.SENT)
    values = tuple((name, value or own_values.get(name, value)) for name, value in example.values)
    headers = tuple(
        Header(header.name, header.value or own_headers.get(header.name, ""))
        for header in example.headers
    )
    target = {"endpoint_id": example.endpoint_id, "url": example.url}
    return replace(saved, **(sent | target | {"values": values, "headers": headers}))
