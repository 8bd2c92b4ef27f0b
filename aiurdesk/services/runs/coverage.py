"""What of the documentation a run has seen: codes of dialects, statuses of descriptions."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import format_code, tr, trn, truncate
from aiurdesk.services.library import Library
from aiurdesk.services.runs.runner import RunResult

_MOST_ENDPOINTS = 2_000
_MOST_TOLD = 12
"""Codes of an endpoint in its line of text, and endpoints of a service."""
_MOST_SEEN = 100
"""Undocumented codes or statuses of an endpoint that are kept: a server may make up any number."""
_LONGEST = 40


class Documented(msgspec.Struct, frozen=True):
    """A documented code or status, and how often it came."""

    name: str
    """A code, a status, ``4XX`` or ``default``."""
    when: str
    """What it means, as far as that is documented."""
    seen: int


class EndpointCoverage(msgspec.Struct, frozen=True):
    """What was seen of one endpoint."""

    endpoint: str
    """Its id."""
    requests: int
    """How many responses came of it."""
    codes: tuple[Documented, ...] = ()
    statuses: tuple[Documented, ...] = ()
    undocumented_codes: tuple[str, ...] = ()
    undocumented_statuses: tuple[str, ...] = ()

    @property
    def unseen_codes(self) -> tuple[str, ...]:
        """The documented codes that never came."""
        return tuple(code.name for code in self.codes if not code.seen)

    @property
    def unseen_statuses(self) -> tuple[str, ...]:
        """The documented statuses that never came."""
        return tuple(status.name for status in self.statuses if not status.seen)


class ServiceCoverage(msgspec.Struct, frozen=True):
    """Which endpoints of a service were sent to."""

    service: str
    """Its id."""
    endpoints: tuple[EndpointCoverage, ...]
    """Those that were."""
    not_sent: tuple[str, ...]
    """The ids of the other ones."""


class Coverage(msgspec.Struct, frozen=True):
    """What a run has seen of the documentation of its services."""

    services: tuple[ServiceCoverage, ...] = ()
    without: int = 0
    """How many responses came from addresses that no service documents."""


class _Seen(msgspec.Struct):
    endpoint: Endpoint
    requests: int
    codes: Counter[str]
    statuses: Counter[str]
    tables: dict[str, None]


class SeenInRun:
    """Counts codes and statuses while a run goes on; of each endpoint, not of each response."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._seen: dict[str, _Seen] = {}
        self._without = 0

    def add(self, result: RunResult) -> None:
        """Count what came of one request."""
        exchange = result.exchange
        if exchange is None or not isinstance(exchange.outcome, Response):
            return
        endpoint = exchange.request.endpoint
        if endpoint.is_typed:
            self._without += 1
            return
        seen = self._seen.get(endpoint.id)
        if seen is None:
            if len(self._seen) >= _MOST_ENDPOINTS:
                return
            seen = self._seen[endpoint.id] = _Seen(endpoint, 0, Counter(), Counter(), {})
        seen.requests += 1
        _count(seen.statuses, str(exchange.outcome.status))
        _count_code(seen, exchange)

    @property
    def coverage(self) -> Coverage:
        """What was seen so far."""
        by_service: dict[str, list[_Seen]] = {}
        for seen in self._seen.values():
            by_service.setdefault(seen.endpoint.service_id, []).append(seen)
        services = (self._of_service(name, seen) for name, seen in sorted(by_service.items()))
        return Coverage(tuple(services), self._without)

    def _of_service(self, service: str, seen: list[_Seen]) -> ServiceCoverage:
        sent = {one.endpoint.id for one in seen}
        known = (endpoint.id for endpoint in self._library.endpoints_of(service))
        return ServiceCoverage(
            service,
            tuple(self._of_endpoint(one) for one in sorted(seen, key=lambda one: one.endpoint.id)),
            tuple(name for name in known if name not in sent)[:_MOST_ENDPOINTS],
        )

    def _of_endpoint(self, seen: _Seen) -> EndpointCoverage:
        endpoint = seen.endpoint
        # Codes of the endpoint itself are more exact than all that its dialect knows.
        meanings: dict[str, str] = {}
        for table in seen.tables or {endpoint.table: None}:
            for case in endpoint.cases_of(table):
                meanings.setdefault(str(case.code), case.when)
        if not meanings:
            meanings = self._of_dialects(seen)
        return EndpointCoverage(
            endpoint.id,
            seen.requests,
            tuple(Documented(code, when, seen.codes[code]) for code, when in meanings.items()),
            tuple(_statuses(endpoint, seen.statuses)),
            tuple(code for code in seen.codes if meanings and code not in meanings),
            tuple(status for status in seen.statuses if not _is_documented(endpoint, status)),
        )

    def _of_dialects(self, seen: _Seen) -> dict[str, str]:
        meanings: dict[str, str] = {}
        for table in seen.tables or {seen.endpoint.table: None}:
            dialect = self._library.dialects.get(table) if table else None
            if dialect is not None:
                meanings |= {str(code): row.name for code, row in dialect.codes.items()}
        return meanings


