"""One text of a request, and a walk that reads and changes texts one by one."""

import base64
import binascii
import itertools
import re
from collections.abc import Callable, Generator
from enum import Enum, auto
from typing import Any, TypeAlias, TypeVar, cast
from urllib.parse import quote, unquote_plus

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.request.field import TextKind

_REFERENCE = re.compile(r"(\{\{[^{}]*\}\})")
_UNQUOTED = ":,;/?@!$'()*~"
"""What is written as it is in a query, beside letters and digits."""


class Omitted(Enum):
    """Marker for a text that is removed, together with the row or test that holds it."""

    LEFT_OUT = auto()


LEFT_OUT = Omitted.LEFT_OUT
TextChange: TypeAlias = str | Omitted | None
"""Another text for one of a request; None lets it stay."""


class RequestText(msgspec.Struct, frozen=True, gc=False):
    """One text of a request."""

    kind: TextKind
    label: str
    """What it is called, such as ``header Authorization``; ``not_secret`` lists these."""
    text: str
    name: str = ""
    """Name of its parameter, header or row, which may say that it is secret."""
    reason: str = ""
    """Why it is a secret as a whole, where this is more than the name."""
    is_sent: bool = True
    """False for a row that is switched off; it stands in the file as well."""
    is_in_base64: bool = False
    is_movable: bool = True
    """Whether a reference to a secret can stand here."""

    @property
    def is_secret(self) -> bool:
        """Whether its name, or what it is for, says that it is a secret."""
        return bool(self.reason) or is_secret_name(self.name)

    @property
    def plain(self) -> str:
        """The decoded text, without percent-encoding or base64; empty if it encodes bytes."""
        if self.kind is TextKind.QUERY:
            return unquote_plus(self.text)
        if not self.is_in_base64:
            return self.text
        try:
            return base64.b64decode(self.text, validate=True).decode()
        except (binascii.Error, ValueError):
            return ""

    def written(self, plain: str) -> str:
        """Return a new plain text in the encoding of this one; empty in base64."""
        if self.is_in_base64:
            return ""
        if self.kind is not TextKind.QUERY or self.plain == self.text:
            return plain
        pieces = _REFERENCE.split(plain)
        quoted = "".join(p if p.startswith("{{") else quote(p, safe=_UNQUOTED) for p in pieces)
        return quoted.replace(quote(DOTS), DOTS)


T = TypeVar("T")
Texts: TypeAlias = Generator[RequestText, TextChange, T]
"""Yields texts, takes a change of each, and returns the whole with these changes."""


def changed(texts: Texts[T], change: Callable[[RequestText], TextChange]) -> T:
    """Change the texts of a value one by one; return the same object if nothing changes."""
    answer: TextChange = None
    while True:
        try:
            answer = change(texts.send(answer))
        except StopIteration as end:
            whole: T = end.value
            return whole


_I = TypeVar("_I")


def texts_of_each(
    items: tuple[_I, ...], texts_of: Callable[[_I], Texts[_I | Omitted]]
) -> Texts[tuple[_I, ...]]:
    """Yield the texts of each item. An item is left out where one of its texts is."""
    left = []
    for item in items:
        after = yield from texts_of(item)
        if not isinstance(after, Omitted):
            left.append(after)
    is_same = len(left) == len(items) and all(map(_is_same, left, items))
    return items if is_same else tuple(left)


def texts_of_numbered(
    items: tuple[_I, ...], texts_of: Callable[[int, _I], Texts[_I | Omitted]]
) -> Texts[tuple[_I, ...]]:
    """Do the same with the number of each item, from 1."""
    numbers = itertools.count(1)
    return (yield from texts_of_each(items, lambda item: texts_of(next(numbers), item)))


def _is_same(one: object, other: object) -> bool:
    # A pair is made again, with the same texts in it.
    return one is other or (isinstance(one, tuple) and one == other)


def one_text(kind: TextKind, label: str, text: str, is_sent: bool = True) -> Texts[str]:
    """Yield one text of a request, and return it as it was changed."""
    return text_after(text, (yield RequestText(kind, label, text, is_sent=is_sent)))


def kept_text(held: RequestText, text: str) -> Texts[str | Omitted]:
    """Yield a text for a change, and return it changed, or the marker that it is left out."""
    change = yield replace(held, text=text)
    return change if isinstance(change, Omitted) else text_after(text, change)


def text_after(text: str, change: TextChange) -> str:
    """Return a text after a change; empty if it was left out."""
    return "" if isinstance(change, Omitted) else text if change is None else change


def with_changes(struct: T, /, **changes: object) -> T:
    """Return a struct with other members; the same object where they are the same."""
    is_same = all(getattr(struct, name) is after for name, after in changes.items())
    whole: T = struct if is_same else replace(cast("Any", struct), **changes)
    return whole
