"""Finds values that are secret by their names, in any notation in which programs write them."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import msgspec

from aiurdesk.core.credentials.json_secrets import (
    Span,
    end_of_string,
    json_secrets,
    names_in,
    slashes_before,
    unescaped,
)
from aiurdesk.core.credentials.line_secrets import line_secrets
from aiurdesk.core.credentials.markup_secrets import markup_secrets
from aiurdesk.core.credentials.secret_names import is_secret_name, is_written_out
from aiurdesk.core.translation import tr

# Only where a word begins, and without going back: in a body of one word of a megabyte, trying each
# of its letters as the beginning of a name would take seconds, without releasing the interpreter.
_NAME = r"(?<![\w.%\[\]-])[0-9_.-]*+([^\W\d_][\w.%\[\]-]*+)="
_NAMES = re.compile(_NAME)
# The name of a credential in a reference may have spaces.
_PAIRS = re.compile(
    rf"{_NAME}(?:(\\*+)([\"'])|((?:\{{\{{[^{{}}\r\n]*+\}}\}}|[^\s&;,\"'<>{{]++|\{{)++))"
)
# ``Server=db;Password=a b``: between semicolons, a value may have spaces and commas.
_SETTING = re.compile(r"[^;\"'\r\n<>&]{0,256}+")
_NEXT_SETTING = re.compile(r";\s*[\w ]{1,40}=")
# In an address within another one: ``?next=%2Fstart%3Ftoken%3Dx``.
_ENCODED_NAMES = re.compile(r"(?i)%(?:26|3f|23)([a-z][\w.-]{0,63})(?=%3d)")
_ENCODED = re.compile(r"(?i)%(?:26|3f|23)([a-z][\w.-]{0,63})%3d((?:(?!%26|%23)[^\s&;,\"'<>])+)")


_CONSTANTS = frozenset({"true", "false", "null", "none", "undefined"})
BY_ITS_NAME = tr("is a secret by its name")


class UnknownSecret(msgspec.Struct, frozen=True, gc=False):
    """A part of a text that is taken for a secret."""

    start: int
    end: int
    value: str
    """As it is meant, without the escapes of JSON."""
    name: str = ""
    """The name that says so; empty where its looks do."""
    reason: str = BY_ITS_NAME
    """Why it is taken for one, without the secret."""

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.start, self.end


def named_secrets(text: str) -> list[UnknownSecret]:
    """Return what is secret by its name in a text of any type, in its order.

    A reference to a variable is not a secret.
    """
    secrets: list[UnknownSecret] = []
    end = 0
    for secret in sorted(_all(text), key=lambda secret: secret.start):
        if secret.start >= end:
            if is_written_out(secret.value) and secret.value.lower() not in _CONSTANTS:
                secrets.append(secret)
                end = secret.end
        elif secret.end > end:
            # Two notations overlap, and the second one sees more of the value.
            before, end = secrets[-1], secret.end
            value = text[before.start : end]
            secrets[-1] = UnknownSecret(before.start, end, value, before.name)
    return secrets


def replaced(text: str, spans: Iterable[tuple[int, int]], by: str) -> str:
    """Return a text with another one at some places.

    Args:
        spans: Where they begin and end, in order and without overlaps.
    """
    pieces, done = [], 0
    for start, end in spans:
        pieces.append(text[done:start])
        done = end
    return by.join((*pieces, text[done:])) if pieces else text


def _all(text: str) -> Iterator[UnknownSecret]:
    for name, start, end in json_secrets(text):
        # In JSON within JSON, more than one backslash stands before each quotation mark.
        value = unescaped(text[start:end], slashes_before(text, start - 1))
        yield UnknownSecret(start, end, value, name)
    for spans in (_pairs, line_secrets, markup_secrets):
        for name, start, end in spans(text):
            yield UnknownSecret(start, end, text[start:end], name)


def _pairs(text: str) -> Iterator[Span]:
    if "=" in text and any(_is_secret(name) for name in names_in(_NAMES, text)):
        for match in _PAIRS.finditer(text):
            if _is_secret(match[1]) and match[3]:
                end = end_of_string(text, match.end(), match[3], len(match[2]))
                yield match[1], match.end(), end
            elif _is_secret(match[1]):
                yield match[1], match.start(4), _end_of_value(text, match)
    if "%3" in text and any(map(is_secret_name, names_in(_ENCODED_NAMES, text))):
        for match in _ENCODED.finditer(text):
            if is_secret_name(match[1]):
                yield match[1], *match.span(2)


def _is_secret(name: str) -> bool:
    return is_secret_name(unquote(name) if "%" in name else name)


def _end_of_value(text: str, match: re.Match[str]) -> int:
    setting = _SETTING.match(text, match.end())
    end = setting.end() if setting else match.end()
    before = text[max(0, match.start() - 8) : match.start()].rstrip(" ")
    is_setting = before.endswith(";") or _NEXT_SETTING.match(text, end)
    return end if is_setting else match.end()
