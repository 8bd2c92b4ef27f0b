"""Compares the response in front with earlier ones of its request, and with its examples."""

import asyncio

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.example import Example
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact
from aiurdesk.core.exchange.value_comparison import Matching
from aiurdesk.core.history.history_entry import HistoryEntry
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.history.recording import as_recorded
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import format_code, tr
from aiurdesk.services.collections.examples import listed_examples, read_example
from aiurdesk.services.history.history import History
from aiurdesk.ui.history.ignored_paths import IGNORED
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.workbench import OpenRequest, Workbench
from aiurdesk.ui.response.compare_page import CompareChoice, CompareResult, CompareWish
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message

_MOST_EARLIER = 30
_LOOKED_AT = 300
"""Entries of the history among which earlier responses are looked for."""
_ENTRY, _EXAMPLE = "entry:", "example:"
_PREVIOUS = "previous"
"""Whichever that is: the next response is compared with this one."""
_NOTHING = tr(
    "There is no earlier response to this request in the history, and no example of it. "
    "Send it again, or save an example."
)


class ResponseComparisons(QObject):
    """Fills the Compare tab of the open requests."""

    told = Signal(Message)
    """Emitted with what cannot be compared."""

    def __init__(self, history: History, bench: Workbench, scope: TaskScope) -> None:
        super().__init__(bench)
        self._history, self._bench, self._scope = history, bench, scope
        self._keys: dict[str, str | None] = {}
        """By what a request is sent to: how the entries of lists were matched last."""

    def show_example(self, key: int, page: RequestPage, name: str) -> None:
        """Compare the response of a request with an example of it, in its Compare tab."""
        if page.response.exchange is None:
            text = tr("There is no response yet. Send the request first.")
            self.told.emit(Message(text, "input"))
            return
        page.response_side.show_tab("compare")
        self.compare(key, page, CompareWish(f"{_EXAMPLE}{name}"))

    def compare(self, key: int, page: RequestPage, wish: CompareWish) -> None:
        """Compare the response of a request as a person wishes."""
        self._scope.start(f"compare response {key}", self._compare, key, page, wish)

    async def _compare(self, key: int, page: RequestPage, wish: CompareWish) -> None:
        opened, exchange = self._bench.opened(key), page.response.exchange
        if opened is None or exchange is None:
            return
        target = _target(opened)
        matching = wish.matching
        if matching is None:
            matching = Matching(IGNORED.paths.get(target, ()), self._keys.get(target))
        else:
            IGNORED.keep(target, matching.ignored)
            self._keys[target] = matching.key
        result = CompareResult((), "", matching)
        try:
            result = await self._result(opened, exchange, wish.choice, matching)
        except ProblemError as error:
            result = replace(result, problem=str(error))
        # The tab may be closed, or show another response by now.
        if self._bench.opened(key) is not None and page.response.exchange is exchange:
            page.response.show_compared(result)

    async def _result(
        self, opened: OpenRequest, exchange: Exchange, wanted: str, matching: Matching
    ) -> CompareResult:
        earlier = await self._earlier(opened, exchange)
        names = () if opened.copy is None else await listed_examples(opened.copy.path)
        choices = (
            *(CompareChoice(_PREVIOUS, _previous_title(entry)) for entry in earlier[:1]),
            *(CompareChoice(f"{_ENTRY}{entry.id}", _entry_title(entry)) for entry in earlier[1:]),
            *(
                CompareChoice(f"{_EXAMPLE}{name}", tr("Example {name}").format(name=name))
                for name in names
            ),
        )
        if not choices:
            return CompareResult((), "", matching, problem=_NOTHING)
        ids = [choice.id for choice in choices]
        chosen = wanted if wanted in ids else ids[0]
        result = CompareResult(choices, chosen, matching)
        try:
            first = f"{_ENTRY}{earlier[0].id}" if chosen == _PREVIOUS else chosen
            left = await self._left(opened, first)
        except ProblemError as error:
            return replace(result, problem=str(error))
        if left is None:
            return replace(result, problem=tr("This entry of the history was deleted."))
        right = await asyncio.to_thread(as_recorded, exchange)
        comparison = await self._history.compare(left, right, matching)
        # What was read from a file may hold secrets still.
        comparison = redact(comparison, exchange.prepared.secrets)
        return replace(result, comparison=comparison, bodies=(_response(left), _response(right)))

    async def _left(self, opened: OpenRequest, chosen: str) -> Exchange | Example | None:
        if chosen.startswith(_ENTRY):
            return await self._history.exchange(int(chosen.removeprefix(_ENTRY)))
        assert opened.copy is not None, "only a saved request has examples"
        return await read_example(opened.copy.path, chosen.removeprefix(_EXAMPLE))

    async def _earlier(self, opened: OpenRequest, exchange: Exchange) -> tuple[HistoryEntry, ...]:
        """Return the entries of the history with earlier responses to the same request."""
        request = opened.request
        if request.is_typed:
            host = exchange.prepared.url.partition("://")[2].partition("/")[0].partition(":")[0]
            criteria = HistoryFilter(host=(host.rpartition("@")[2].lower(),))
        else:
            criteria = HistoryFilter(endpoint=(request.endpoint.id,))
        entries = await self._history.page(criteria, limit=_LOOKED_AT)
        address = _path(exchange.prepared.url)
        alike = [
            entry
            for entry in entries
            if entry.status is not None
            and entry.id != opened.entry_id
            and entry.started_at < exchange.started_at
            and entry.method == exchange.prepared.method
            and (not request.is_typed or _path(entry.address) == address)
        ]
        return tuple(alike[:_MOST_EARLIER])


def _target(opened: OpenRequest) -> str:
    if opened.copy is not None:
        return opened.copy.path
    request = opened.request
    return (
        f"{request.sent_method} {_path(request.url)}" if request.is_typed else request.endpoint.id
    )


def _path(address: str) -> str:
    return address.partition("?")[0].partition("#")[0]


def _previous_title(entry: HistoryEntry) -> str:
    return tr("Previous response · {title}").format(title=_entry_title(entry))


def _entry_title(entry: HistoryEntry) -> str:
    moment = f"{entry.started_at.astimezone():%Y-%m-%d %H:%M:%S}"
    code = str(entry.status) if entry.code is None else format_code(entry.code)
    return " · ".join(filter(None, (moment, f"{code} {entry.name}".strip(), entry.environment)))


def _response(left: Exchange | Example) -> Response | None:
    if isinstance(left, Example):
        return left.response
    return left.outcome if isinstance(left.outcome, Response) else None
