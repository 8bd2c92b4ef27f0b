"""Finds secrets that the program does not know, by their names and looks: a token just issued."""

import re

from aiurdesk.core.credentials.named_secrets import UnknownSecret, named_secrets, replaced
from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.credentials.secret_looks import blanked, looks

_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")


def unknown_secrets(text: str, name: str = "", *, surely: bool = True) -> list[UnknownSecret]:
    """Return what in a text is secret by its name or looks, in its order and without overlaps.

    Args:
        name: What the text as a whole is called, such as ``sha256``.
        surely: Without random tokens, which may be ids.
    """
    secrets = named_secrets(text)
    rest = text
    if "{{" in text:
        rest = blanked(text, [reference.span() for reference in _REFERENCE.finditer(text)])
    if secrets:
        rest = blanked(rest, [secret.span for secret in secrets])
    by_looks = [
        UnknownSecret(start, end, text[start:end], reason=reason)
        for reason, start, end in looks(rest, name, surely=surely)
    ]
    # Nearly always, none is found by its looks.
    return sorted((*secrets, *by_looks), key=lambda s: s.start) if by_looks else secrets


def redact_unknown(text: str) -> str:
    """Return a text with dots instead of what its names and looks say is secret."""
    secrets = unknown_secrets(text)
    return replaced(text, [secret.span for secret in secrets], DOTS) if secrets else text
