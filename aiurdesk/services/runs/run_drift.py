"""What was never so before in the responses of a run, by what the history has learnt."""

from collections.abc import Iterator

import msgspec

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.drift import ENOUGH, learnt_key
from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.core.translation import Phrase, tr, trn
from aiurdesk.services.history.history import History
from aiurdesk.services.runs.runner import RunResult, is_recorded_in

_MOST_KEPT = 1_000
"""Different things that are told of a run."""


class Drift(msgspec.Struct, frozen=True):
    """Something that was never so before, and where."""

    target: str
    """The id of the endpoint, or method and address."""
    what: str
    responses: int
    """In how many responses of the run."""


class DriftInRun:
    """Lets the history look at each response of a run, and gathers what it finds."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._found: dict[tuple[str, str], int] = {}
        # A window shows it, too, at the responses that it shows.
        self._told_else = history.on_drift
        history.on_drift = self._on_drift

    def add(self, result: RunResult, history: RunHistory) -> None:
        """Look at a response, unless it is recorded: that is looked at anyway.

        Args:
            result: What became of a request.
            history: What of the run is recorded.
        """
        exchange = result.exchange
        if exchange is None:
            return
        is_recorded = self._history.learns and is_recorded_in(history, exchange, result)
        if not is_recorded:
            self._history.look(exchange)

    async def found(self) -> tuple[Drift, ...]:
        """Wait for the last response, and return what was found."""
        await self._history.looked()
        self.end()
        return tuple(Drift(*place, count) for place, count in self._found.items())

    def end(self) -> None:
        """Hear of no further response."""
        self._history.on_drift = self._told_else

    def _on_drift(self, exchange: Exchange, new: tuple[Phrase, ...]) -> None:
        self._told_else(exchange, new)
        target = learnt_key(exchange).partition("\n")[0]
        for phrase in new:
            place = (target, str(phrase))
            if place in self._found or len(self._found) < _MOST_KEPT:
                self._found[place] = self._found.get(place, 0) + 1


def drift_lines(found: tuple[Drift, ...]) -> Iterator[str]:
    """Yield what was never so before as text."""
    target = ""
    for one in found:
        if one.target != target:
            target = one.target
            yield target
        count = one.responses
        times = trn("({count:,} response)", "({count:,} responses)", count).format(count=count)
        yield f"  {one.what}{f' {times}' if count > 1 else ''}"
    if not found:
        words = tr(
            "Nothing was seen that the history has not seen before. It compares endpoints that it "
            "has {count} responses of."
        )
        yield words.format(count=ENOUGH)
