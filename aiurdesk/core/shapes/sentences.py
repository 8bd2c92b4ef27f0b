"""Sentences of servers: which of them say more than the status does."""

import re
from http import HTTPStatus

from aiurdesk.core.wording import truncate

LONGEST = 10_000
"""Characters of one sentence."""
_ALSO = {
    404: ("page not found",),
    413: ("request entity too large", "payload too large", "content too large"),
    414: ("request uri too long", "uri too long"),
    416: ("requested range not satisfiable", "range not satisfiable"),
    422: ("unprocessable entity", "unprocessable content"),
}
"""RFC 9110 gave some statuses other names than servers still send; Python 3.13 has the new ones."""
_SAYS_NOTHING = frozenset(
    {"", "error", "server error", "http error", "errors", "false", "true", "null", "none", "fail"}
)
_WORDS = re.compile(r"[^\W\d_]+")
_STATUS_BEFORE = re.compile(r"^(?:HTTP(?:/\d\.\d)?\s+)?(?:Error\s+)?(\d{3})\s*(?::|-|–|—)\s+")
_STACK = re.compile(r'\n\s*(?:at \S|File "|Traceback |in <)')
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[_.:/#-][A-Za-z0-9]+)*")


def is_token(text: str) -> bool:
    """Tell whether a text is a word of a machine, such as ``NOT_FOUND``, and no sentence."""
    return len(text) <= 100 and _TOKEN.fullmatch(text) is not None


def is_sentence(text: str) -> bool:
    """Tell whether a text says something in words of people."""
    return " " in text.strip() or (not text.isascii() and len(text.strip()) > 1)


def says_status(text: str, status: int) -> bool:
    """Tell whether a text says no more than the status: ``404 Not Found``, ``Server Error``."""
    if len(text) > 100:
        return False
    words = " ".join(_WORDS.findall(text.replace("_", " "))).casefold()
    numbers = set(re.findall(r"\d+", text))
    if numbers - {str(status)}:
        return False
    words = words.removeprefix("http status ").removeprefix("http error ").removeprefix("error ")
    return words in _SAYS_NOTHING or words in _names_of(status)


def tidied(text: str, status: int, url_path: str = "") -> str:
    """Return the sentence in a text, or an empty text where it only repeats the status.

    Args:
        status: Of the response.
        url_path: The path of the address, which servers write below the sentence.
    """
    text = text[: LONGEST * 2].strip()
    text = _STATUS_BEFORE.sub(
        lambda match: "" if match[1] == str(status) else match[0], text, count=1
    )
    stack = _STACK.search(text)
    if stack is not None:
        text = text[: stack.start()].rstrip()
    lines = text.split("\n")
    if len(lines) > 1:
        rest = "\n".join(lines[1:]).strip()
        if rest == url_path or says_status(lines[0], status) or _are_parallel(lines):
            kept = rest if says_status(lines[0], status) else lines[0]
            return tidied(kept, status, url_path) if kept != text else kept
    return "" if says_status(text, status) else truncate(writable(text), LONGEST)


def first_line(text: str, status: int) -> str:
    """Return the first line of a plain text that says more than the status does."""
    for line in text[:LONGEST].splitlines()[:50]:
        sentence = tidied(line, status)
        if sentence and _WORDS.search(sentence):
            return sentence
    return ""


def writable(text: str) -> str:
    r"""Return the text without halves of characters (a lone ``\ud83d``), which no file can hold."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _names_of(status: int) -> tuple[str, ...]:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        return ()
    return (" ".join(_WORDS.findall(phrase)).casefold(), *_ALSO.get(status, ()))


def _are_parallel(lines: list[str]) -> bool:
    """Tell whether each line is a sentence of the same form, such as one for each field."""
    first = [line.split(maxsplit=1)[:1] for line in lines]
    return first[0] != [] and all(word == first[0] for word in first)
