"""Quoting for POSIX shells, with variables for secrets."""

import re
import shlex

from aiurdesk.core.exporters.code_request import joined

DOT_SEGMENTS = re.compile(r"(?i)^[^?#]*/(?:\.|%2e){1,2}(?:[/?#]|$)")
"""Parts of a path that clients remove unless they are told not to."""
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_OCTAL = re.compile(rb"[^ -\[\]-~\n]|[%'\\]")


def word(text: str) -> str:
    """Return a text as one word; placeholders become variables such as ``$TOKEN``."""
    return joined(text, _literal, lambda name: f'"${name}"', "")


def printf(data: bytes) -> str:
    """Return a command that writes any bytes, also those that no argument can hold."""
    written = _OCTAL.sub(lambda byte: b"%%" if byte[0] == b"%" else b"\\%03o" % byte[0][0], data)
    return f"printf {shlex.quote(written.decode('ascii'))}"


def continued(words: list[str]) -> str:
    """Return a command with an option on each line."""
    return " \\\n  ".join(words)


def _literal(text: str) -> str:
    # Control characters are invisible in single quotes, and a terminal that pastes them may act.
    if not _UNPRINTABLE.search(text):
        return shlex.quote(text)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + _UNPRINTABLE.sub(lambda c: f"\\{ord(c[0]):03o}", escaped) + "'"
