"""Splits a command line as it was copied from a shell, from cmd.exe or from PowerShell.

Source: POSIX.1-2017, Shell Command Language, section 2.2; Bash reference manual 3.1.2.4
(``$'…'``); Chromium, ``network_request_copy`` "Copy as cURL" (2026-10).
"""

import re
import shlex

_CMD_CARET = re.compile(r"\^(\r?\n|.)", re.DOTALL)
_LOOKS_LIKE_CMD = re.compile(r"\^[ \t]*\r?\n|\^\"|\^%")
_QUOTED = re.compile(
    r"""(?P<joined>[\\`]\r?\n)|'[^']*'|"(?:[^"\\]|\\.)*"|\$'(?P<ansi>(?:[^'\\]|\\.)*)'|\\.""",
    re.DOTALL,
)
"""A line that goes on, a quoted text, or an escaped character. Whatever begins first counts: a
backslash at the end of a line within single quotes is text."""
_ESCAPED = re.compile(r"\\(\r?\n|.)", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u(?P<u>[0-9A-Fa-f]{1,4})|U(?P<U>[0-9A-Fa-f]{1,8})|x(?P<x>[0-9A-Fa-f]{1,2})"
    r"|(?P<octal>[0-7]{1,3})|(?P<other>.))",
    re.DOTALL,
)
_LETTERS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "a": "\a",
    "e": "\x1b",
}
_ENDS = frozenset({";", "&&", "||", "|", "&", ">", ">>", "<", "2>", "2>&1"})


class Unsplittable(ValueError):
    """A quote is not closed."""


def words_of(text: str) -> tuple[list[str], list[str]]:
    """Return the words of the first command, and the words behind it.

    Raises:
        Unsplittable: The text ends within a quoted word.
    """
    text = text.strip().removeprefix("$ ").lstrip()
    if _LOOKS_LIKE_CMD.search(text):
        # A caret takes the meaning from the next character, and joins lines.
        text = _CMD_CARET.sub(lambda found: "" if found[1].endswith("\n") else found[1], text)
    else:
        text = _QUOTED.sub(_plain, text)
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise Unsplittable(str(error)) from None
    end = next((place for place, word in enumerate(words) if word in _ENDS), len(words))
    return words[:end], words[end:]


def _plain(found: re.Match[str]) -> str:
    """Return a part of a command line as ``shlex`` reads it, which knows less than a shell."""
    if found["joined"] is not None:
        return " "
    if found["ansi"] is not None:
        return shlex.quote(_ESCAPE.sub(_unescaped, found["ansi"]))
    text = found.group()
    return _ESCAPED.sub(_joined, text) if text.startswith('"') else text


def _joined(found: re.Match[str]) -> str:
    return "" if found[1].endswith("\n") else found.group()


def _unescaped(found: re.Match[str]) -> str:
    for group, base in (("u", 16), ("U", 16), ("x", 16), ("octal", 8)):
        if found[group] is not None:
            number = int(found[group], base)
            return chr(number) if number < 0x110000 else ""
    return _LETTERS.get(found["other"], found["other"])
