"""Data of the signs that a body gives of a failure: roles of names, words, rows."""

import re
from functools import cache

import msgspec

from aiurdesk import resources
from aiurdesk.core.formats.toml.toml_reading import read_toml
from aiurdesk.core.verdict.shapes.said import Sign


class SignRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sign: which member, what value, and what must stand beside it."""

    role: str
    value: str
    strength: Sign
    beside: tuple[str, ...] = ()
    """One of these roles says something."""
    empty: tuple[str, ...] = ()
    """None of these roles says anything."""
    is_bare: bool = False
    """Nothing else stands in the object but what an envelope has; no identity either, unless
    ``of_a_thing`` says what it means then."""
    of_a_thing: Sign | None = None
    """The strength where the object is a thing with an identity; as any other without it."""
    of_an_entry: Sign | None = None
    """The strength where the object is an entry of a list that is the whole body."""


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    success: frozenset[str]
    failure: frozenset[str]


class _Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    words: frozenset[str]


class SignRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file ``shapes/signs.toml``."""

    roles: dict[str, tuple[str, ...]]
    ends: dict[str, tuple[str, ...]]
    alone: dict[str, tuple[str, ...]]
    words: _Words
    failing: tuple[str, ...]
    texts: _Texts
    signs: tuple[SignRow, ...]


@cache
def sign_rules() -> SignRules:
    """Return the rules, read once."""
    return msgspec.convert(read_toml(resources.read_text("shapes/signs.toml")), SignRules)


@cache
def failing_words() -> re.Pattern[str]:
    """Return what finds a word of failing in a sentence."""
    return re.compile("|".join(sign_rules().failing), re.IGNORECASE)


@cache
def refusals() -> re.Pattern[str]:
    """Return what finds a text that may be a refusal, by its beginning."""
    return re.compile("|".join(sign_rules().texts.weak))


@cache
def role_of(plain: str) -> str:
    """Return the first role that a folded name has, or an empty text."""
    rules = sign_rules()
    for role, members in rules.roles.items():
        if plain in members and role != "wrapper":
            return role
    for role, ends in rules.ends.items():
        if plain.endswith(ends) and role != "wrapper":
            return role
    return ""


def is_wrapper(plain: str) -> bool:
    """Tell whether an object of this folded name holds the envelope."""
    rules = sign_rules()
    return plain in rules.roles["wrapper"] or plain.endswith(rules.ends["wrapper"])
