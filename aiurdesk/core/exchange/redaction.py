"""Replaces secrets in the texts of an exchange by dots."""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.redacted_text import is_clean, redact_text
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.certificates import ChainLink
from aiurdesk.core.problem import Fix
from aiurdesk.core.request.request import PreparedRequest, Signed
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Failure, Outcome, Response, Tls
from aiurdesk.core.translation import truncate
from aiurdesk.core.verdict.dialect import DialectChoice, DialectReading
from aiurdesk.core.verdict.verdict import Verdict

_T = TypeVar("_T")
_PASSED_OVER: Mapping[type[msgspec.Struct], tuple[str, ...]] = {
    PreparedRequest: ("method", "secrets", "jar"),
    Signed: ("scheme", "word", "headers"),
    # The body is looked at by itself, as it may be long. What was sent is clean already.
    Response: ("http_version", "body", "timing", "sent"),
    Failure: ("timing", "sent"),
    Tls: ("chain",),
    # Changed, they would not be a certificate any more.
    ChainLink: ("pem", "sha256"),
    Verdict: ("table", "name", "dialect", "title", "looks_like", "paths"),
    DialectChoice: ("dialect", "looks_like", "also"),
    DialectReading: ("dialect", "row", "paths"),
    # The name of a parameter, which is looked for.
    Fix: ("target",),
}
"""Members that hold no text of a person or a server, or lie elsewhere."""
_SAMPLE = 512
"""Bytes that tell UTF-16 without a mark: where letters are Latin, every second one is zero."""


def texts_in(value: Any) -> list[str]:
    """Return all texts in a value, however deep, without empty ones; bytes are left out."""
    texts: list[str] = []
    _add_texts((value,), texts)
    return texts


def _add_texts(values: Iterable[Any], texts: list[str]) -> None:
    # Each exchange passes through here several times, and most of its members are empty.
    for value in filter(None, values):
        kind: Any = type(value)
        # Not isinstance: the members of a ``StrEnum`` are texts, too.
        if kind is str:
            texts.append(value)
        elif get_members := _getter_for(kind):
            _add_texts(get_members(value), texts)


def with_texts(
    value: _T, change: Callable[[str], str], change_bytes: Callable[[bytes], bytes] | None = None
) -> _T:
    """Return a value with changes of all texts in it; the same object where nothing changes.

    Args:
        change_bytes: Changes bytes; by default, the text that they are is changed.
    """
    changes = _Changes(change, change_bytes or (lambda data: with_text_of(data, change)))
    return cast("_T", changes.of(value))


class _Changes:
    def __init__(self, of_text: Callable[[str], str], of_bytes: Callable[[bytes], bytes]) -> None:
        self._of_text, self._of_bytes = of_text, of_bytes

    def of(self, value: Any) -> Any:
        # Not isinstance: the members of a ``StrEnum`` are texts, too.
        if type(value) is str:
            after = self._of_text(value)
            return value if after == value else after
        if isinstance(value, tuple):
            entries = tuple([self.of(entry) for entry in value])
            return value if all(map(operator.is_, entries, value)) else entries
        if isinstance(value, bytes):
            return self._of_bytes(value)
        kind: Any = type(value)
        get_members = _getter_for(kind)
        if get_members is None:
            return value
        if isinstance(value, msgspec.Struct):
            return self._of_struct(value, get_members(value))
        return {name: self.of(entry) for name, entry in value.items()}

    def _of_struct(self, struct: msgspec.Struct, members: Iterable[Any]) -> msgspec.Struct:
        changes = {}
        for name, before in zip(_members(type(struct)), members, strict=True):
            # What is empty holds nothing to change.
            after = self.of(before) if before else before
            if after is not before:
                changes[name] = after
        return replace(struct, **changes) if changes else struct


def with_text_of(data: bytes, change: Callable[[str], str]) -> bytes:
    """Change the text that bytes encode, and return the new bytes."""
    for encoding, errors, size in _encodings(data):
        whole = data[: len(data) // size * size]
        text = whole.decode(encoding, errors)
        changed = change(text)
        if changed != text:
            data = changed.encode(encoding, errors) + data[len(whole) :]
    return data


def _encodings(data: bytes) -> Iterator[tuple[str, str, int]]:
    """Yield the encodings that a text may have: how errors survive, and the bytes of a unit."""
    first, second = data[0:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    many, few = min(len(data), _SAMPLE) // 8, min(len(data), _SAMPLE) // 16
    if data.startswith(b"\xff\xfe") or (second > many and first <= few):
        yield "utf-16-le", "surrogatepass", 2
    elif data.startswith(b"\xfe\xff") or (first > many and second <= few):
        yield "utf-16-be", "surrogatepass", 2
    # Always, as a file may hold texts of both encodings.
    yield "utf-8", "surrogateescape", 1


@lru_cache(maxsize=256)
def _getter_for(kind: type) -> Callable[[Any], Iterable[Any]] | None:
    """Return what gives the members of a value of a type; None where it has none with texts."""
    if issubclass(kind, tuple):
        return iter
    if issubclass(kind, msgspec.Struct):
        names = _members(kind)
        if len(names) > 1:
            return operator.attrgetter(*names)
        return lambda value: [getattr(value, name) for name in names]
    return operator.methodcaller("values") if issubclass(kind, Mapping) else None


@lru_cache(maxsize=64)
def _members(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    passed_over = _PASSED_OVER.get(kind, ())
    return tuple(name for name in kind.__struct_fields__ if name not in passed_over)


_LONGEST_TITLE = 1_000


def redact_prepared(prepared: PreparedRequest) -> PreparedRequest:
    """Return the request with dots in place of its secrets, to be shown or stored."""
    return replace(redact(prepared, prepared.secrets), secrets=())


def redact(part: _T, secrets: tuple[Secret, ...]) -> _T:
    """Return a part of an exchange without secrets, in everything but the body of a response.

    URLs may repeat parts of the request: a GET's contains its values. What the server sent
    (headers, reason, detail of a failure, messages in a verdict) may repeat anything, and so may
    what a test found.
    """
    if not secrets:
        return part
    # Nearly always, and one search is faster than one for each text.
    if isinstance(part, PreparedRequest) or not is_clean(texts_in(part), secrets):
        return with_texts(part, lambda text: redact_text(text, secrets))
    return part


def redact_finding(finding: Finding, secrets: tuple[Secret, ...]) -> Finding:
    """Return what a test found with dots instead of secrets, and a title that can be shown."""
    finding = redact(finding, secrets)
    # Not before: the first half of a secret would be left.
    if len(finding.title) > _LONGEST_TITLE:
        finding = replace(finding, title=truncate(finding.title, _LONGEST_TITLE))
    return finding


def redact_body(outcome: Outcome, secrets: tuple[Secret, ...]) -> Outcome:
    """Return an outcome without secrets in the body in memory."""
    if not isinstance(outcome, Response):
        return outcome
    data = with_text_of(outcome.body.data, lambda text: redact_text(text, secrets))
    return replace(outcome, body=replace(outcome.body, data=data))
