"""Signs of a failure in short plain texts, and in pairs such as ``ACK=Failure&VERSION=204``."""

import re
from functools import cache
from urllib.parse import parse_qsl

from aiurdesk.core.shapes.said import Sign
from aiurdesk.core.shapes.sign_rules import refusals, sign_rules

_LONGEST = 2000
"""Characters of a text that can be an error; a longer one is a document."""
_MOST_LINES = 2
"""A log and a list have more."""
_MOST_PAIRS = 100
_PAIRS = re.compile(r"[A-Za-z_][\w.-]*=[^\s&=]*(?:&[A-Za-z_][\w.-]*=[^\s&=]*)+")
_OTHER_TYPES = re.compile(
    r"javascript|ecmascript|css|csv|markdown|yaml|toml|x-python|x-sh|event-stream"
)


def sign_of_text(text: str, content_type: str = "") -> Sign:
    """Return how surely a text of a 2xx says that the request failed.

    Args:
        text: The whole body, without white space around it.
        content_type: The header; a text of a language for programs says nothing.
    """
    if len(text) > _LONGEST or text.count("\n") >= _MOST_LINES or _OTHER_TYPES.search(content_type):
        return Sign.NONE
    if _failures().match(text):
        return Sign.STRONG
    return Sign.WEAK if refusals().match(text) or text in sign_rules().texts.words else Sign.NONE


def pairs_of(text: str) -> dict[str, int | str] | None:
    """Return the names and values of ``ACK=Failure&VERSION=204``; None of any other text.

    Numbers are numbers, as they would be in JSON.
    """
    if len(text) > _LONGEST * 4 or _PAIRS.fullmatch(text) is None:
        return None
    pairs = parse_qsl(text, keep_blank_values=True)[:_MOST_PAIRS]
    return {name: int(value) if _is_int(value) else value for name, value in pairs}


def _is_int(text: str) -> bool:
    return len(text) < 10 and text.lstrip("-").isdecimal() and text.isascii()


@cache
def _failures() -> re.Pattern[str]:
    return re.compile("|".join(sign_rules().texts.strong))
