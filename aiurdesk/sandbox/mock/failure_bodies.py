"""Bodies that say that a request failed, in the shape of the service that is mocked."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from aiurdesk.core.verdict.dialect import Code, Dialect
from aiurdesk.sandbox.aspnet.response import Response, json_response

_SENTENCES = frozenset(
    {
        "message", "msg", "errmsg", "detail", "details", "description", "error_description",
        "errormessage", "error", "reason", "title",
    }
)  # fmt: skip
_LISTS = frozenset({"errors", "details", "items", "violations", "fields", "fielderrors"})
_NAMES = frozenset({"field", "name", "path", "property", "parameter", "pointer", "source", "loc"})
_STATUSES = frozenset({"status", "statuscode", "httpstatus"})
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*){0,4}")
_DEEPEST = 3
_KNOWN = {one.value: one.phrase for one in HTTPStatus}
Refusals = Sequence[tuple[str, str]]


def problem_response(status: int, words: str, refusals: Refusals = ()) -> Response:
    """Return problem details, for services whose own shape is not known.

    Source: RFC 9457.
    """
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": _KNOWN.get(status, str(status)),
        "status": status,
        "detail": words,
    }
    named = [{"name": name, "reason": why} for name, why in refusals if name]
    if named:
        problem["errors"] = named
    response = json_response(problem, status=status, content_type="application/problem+json")
    return Response(status, response.body, response.content_type, omits_security_headers=True)


def failure_body(
    sample: dict[str, Any],
    words: str,
    status: int,
    refusals: Refusals = (),
    *,
    code: Code | None = None,
    dialect: Dialect | None = None,
) -> dict[str, Any]:
    """Return a body that says what went wrong, made of a sample of such a body.

    Args:
        sample: What the description shows or what was made of its schema; may be empty.
        words: The sentence.
        status: The HTTP status that comes with it.
        refusals: The values that were refused, for a list in it.
        code: The result code.
        dialect: How the service says that a request failed, if that is known.
    """
    body: dict[str, Any] = _said(sample, words, status, refusals, 0)
    if code is None:
        return body
    rules = None if dialect is None or dialect.reads_envelopes else dialect.rules
    if rules is None:
        _put(body, "code", code)
        _put(body, "message", words)
        return body
    root = next(iter(rules.root), "")
    before = f"{root}." if _PATH.fullmatch(root) else ""
    text = f"{rules.after}{code}{rules.before}" if rules.after or rules.before else code
    for paths, value in ((rules.message, words), (rules.ok, False), (rules.code, text)):
        if path := next((match[0] for path in paths if (match := _PATH.match(path))), ""):
            _put(body, f"{before}{path}", value)
    return body


def _said(value: Any, words: str, status: int, refusals: Refusals, depth: int) -> Any:
    if not isinstance(value, dict):
        return value
    said: dict[str, Any] = {}
    for name, member in value.items():
        plain = name.replace("_", "").replace("-", "").casefold()
        if isinstance(member, dict) and depth < _DEEPEST:
            said[name] = _said(member, words, status, refusals, depth + 1)
        elif isinstance(member, str) and name.casefold() in _SENTENCES:
            said[name] = words
        elif plain in _STATUSES and type(member) is int:
            said[name] = status
        elif plain in _LISTS and isinstance(member, list) and member and refusals:
            said[name] = [_entry(member[0], name_, why) for name_, why in refusals]
        else:
            said[name] = member
    return said


def _entry(sample: Any, name: str, why: str) -> Any:
    """Return an entry of a list of refused values, like the one of a sample."""
    if isinstance(sample, str):
        return f"{name}: {why}" if name else why
    if not isinstance(sample, dict):
        return sample
    entry = dict(sample)
    for key, value in sample.items():
        if isinstance(value, str):
            folded = key.casefold()
            entry[key] = name if folded in _NAMES else why if folded in _SENTENCES else value
        elif key.casefold() == "loc" and isinstance(value, list):
            entry[key] = [name]
    return entry


def _put(body: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    holder = body
    for name in above:
        inner = holder.get(name)
        if not isinstance(inner, dict):
            inner = holder[name] = {}
        holder = inner
    holder[last] = value