def _count(counter: Counter[str], name: str) -> None:
    # A server that makes up codes costs no more memory than one that does not.
    if name in counter or len(counter) < _MOST_SEEN:
        counter[name] += 1


def _count_code(seen: _Seen, exchange: Exchange) -> None:
    verdict = exchange.verdict
    if verdict.result_code is not None and verdict.table is not None:
        _count(seen.codes, truncate(str(verdict.result_code), _LONGEST))
        seen.tables[verdict.table] = None


def _statuses(endpoint: Endpoint, seen: Counter[str]) -> Iterator[Documented]:
    words: dict[str, str] = {}
    for response in endpoint.responses:
        words.setdefault(response.status, response.description)
    for name, description in words.items():
        count = sum(n for status, n in seen.items() if _named(words, status) == name)
        yield Documented(name, description, count)


def _is_documented(endpoint: Endpoint, status: str) -> bool:
    names = {response.status for response in endpoint.responses}
    return not names or _named(names, status) != ""


def _named(names: Iterable[str], status: str) -> str:
    """Return which of the documented statuses one is; empty where it is none of them."""
    known = set(names)
    return next((one for one in (status, f"{status[0]}XX", "default") if one in known), "")


def coverage_lines(coverage: Coverage) -> Iterator[str]:
    """Yield what was never seen as text."""
    for service in coverage.services:
        count, rest = len(service.endpoints), len(service.not_sent)
        words = trn(
            "{service}: {count:,} of {all:,} endpoint was sent to",
            "{service}: {count:,} of {all:,} endpoints were sent to",
            count + rest,
        )
        yield words.format(service=service.service, count=count, all=count + rest)
        for one in service.endpoints:
            yield f"  {one.endpoint}"
            yield from (f"    {line}" for line in _lines_of(one))
        if rest:
            words = tr("not sent to: {names}").format(names=told(service.not_sent))
            yield f"  {words}"
    if count := coverage.without:
        words = trn(
            "{count:,} response came from an address of no service, which documents nothing.",
            "{count:,} responses came from addresses of no service, which document nothing.",
            count,
        )
        yield words.format(count=count)
    if not coverage.services and not coverage.without:
        yield tr("No response came, so nothing was seen.")


def _lines_of(one: EndpointCoverage) -> Iterator[str]:
    for documented, unseen, form in (
        (one.codes, one.unseen_codes, tr("codes: {seen:,} of {all:,} seen{rest}")),
        (one.statuses, one.unseen_statuses, tr("statuses: {seen:,} of {all:,} seen{rest}")),
    ):
        if documented:
            rest = tr("; never: {names}").format(names=told(unseen)) if unseen else ""
            seen = len(documented) - len(unseen)
            yield form.format(seen=seen, all=len(documented), rest=rest)
    if not one.codes and not one.statuses:
        yield tr("neither codes nor statuses are documented")
    if strange := (*one.undocumented_codes, *one.undocumented_statuses):
        yield tr("seen and not documented: {names}").format(names=told(strange))


def told(names: tuple[str, ...]) -> str:
    """Return names in one line, of many the first ones."""
    shown = ", ".join(_shown(name) for name in names[:_MOST_TOLD])
    rest = len(names) - _MOST_TOLD
    if rest <= 0:
        return shown
    more = trn("and {count:,} more", "and {count:,} more", rest).format(count=rest)
    return f"{shown} {more}"


def _shown(name: str) -> str:
    """Return a code as it is shown elsewhere, with a minus sign."""
    is_number = name.removeprefix("-").isdecimal()
    return format_code(int(name)) if is_number else truncate(name, 2 * _LONGEST)
