"""Sentences of servers: which of them say more than the status does."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from aiurdesk.core.translation import truncate

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


_MOST_PARTS = 1000
_WHERE = r"(?:request[/.])?(?:body|querystring|query|params|path|headers?|cookies?)"
_LOCATED = re.compile(rf"({_WHERE}(?:/[^\s,]+|(?= must )))\s+(\S.*)", re.DOTALL)
_NEXT_LOCATED = re.compile(rf", (?={_WHERE}(?:/\S| must ))")
_DOTTED = re.compile(r"(?:length of |value of )?body((?:\.[\w-]{1,200}|\[\d{1,9}\])+) must ")
_REQUIRED = re.compile(r"(?:must|should) have required property '\.?([^']{1,200})'$")
_REQUIRED_BEFORE = re.compile(r"'([^']{1,200})' is a required property$")
_NAME = r"[A-Za-z_$][\w$-]*(?:\.[\w$-]+|\[\d+\])*"
_SUBJECT = re.compile(
    rf"(?:each value in |(?:nested )?property )?({_NAME}) "
    r"(?:must|should|is|are|has|have|can|cannot|can't|may|contains?|was|needs?|length|does|not)\b"
)
_LABEL = re.compile(
    r'"([^"\s]{1,200})" (?:must|is|length|contains|failed|with|does|missing|has|cannot|can)\b'
)
_QUOTED = re.compile(r'"([^"\s]{1,200})"')
_BEFORE_COLON = re.compile(rf"({_NAME}): (\S.*)", re.DOTALL)
_PRETTY = re.compile(r"^✖ (.+?)(?:\n\s*→ at (\S+))?$", re.MULTILINE)
_OF_PYDANTIC = re.compile(r"\d+ validation errors? for ")
_PART_OF_PYDANTIC = re.compile(r"^(\S+)\n {2}(.+?)(?: \[type=.*)?$", re.MULTILINE)


def missing_name(text: str) -> str:
    """Return the name of the member that a sentence calls missing, where it names the parent."""
    match = _REQUIRED.search(text) or _REQUIRED_BEFORE.match(text)
    return match[1] if match else ""


def located(text: str) -> Iterator[tuple[str, str]]:
    """Yield place and text of each part of ``body/email must …, body/title must …``."""
    if _DOTTED.match(text):
        for part in text[:LONGEST].split("; ")[:_MOST_PARTS]:
            if match := _DOTTED.match(part):
                yield "body" + re.sub(r"[.\[\]]+", "/", match[1]).rstrip("/"), part
        return
    if _LOCATED.match(text) is None:
        return
    for part in _NEXT_LOCATED.split(text[:LONGEST])[:_MOST_PARTS]:
        match = _LOCATED.match(part)
        if match is not None:
            yield match[1], match[2]


def pretty(text: str) -> Iterator[tuple[str, str]]:
    """Yield place and text of each part of a list that Zod or pydantic wrote for people."""
    if text.startswith("✖ "):
        for sentence, named in _PRETTY.findall(text[:LONGEST]):
            yield named, sentence
    elif _OF_PYDANTIC.match(text):
        yield from _PART_OF_PYDANTIC.findall(text[:LONGEST])


def subject(text: str) -> str:
    """Return the path that begins a sentence, as in ``items.1.name must be longer``."""
    match = _SUBJECT.match(text)
    return match[1] if match else ""


def labelled(text: str, *, are_sure: bool = False) -> Iterator[tuple[str, str]]:
    """Yield label and sentence of each part of ``"email" is required. "title" is required``.

    Args:
        text: Of the server.
        are_sure: What is quoted may stand before any word: it is confirmed elsewhere.
    """
    pieces = re.split(r'\. (?=")', text[:LONGEST])[:_MOST_PARTS]
    matches = [(_QUOTED if are_sure else _LABEL).match(piece) for piece in pieces]
    if are_sure or all(matches):
        yield from ((match[1], match.string) for match in matches if match is not None)


def lines_of_fields(text: str) -> list[str]:
    """Return the lines of a text, each of which begins with a field; none where one does not."""
    lines = text[:LONGEST].splitlines()[:_MOST_PARTS]
    are_all = len(lines) > 1 and all(subject(line)[:1].islower() for line in lines)
    return lines if are_all else []


def before_colon(text: str) -> tuple[str, str] | None:
    """Return place and sentence of ``order.email: must be …``, which need not be such a place."""
    match = _BEFORE_COLON.match(text)
    return (match[1], match[2]) if match else None
