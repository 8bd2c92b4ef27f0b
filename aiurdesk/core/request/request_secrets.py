"""Recognition of secrets among the texts of a request, and those texts without them."""

import re
from collections.abc import Container
from functools import lru_cache

import msgspec

from aiurdesk.core.credentials.named_secrets import BY_ITS_NAME, UnknownSecret, replaced
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_names import is_written_out, without_references
from aiurdesk.core.credentials.unknown_secrets import prose_secrets, unknown_secrets
from aiurdesk.core.request.field import NAMES, TextKind
from aiurdesk.core.request.request_text import LEFT_OUT, RequestText, TextChange, changed
from aiurdesk.core.request.request_texts import address_texts

_SCHEME = re.compile(r"(?i)\s*(?:bearer|basic|token|digest)\s+(?=\S)")
_ROWS = frozenset({
    TextKind.VALUE, TextKind.SERVICE_VALUE, TextKind.HEADER, TextKind.SUBPROTOCOL,
})  # fmt: skip
"""Kinds of texts that are left out with their rows."""
_SHORT, _LONG = 200, 16 * 1024


class TextSecret(msgspec.Struct, frozen=True):
    """A secret in a text of a request."""

    label: str
    """``value AccessToken``, ``body password``; also what ``not_secret`` lists."""
    reason: str
    """Why it is taken for a secret, without the secret."""
    value: str
    start: int
    """Where it stands in what the text means."""
    end: int
    is_whole: bool = False
    """Whether the text is nothing else, beside the scheme of a header."""
    is_by_name: bool = True
    """Whether only a name says so; otherwise it looks like one."""

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.start, self.end


def secrets_in(text: RequestText, *, surely: bool = True) -> tuple[TextSecret, ...]:
    """Return the secrets in a text of a request that are written out; a reference is not one.

    Args:
        surely: Without random tokens, which may be ids.
    """
    plain = text.plain
    if not plain or not without_references(plain).strip():
        return ()
    if text.is_secret and is_written_out(plain):
        # "Bearer" stays in the header, where a reader sees how the secret is used.
        scheme = _SCHEME.match(plain) if text.kind is TextKind.HEADER else None
        start, reason = scheme.end() if scheme else 0, text.reason or BY_ITS_NAME
        return (TextSecret(text.label, reason, plain[start:], start, len(plain), True),)
    if text.kind in NAMES:
        return ()
    is_prose = text.kind is TextKind.NOTES and not surely
    parts = prose_secrets(plain) if is_prose else _unknown_in(plain, text.name, surely=surely)
    return tuple(
        TextSecret(
            f"{text.label} {part.name}".rstrip(),
            part.reason,
            part.value,
            *part.span,
            is_by_name=bool(part.name),
        )
        for part in parts
    )


def _unknown_in(plain: str, name: str, *, surely: bool) -> list[UnknownSecret]:
    if len(plain) <= _SHORT:
        return _in_short_text(plain, name, surely)
    return (_in_long_text if len(plain) > _LONG else unknown_secrets)(plain, name, surely=surely)


# A run sends the same texts again and again.
@lru_cache(maxsize=512)
def _in_short_text(text: str, name: str, surely: bool) -> list[UnknownSecret]:
    return unknown_secrets(text, name, surely=surely)


# The state of the window is saved again and again, mostly with the same text.
@lru_cache(maxsize=2)
def _in_long_text(text: str, name: str, *, surely: bool) -> list[UnknownSecret]:
    return unknown_secrets(text, name, surely=surely)


def without_secrets(text: RequestText, not_secret: Container[str] = (), by: str = "") -> TextChange:
    """Return what is kept of a text of a request in a file of the program: no secret.

    Args:
        not_secret: Labels of what a person said is not a secret.
        by: What is put instead of a part of a text.
    """
    secrets = [one for one in secrets_in(text) if not is_given(one, text, not_secret)]
    if not secrets:
        return None
    if text.kind in _ROWS and secrets[0].is_whole:
        return LEFT_OUT
    if secrets[0].is_whole:
        return ""
    return text.written(replaced(text.plain, [secret.span for secret in secrets], by))


def is_given(secret: TextSecret, text: RequestText, not_secret: Container[str]) -> bool:
    """Return whether a person said that this is not a secret."""
    # In a body, each name stands for itself.
    is_divided = text.kind in (TextKind.BODY, TextKind.MESSAGE)
    return secret.label in not_secret or (not is_divided and text.label in not_secret)


def address_without_secrets(address: str) -> str:
    """Return an address to be shown or stored; user name and password are left out of it."""
    return changed(address_texts(address), without_secrets)


@lru_cache(maxsize=256)
def secrets_of_text(text: str) -> tuple[Secret, ...]:
    """Return the secrets in a text that is sent, to be shown as dots from then on."""
    return secrets_in_texts(text)


def secrets_in_texts(*texts: str) -> tuple[Secret, ...]:
    """Return the secrets in texts that may be long, which are not remembered."""
    secrets = (secret.value for text in texts for secret in unknown_secrets(text))
    # Each one once: a list of a thousand entries may repeat the same one in each of them.
    return tuple(map(Secret, filter(None, dict.fromkeys(secrets))))


@lru_cache(maxsize=256)
def secrets_of_address(address: str) -> tuple[Secret, ...]:
    """Return the secrets in an address, as they are written and as they are meant."""
    secrets: dict[Secret, None] = {}
    for text in address_texts(address):
        for secret in secrets_in(text):
            values = (text.text if secret.is_whole else secret.value, secret.value)
            secrets |= dict.fromkeys(map(Secret, values))
    return tuple(secrets)
