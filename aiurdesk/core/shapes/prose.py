"""Sentences that name the fields they are about: the forms that validators write."""

import re
from collections.abc import Iterator

from aiurdesk.core.shapes.sentences import LONGEST

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
