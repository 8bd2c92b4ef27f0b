"""What is wrong with the answer to an input, read from its verdict and from the description."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Pairs
from aiurdesk.core.translation import Phrase, format_code, tr
from aiurdesk.core.verdict.verdict import Severity


class FindingKind(StrEnum):
    """Kind of a finding; the value is its name in JSON."""

    NO_RESPONSE = "no response"
    SERVER_ERROR = "server error"
    SERVER_ERROR_UNDER_SUCCESS = "server error under success"
    INVALID_ACCEPTED = "invalid accepted"
    UNDOCUMENTED_CODE = "undocumented code"
    UNDOCUMENTED_STATUS = "undocumented status"
    NOT_AS_DOCUMENTED = "not as documented"
    NO_MESSAGE = "no message"


class Finding(msgspec.Struct, frozen=True):
    """Something that is wrong with an answer, with the smallest input that showed it."""

    kind: FindingKind
    endpoint_id: str
    words: str
    """One sentence."""
    key: str
    """Two findings of one kind, endpoint and key are the same."""
    values: Pairs
    status: int | None
    shrunk_in: int = 0
    """How many further requests made it smaller."""
    curl: str = ""
    """A command that sends it again."""

    @property
    def same(self) -> tuple[str, str, str]:
        """What tells it from others."""
        return self.kind, self.endpoint_id, self.key


def findings(
    exchange: Exchange, values: Pairs, notes: Sequence[Phrase], wrong: str
) -> Iterator[Finding]:
    """Yield what is wrong with an answer.

    Args:
        exchange: The request and its answer.
        values: What was sent.
        notes: Sentences about what does not fit the description.
        wrong: What of the request does not fit it; empty where all does.
    """
    for kind, words, key in _found(exchange, notes, wrong):
        yield Finding(kind, exchange.request.endpoint.id, words, key, values, exchange.status)


_Found = tuple[FindingKind, str, str]


def _found(exchange: Exchange, notes: Sequence[Phrase], wrong: str) -> Iterator[_Found]:
    if exchange.status is None:
        headline = exchange.verdict.headline
        yield FindingKind.NO_RESPONSE, headline, headline
        return
    yield from _failures(exchange)
    if wrong and exchange.verdict.severity is Severity.SUCCESS:
        text = tr("It accepted a wrong value: {wrong}")
        yield FindingKind.INVALID_ACCEPTED, text.format(wrong=wrong), ""
    yield from _undocumented(exchange, notes)
    if exchange.verdict.severity is Severity.INPUT and _says_nothing(exchange):
        text = tr("It refused a value, and says neither which one nor why.")
        yield FindingKind.NO_MESSAGE, text, f"{exchange.status} {_sign(exchange)}"


def _failures(exchange: Exchange) -> Iterator[_Found]:
    status = exchange.status or 0
    if status >= 500:
        text = tr("The service failed with HTTP {status}.")
        yield FindingKind.SERVER_ERROR, text.format(status=status), str(status)
    elif exchange.verdict.severity is Severity.SERVER and status < 400:
        sign = _sign(exchange)
        text = tr("The service failed ({code}), and said HTTP {status}.")
        words = text.format(code=sign or exchange.verdict.headline, status=status)
        yield FindingKind.SERVER_ERROR_UNDER_SUCCESS, words, sign


def _undocumented(exchange: Exchange, notes: Sequence[Phrase]) -> Iterator[_Found]:
    known = {str(case.code) for case in exchange.request.endpoint.code_cases}
    code, severity = exchange.verdict.result_code, exchange.verdict.severity
    is_strange = bool(known) and str(code) not in known and severity is not Severity.SUCCESS
    if code is not None and (is_strange or severity is Severity.UNEXPECTED):
        sign = _sign(exchange)
        text = tr("Code {code} is not documented for this endpoint.")
        yield FindingKind.UNDOCUMENTED_CODE, text.format(code=sign), sign
    for note in notes:
        is_status = "{status}" in note.text
        kind = FindingKind.UNDOCUMENTED_STATUS if is_status else FindingKind.NOT_AS_DOCUMENTED
        yield kind, str(note), str(note)


def _sign(exchange: Exchange) -> str:
    code = exchange.verdict.result_code
    return "" if code is None else format_code(code)


def _says_nothing(exchange: Exchange) -> bool:
    verdict = exchange.verdict
    texts = [*verdict.other_errors, *(t for each in verdict.field_errors.values() for t in each)]
    texts += [one.text for one in verdict.named_errors]
    return not verdict.message.strip() and not any(text.strip() for text in texts)
