"""Compares the response in front with earlier ones, examples, and other environments."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.example import Example
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.exchange_comparison import ExchangeComparison
from aiurdesk.core.exchange.value_comparison import Matching
from aiurdesk.core.history.history_entry import HistoryEntry, id_at
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.preparing.availability import why_unavailable
from aiurdesk.core.response.response import Response
from aiurdesk.core.state.response_look import LOOKS, look_key, with_matching
from aiurdesk.core.translation import format_code, joined_sentences, tr
from aiurdesk.services.collections.examples import listed_examples, read_example
from aiurdesk.services.history.history import History
from aiurdesk.services.sending.planned_request import NotSent
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.workbench import OpenRequest, Workbench
from aiurdesk.ui.response.compare_page import CompareChoice, CompareResult, CompareWish
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message

_MOST_EARLIER = 30
_LOOKED_AT = 300
"""Entries of the history among which earlier responses are looked for."""
_ENTRY, _EXAMPLE, _SEND = "entry:", "example:", "send:"
_PREVIOUS = "previous"
"""Whichever that is: the next response is compared with this one."""
_ELSEWHERE = "elsewhere"
"""What the request gave in another environment."""
_MOST_AT_ONCE = 1024 * 1024
"""Bytes of a body that is compared in a moment."""
_NOTHING = tr(
    "There is no earlier response to this request in the history, and no example of it. "
    "Send it again, or save an example."
)
_NOTHING_YET = tr(
    "There is no earlier response to this request in the history, and no example of it. "
    "Send it again, or choose above what to compare with."
)


class ElsewhereTask(msgspec.Struct, frozen=True):
    """Names the task that sends an open request in another environment."""

    key: int

    def __str__(self) -> str:
        return f"send {self.key} in another environment"


class _Elsewhere(msgspec.Struct, frozen=True):
    """What a request gave in another environment."""

    environment: str
    exchange: Exchange


class _Offer(msgspec.Struct, frozen=True):
    """Everything that a response can be compared with."""

    choices: tuple[CompareChoice, ...]
    earlier: tuple[HistoryEntry, ...] = ()
    elsewhere: _Elsewhere | None = None


class ResponseComparisons(QObject):
    """Fills the Compare tab of the open requests."""

    told = Signal(Message)
    """Emitted with what cannot be compared."""

    def __init__(self, history: History, bench: Workbench, scope: TaskScope) -> None:
        super().__init__(bench)
        self._history, self._bench, self._scope = history, bench, scope
        self._elsewhere: dict[int, _Elsewhere] = {}
        """By the key of the open request. The workbench holds their bodies."""
        bench.request_closed.connect(self._forget)

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
        exchange = page.response.exchange
        if self._bench.opened(key) is None or exchange is None:
            return
        if wish.choice.startswith(_SEND):
            self._scope.start(ElsewhereTask(key), self._send, key, page, exchange, wish)
            return
        # What is chosen meanwhile takes the place of what was sent for.
        self._scope.cancel(ElsewhereTask(key))
        self._scope.start(f"compare response {key}", self._compare, key, page, exchange, wish)

    def _forget(self, key: int) -> None:
        self._scope.cancel(ElsewhereTask(key))
        self._elsewhere.pop(key, None)

    async def _send(
        self, key: int, page: RequestPage, exchange: Exchange, wish: CompareWish
    ) -> None:
        """Send the request of a response in another environment, and compare with what comes."""
        name = wish.choice.removeprefix(_SEND)
        opened = self._bench.opened(key)
        sending = self._bench.sending
        environment = next((e for e in sending.environments if e.name == name), None)
        if opened is None or environment is None:
            return
        offer = await self._offer(opened, exchange)
        matching = self._matching(exchange, wish)
        waiting = CompareResult(offer.choices, wish.choice, matching)

        def show(problem: str) -> None:
            if self._is_shown(key, page, exchange):
                page.response.show_compared(replace(waiting, problem=problem))

        show(tr("Sending in {environment}…").format(environment=environment.shown_name))
        try:
            sent = await self._sent(opened, exchange, environment)
        except asyncio.CancelledError:
            show(_not_sent(environment))
            raise
        if isinstance(sent, str):
            show(sent)
            return
        self._bench.keep_beside(key, sent)
        if self._bench.opened(key) is None:
            return
        self._elsewhere[key] = _Elsewhere(environment.shown_name, sent)
        if self._is_shown(key, page, exchange):
            await self._compare(key, page, exchange, CompareWish(_ELSEWHERE, matching))

    async def _sent(
        self, opened: OpenRequest, exchange: Exchange, environment: Environment
    ) -> Exchange | str:
        """Return what came of a request in another environment, or why it was not sent."""
        folder = None if opened.copy is None else Path(opened.copy.path).parent
        sending = self._bench.sending
        try:
            sent = await sending.sent_elsewhere(exchange.request, environment, folder)
        except ProblemError as error:
            return _not_sent(environment, str(error))
        if isinstance(sent, NotSent):
            sentences = (problem.sentence for problem in sent.problems)
            return _not_sent(environment, joined_sentences(sentences))
        return sent

    async def _compare(
        self, key: int, page: RequestPage, exchange: Exchange, wish: CompareWish
    ) -> None:
        opened = self._bench.opened(key)
        if opened is None:
            return
        matching = self._matching(exchange, wish)
        result = CompareResult((), "", matching)

        def show(result: CompareResult) -> None:
            if self._is_shown(key, page, exchange):
                page.response.show_compared(result)

        try:
            result = await self._result(opened, exchange, wish.choice, matching, show)
        except ProblemError as error:
            result = replace(result, problem=str(error))
        show(result)

    def _is_shown(self, key: int, page: RequestPage, exchange: Exchange) -> bool:
        # The tab may be closed, or show another response by now.
        return self._bench.opened(key) is not None and page.response.exchange is exchange

    def _matching(self, exchange: Exchange, wish: CompareWish) -> Matching:
        """Return how to compare, and keep what a person chose for it."""
        place, matching = look_key(exchange.request), wish.matching
        look = LOOKS.of(place)
        if matching is None:
            return Matching(look.ignored, look.list_key)
        kept = with_matching(look, matching.ignored, matching.key)
        texts = (*kept.ignored, kept.list_key or "")
        secrets = [secret.reveal() for secret in exchange.prepared.secrets]
        # No file holds a secret.
        if not any(secret in text for secret in secrets if secret for text in texts):
            LOOKS.keep(place, kept)
        return matching

    async def _offer(self, opened: OpenRequest, exchange: Exchange) -> _Offer:
        earlier = await self._earlier(opened, exchange)
        names = () if opened.copy is None else await listed_examples(opened.copy.path)
        elsewhere = self._elsewhere.get(opened.key)
        choices = (
            *(CompareChoice(_PREVIOUS, _previous_title(entry)) for entry in earlier[:1]),
            *(CompareChoice(_ELSEWHERE, _elsewhere_title(one)) for one in (elsewhere,) if one),
            *(
                CompareChoice(f"{_SEND}{other.name}", _send_title(other))
                for other in self._others(exchange)
            ),
            *(
                CompareChoice(f"{_EXAMPLE}{name}", tr("Example {name}").format(name=name))
                for name in names
            ),
            *(CompareChoice(f"{_ENTRY}{entry.id}", _entry_title(entry)) for entry in earlier[1:]),
        )
        return _Offer(choices, earlier, elsewhere)

    def _others(self, exchange: Exchange) -> tuple[Environment, ...]:
        """Return the environments in which the request of a response can be sent as well."""
        sending, endpoint = self._bench.sending, exchange.request.endpoint
        chosen, service = sending.environment.name, sending.plan(exchange.request).service
        return tuple(
            other
            for other in sending.environments
            if other.name != chosen and why_unavailable(endpoint, service, other) is None
        )

    async def _result(
        self,
        opened: OpenRequest,
        exchange: Exchange,
        wanted: str,
        matching: Matching,
        show: Callable[[CompareResult], None],
    ) -> CompareResult:
        offer = await self._offer(opened, exchange)
        # Never one that is to be sent: only a click sends it.
        ids = [one.id for one in offer.choices if not one.id.startswith(_SEND)]
        if not ids:
            nothing = _NOTHING_YET if offer.choices else _NOTHING
            return CompareResult(offer.choices, "", matching, problem=nothing)
        chosen = wanted if wanted in ids else ids[0]
        result = CompareResult(offer.choices, chosen, matching)
        try:
            left = await self._left(opened, offer, chosen)
        except ProblemError as error:
            return replace(result, problem=str(error))
        if left is None:
            return replace(result, problem=tr("This entry of the history was deleted."))
        if _size(exchange) > _MOST_AT_ONCE:
            show(replace(result, problem=tr("Comparing…")))
        comparison = await self._history.compare(left, exchange, matching, is_shown=True)
        if chosen == _ELSEWHERE and isinstance(left, Exchange):
            comparison = _with_same_place(comparison, left, exchange)
        return replace(result, comparison=comparison)

    async def _left(
        self, opened: OpenRequest, offer: _Offer, chosen: str
    ) -> Exchange | Example | None:
        if chosen == _ELSEWHERE:
            assert offer.elsewhere is not None, "it is offered only where it came"
            return offer.elsewhere.exchange
        if chosen == _PREVIOUS:
            long_one = self._bench.long_before(opened.key)
            if long_one is not None and id_at(long_one.started_at) == offer.earlier[0].id:
                # The history may have only its beginning.
                return long_one
            return await self._history.exchange(offer.earlier[0].id)
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


def _size(exchange: Exchange) -> int:
    outcome = exchange.outcome
    return outcome.body.size_bytes if isinstance(outcome, Response) else 0


def _path(address: str) -> str:
    return address.partition("?")[0].partition("#")[0]


def _not_sent(environment: Environment, why: str = "") -> str:
    words = tr("Not sent in {environment}: {why}") if why else tr("Not sent in {environment}.")
    return words.format(environment=environment.shown_name, why=why)


def _with_same_place(
    comparison: ExchangeComparison, left: Exchange, right: Exchange
) -> ExchangeComparison:
    """Return a comparison that says so where both environments led to the same address."""
    if left.prepared.url != right.prepared.url:
        return comparison
    note = tr("Both were sent to the same address.")
    return replace(comparison, notes=(*comparison.notes, note))


def _previous_title(entry: HistoryEntry) -> str:
    return tr("Previous response · {title}").format(title=_entry_title(entry))


def _send_title(environment: Environment) -> str:
    return tr("Send in {environment}").format(environment=environment.shown_name)


def _elsewhere_title(elsewhere: _Elsewhere) -> str:
    exchange = elsewhere.exchange
    code = exchange.verdict.code
    said = str(exchange.status or "") if code is None else format_code(code)
    said = f"{said} {exchange.verdict.name or ''}".strip()
    moment = f"{exchange.started_at.astimezone():%H:%M:%S}"
    return " · ".join(filter(None, (elsewhere.environment, said, moment)))


def _entry_title(entry: HistoryEntry) -> str:
    moment = f"{entry.started_at.astimezone():%Y-%m-%d %H:%M:%S}"
    code = str(entry.status) if entry.code is None else format_code(entry.code)
    return " · ".join(filter(None, (moment, f"{code} {entry.name}".strip(), entry.environment)))
