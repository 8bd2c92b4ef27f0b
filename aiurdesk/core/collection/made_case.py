"""A case that is made of a response: the values that were sent, and the code that came."""

from collections.abc import Iterable

from aiurdesk.core.collection.case_record import free_name
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.request import Case, FormBody, MultipartBody, Pairs, Request, Value
from aiurdesk.core.request.request_secrets import secrets_in
from aiurdesk.core.request.request_text import RequestText
from aiurdesk.core.request.request_texts import request_texts
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import format_code, tr


def made_case(exchange: Exchange, base: Request | None, others: Iterable[str]) -> Case:
    """Return a case with the values that were sent, and the code that came.

    Secrets are left out; the case takes those of its request.

    Args:
        exchange: What was sent, and what came.
        base: The request as its file holds it; None where it has no file yet.
        others: The names of its other cases.
    """
    request = exchange.request
    secret = {text.label for text in request_texts(request) if _is_secret(text)}
    values = _one_each(
        (name, value)
        for name, value in request.values
        if f"value {name}" not in secret and not is_secret_name(name)
    )
    body = request.body
    if isinstance(body, FormBody | MultipartBody):
        rows = [row for row in body.rows if row.is_sent and f"body {row.name}" not in secret]
        values = _one_each((*values, *((row.name, row.value) for row in rows)))
        body = None
    elif base is not None and body == base.body or "body" in secret:
        body = None
    before = [] if base is None else [name for name, _ in _all_values(base)]
    sent = {name.casefold() for name, _ in _all_values(request)}
    left_out = tuple(dict.fromkeys(name for name in before if name.casefold() not in sent))
    expected = _expected_of(exchange)
    name = free_name(_name_of(exchange), set(others))
    return Case(name, values, left_out, body, expected)


def _is_secret(text: RequestText) -> bool:
    return text.is_secret or bool(secrets_in(text, surely=False))


def _all_values(request: Request) -> Pairs:
    body = request.body
    rows = body.rows if isinstance(body, FormBody | MultipartBody) else ()
    return (*request.values, *((row.name, row.value) for row in rows if row.is_sent))


def _one_each(pairs: Iterable[tuple[str, Value]]) -> Pairs:
    """Return values with each name once; several texts of one name become a list."""
    values: dict[str, Value] = {}
    for name, value in pairs:
        before = values.get(name)
        if before is None:
            values[name] = value
        elif isinstance(before, str | tuple) and isinstance(value, str | tuple):
            first, second = ((one,) if isinstance(one, str) else one for one in (before, value))
            values[name] = (*first, *second)
    return tuple(values.items())


def _expected_of(exchange: Exchange) -> tuple[ResponseTest, ...]:
    verdict = exchange.verdict
    if verdict.result_code is not None:
        return (ResponseTest("code", verdict.result_code),)
    if isinstance(exchange.outcome, Response):
        return (ResponseTest("status", exchange.outcome.status),)
    return ()


def _name_of(exchange: Exchange) -> str:
    verdict = exchange.verdict
    if verdict.result_code is not None:
        return verdict.name or tr("code {code}").format(code=format_code(verdict.result_code))
    if isinstance(exchange.outcome, Response):
        return f"HTTP {exchange.outcome.status}"
    return tr("case")
