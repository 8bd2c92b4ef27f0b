"""What the responses of an endpoint usually look like, learnt from them, and what is new in one.

Only names and kinds are learnt, and how often each was seen: no value. Responses with another code
have other members, so each code is learnt by itself.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response, has_transcript
from aiurdesk.core.translation import Phrase, format_code, marked, truncate

ENOUGH = 20
"""Responses after which something new is told. What was so 20 times without exception is otherwise
next time in less than one of 20 cases, even if chance alone decided (1 in 22, by Laplace)."""
MOST_BYTES = 4 * 1024 * 1024
"""A longer body is not looked at: reading it would hold up all other threads."""
_MOST_PATHS = 1_000
_MOST_CODES = 50
_MOST_SHAPES = 20
_MOST_VALUES = 5_000
_MOST_ENTRIES = 100
"""Of a list: the entries of a long one are alike."""
_DEEPEST = 16
_MOST_TOLD = 5
_LONGEST_CODE = 40
_NAME = re.compile(r"[^\W\d][\w .:$-]{0,63}")
_ID = re.compile(r"(?:\d.*){5}|[0-9A-Fa-f]{16}")
"""Names with so many digits are keys of entries, such as the id of a user, and no words."""
ANY = "*"
"""Stands for all names of an object that are keys of its entries."""
_ENTRY = "[]"
_KINDS = {
    str: "text",
    bool: "boolean",
    int: "number",
    float: "number",
    list: "list",
    dict: "object",
    type(None): "null",
}
_WORDS = {
    "text": marked("text"),
    "number": marked("a number"),
    "boolean": marked("yes or no"),
    "list": marked("a list"),
    "object": marked("an object"),
    "null": "null",
}


class Member(msgspec.Struct):
    """A place in the bodies of an endpoint, and how it was there."""

    present: int = 0
    """In how many responses it was."""
    gaps: int = 0
    """In how many of those that had its object it was missing, at least in one entry."""
    kinds: dict[str, int] = {}


class Shape(msgspec.Struct):
    """The bodies with one code."""

    responses: int = 0
    members: dict[str, Member] = {}
    """By their paths, as in a JSON pointer, with ``[]`` for the entries of a list."""


class Learnt(msgspec.Struct):
    """The responses of an endpoint as one dialect reads them."""

    responses: int = 0
    codes: dict[str, int] = {}
    shapes: dict[str, Shape] = {}
    """By their codes."""


class Look(msgspec.Struct, frozen=True):
    """The names and kinds of one response."""

    code: str
    """Its result code, or its status behind ``HTTP``."""
    kinds: Mapping[str, Collection[str]]
    """By their paths."""
    gaps: Collection[str]
    """The paths that some entries have and others not."""
    objects: Collection[str]
    """The paths at which an object is."""


def learnt_key(exchange: Exchange) -> str:
    """Return what the responses of an endpoint have in common: the endpoint and the dialect."""
    # An address may hold a secret, known or not, and what is learnt is kept.
    url = redact_unknown(redact_text(exchange.prepared.url, exchange.prepared.secrets))
    return f"{_target(exchange.request, url)}\n{exchange.verdict.dialect}"


def _target(request: Request, url: str) -> str:
    if not request.is_typed:
        return request.endpoint.id
    address = url.partition("#")[0].partition("?")[0]
    start, sign, path = address.partition("://")
    steps = (ANY if _is_id(step) else step for step in path.split("/"))
    # A name and a password stand before the host.
    host, *rest = ((path.split("/")[0]).rpartition("@")[2], *list(steps)[1:])
    return f"{request.sent_method} {start}{sign}{'/'.join((host, *rest))}"


def _is_id(text: str) -> bool:
    return bool(text) and (text.isdigit() or len(text) > 64 or _ID.search(text) is not None)


def look_of(exchange: Exchange) -> Look | None:
    """Return what a response looks like; None where there is none that can be compared.

    The body has to be in memory.
    """
    response = exchange.outcome
    if not isinstance(response, Response) or response.is_stream or has_transcript(response):
        return None
    verdict = exchange.verdict
    code = f"HTTP {response.status}"
    if verdict.result_code is not None:
        code = truncate(str(verdict.result_code), _LONGEST_CODE)
    secrets = tuple(secret.reveal() for secret in exchange.prepared.secrets)
    walk = _Walk(secrets)
    data = response.body.data if response.body.path is None else b""
    if 0 < len(data) <= MOST_BYTES and data.lstrip()[:1] in (b"{", b"["):
        try:
            walk.add(msgspec.json.decode(data))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            walk = _Walk(secrets)
    if not walk.is_whole:
        return Look(code, walk.kinds, (), ())
    return Look(code, walk.kinds, walk.gaps(), walk.objects.keys())


class _Walk:
    """Goes through a body once."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)
        self.kinds: dict[str, set[str]] = {}
        self.objects: Counter[str] = Counter()
        self._present: Counter[str] = Counter()
        self._steps: dict[str, str] = {}
        self._left = _MOST_VALUES
        self.is_whole = True
        """Whether all was looked at. What is missing is not known otherwise."""

    def add(self, value: Any) -> None:
        """Add the values of a body, the outer ones first."""
        level = [("", value)]
        for _ in range(_DEEPEST):
            below: list[tuple[str, Any]] = []
            for path, one in level:
                if len(below) > self._left or len(self.kinds) > _MOST_PATHS:
                    self.is_whole = False
                    return
                kinds = self.kinds.get(path)
                if kinds is None:
                    kinds = self.kinds[path] = set()
                kinds.add(_KINDS[type(one)])
                if type(one) is dict:
                    self._add_names(path, one, below)
                elif type(one) is list:
                    inner = f"{path}/{_ENTRY}"
                    below += [(inner, entry) for entry in one[:_MOST_ENTRIES]]
            self._left -= len(below)
            level = below

    def _add_names(self, path: str, value: Mapping[str, Any], below: list[tuple[str, Any]]) -> None:
        self.objects[path] += 1
        steps, present = self._steps, self._present
        for name, inner in value.items():
            place = f"{path}/{steps.get(name) or self._step(name)}"
            present[place] += 1
            below.append((place, inner))

    def gaps(self) -> frozenset[str]:
        """Return the paths that not all objects at their place have."""
        return frozenset(
            path
            for path, count in self._present.items()
            if count < self.objects[path.rpartition("/")[0]]
        )

    def _step(self, name: str) -> str:
        step = name.replace("~", "~0").replace("/", "~1")
        is_word = _NAME.fullmatch(step) is not None and not _is_id(step)
        if not is_word or any(secret in name for secret in self._secrets):
            step = ANY
        self._steps[name] = step
        return step


