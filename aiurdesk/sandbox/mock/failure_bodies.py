"""Bodies that say that a request failed, in the shape of the service that is mocked."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from aiurdesk.core.verdict.dialect import Code, Dialect, Paths
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
_PATH = re.compile(r"[A-Za-z_]\w*(?:\[0\])?(?:\.[A-Za-z_]\w*(?:\[0\])?){0,4}", re.ASCII)
_EQUAL = re.compile(r"([A-Za-z_]\w*) == [`']([^`']*)[`']", re.ASCII)
_UNEQUAL = re.compile(r"([A-Za-z_]\w*) != (?:`[^`]*`|null)", re.ASCII)
_AS_NUMBER = re.compile(r"to_number\((\w+)\)", re.ASCII)
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
    _fulfil(body, before, rules.message, words)
    _say_failed(body, before, rules.ok)
    _fulfil(body, before, rules.code, text)
    return body


def _fulfil(body: dict[str, Any], before: str, paths: Paths, value: Any) -> None:
    """Put a value where the first expression that is simple enough would find it.

    In ``kind == 'Status' && reason`` it is the last part, and the others become true.
    """
    for expression in paths:
        plain_text = _AS_NUMBER.sub(r"\1", expression)
        *conditions, last = [part.strip(" ()") for part in plain_text.split("&&")]
        known = [_EQUAL.fullmatch(c) or _UNEQUAL.fullmatch(c) for c in conditions]
        plain = [_PATH.fullmatch(c) for c in conditions]
        if not _PATH.fullmatch(last) or not all(map(any, zip(known, plain, strict=True))):
            continue
        for condition, equal in zip(conditions, known, strict=True):
            if equal is None:
                _put(body, f"{before}{condition}", value, is_kept=True)
            elif equal.re is _EQUAL:
                _put(body, f"{before}{equal[1]}", equal[2])
        _put(body, f"{before}{last}", value)
        return


def _say_failed(body: dict[str, Any], before: str, paths: Paths) -> None:
    """Make a body say that the request failed, where the expression for that is simple enough."""
    for expression in (_AS_NUMBER.sub(r"\1", path) for path in paths):
        if path := _PATH.match(expression):
            _put(body, f"{before}{path[0]}", False)
            return
        if expression.startswith("!"):
            for name, value in _EQUAL.findall(expression.partition(") && !(")[0]):
                _put(body, f"{before}{name}", value)
            return


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


def _put(body: dict[str, Any], path: str, value: Any, *, is_kept: bool = False) -> None:
    """Put a value at a path, and make what lies above it.

    Args:
        is_kept: Whether a value that is there stays.
    """
    *above, last = path.split(".")
    holder = body
    for name in above:
        holder = _below(holder, name)
    if last.endswith("[0]"):
        holder[last.removesuffix("[0]")] = [value]
    elif not is_kept or not holder.get(last):
        holder[last] = value


def _below(holder: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the object of a member, or the first of its list, which is made if it is not there."""
    key = name.removesuffix("[0]")
    inner = holder.get(key)
    if key != name:
        entries = inner if isinstance(inner, list) and inner else [{}]
        holder[key] = entries
        inner = entries[0]
        if not isinstance(inner, dict):
            inner = entries[0] = {}
        return inner
    if not isinstance(inner, dict):
        inner = holder[key] = {}
    return inner