def drift(learnt: Learnt, look: Look) -> tuple[Phrase, ...]:
    """Return what of a response was never so before, a sentence for each thing."""
    found = list(_new_code(learnt, look))
    shape = learnt.shapes.get(look.code)
    if shape is not None and shape.responses >= ENOUGH:
        found += _missing(shape, look)
        found += _of_other_kind(shape, look)
    if len(found) > _MOST_TOLD:
        more = len(found) - _MOST_TOLD
        rest = Phrase(marked("{more} more things are new in it."), {"more": more})
        return (*found[:_MOST_TOLD], rest)
    return tuple(found)


def _new_code(learnt: Learnt, look: Look) -> Iterator[Phrase]:
    if learnt.responses >= ENOUGH and look.code not in learnt.codes:
        text = marked("Code {code} was never seen here, in {count} responses.")
        if look.code.startswith("HTTP "):
            text = marked("{code} was never seen here, in {count} responses.")
        number = look.code.removeprefix("-").isdecimal()
        code = format_code(int(look.code)) if number else look.code
        yield Phrase(text, {"code": code, "count": learnt.responses})


def _missing(shape: Shape, look: Look) -> Iterator[Phrase]:
    for path, member in shape.members.items():
        above, _, step = path.rpartition("/")
        if member.gaps or member.present < ENOUGH or step in (ANY, _ENTRY):
            continue
        if above in look.objects and (path not in look.kinds or path in look.gaps):
            text = marked("`{path}` is missing for the first time in {count} responses.")
            yield Phrase(text, {"path": _label(path), "count": member.present})


def _of_other_kind(shape: Shape, look: Look) -> Iterator[Phrase]:
    for path, kinds in look.kinds.items():
        member = shape.members.get(path)
        if member is None or member.present < ENOUGH:
            continue
        known = member.kinds.keys() - {"null"}
        # What has had several kinds may have any: a list of different things, or a free value.
        if len(known) != 1 or not set(kinds) - member.kinds.keys():
            continue
        (before,) = known
        now = sorted(set(kinds) - member.kinds.keys())[0]
        text = marked("`{path}` was {before} in {count} responses, is {now} now.")
        words = {"before": Phrase(_WORDS[before]), "now": Phrase(_WORDS[now])}
        yield Phrase(text, {"path": _label(path), "count": member.kinds[before], **words})


def _label(path: str) -> str:
    steps = (step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:])
    text = "".join(step if step == _ENTRY else f".{step}" for step in steps)
    return text.removeprefix(".") or "@"


def learn(learnt: Learnt, look: Look) -> None:
    """Add what a response looks like."""
    learnt.responses += 1
    _count(learnt.codes, look.code, _MOST_CODES)
    shape = learnt.shapes.get(look.code)
    if shape is None:
        if len(learnt.shapes) >= _MOST_SHAPES:
            return
        shape = learnt.shapes[look.code] = Shape()
    shape.responses += 1
    members = shape.members
    for path, member in members.items():
        if path not in look.kinds and path.rpartition("/")[0] in look.objects:
            member.gaps += 1
    for path, kinds in look.kinds.items():
        known = members.get(path) or _new_member(members, path)
        if known is None:
            continue
        known.present += 1
        known.gaps += path in look.gaps
        for kind in kinds:
            known.kinds[kind] = known.kinds.get(kind, 0) + 1


def _new_member(members: dict[str, Member], path: str) -> Member | None:
    if len(members) >= _MOST_PATHS:
        return None
    member = members[path] = Member()
    above = members.get(path.rpartition("/")[0]) if path else None
    # What comes later than its object was missing before.
    if above is not None and above.kinds.get("object", 0) > 1:
        member.gaps = 1
    return member


def _count(counts: dict[str, int], name: str, most: int) -> None:
    if name in counts or len(counts) < most:
        counts[name] = counts.get(name, 0) + 1
