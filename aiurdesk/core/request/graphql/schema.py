"""The schema of a GraphQL server as plain values, for completion."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from aiurdesk.core.environments.environment import VARIABLE

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SchemaInput(msgspec.Struct, frozen=True):
    """An argument, or a field of an input object."""

    name: str
    type: str
    """As it is written, such as ``[ID!]!``."""
    description: str = ""
    default: str = ""
    """As it is written; empty for none."""


class SchemaField(msgspec.Struct, frozen=True):
    """A field of an object or an interface; also a directive, which has no type."""

    name: str
    type: str = ""
    description: str = ""
    arguments: tuple[SchemaInput, ...] = ()
    deprecation: str = ""
    """Why it should not be used any more; empty where nothing is said."""


class SchemaValue(msgspec.Struct, frozen=True):
    """A value of an enum."""

    name: str
    description: str = ""
    deprecation: str = ""


class SchemaType(msgspec.Struct, frozen=True):
    """A type with what it has; most kinds have one of the lists only."""

    name: str
    kind: str
    """``object``, ``interface``, ``union``, ``enum``, ``input`` or ``scalar``."""
    description: str = ""
    fields: tuple[SchemaField, ...] = ()
    values: tuple[SchemaValue, ...] = ()
    inputs: tuple[SchemaInput, ...] = ()
    possible: tuple[str, ...] = ()
    """The objects that an interface or a union may be."""


class Schema(msgspec.Struct, frozen=True):
    """All types of a server."""

    roots: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Kind of operation → name of its type."""
    types: Mapping[str, SchemaType] = msgspec.field(default_factory=dict)
    directives: tuple[SchemaField, ...] = ()

    def named(self, written: str) -> SchemaType | None:
        """Return the type that a written type such as ``[Pet!]!`` is made of."""
        match = _NAME.search(written)
        return self.types.get(match.group()) if match else None


MOST_READ_CHARS = 100_000
"""What a document holds is looked for in this many characters: an editor asks at every key."""

# With possessive quantifiers: what is not closed must not be tried again from each place.
TOKEN = re.compile(
    r"(?P<comment>\#[^\r\n]*+)"
    r'|(?P<block>"""(?:[^"\\]|\\"""|\\|"(?!""))*+(?:""")?)'
    r'|(?P<string>"(?:[^"\\\r\n]|\\.)*+"?)'
    rf"|(?P<variable>{VARIABLE.pattern})"
    r"|(?P<spread>\.\.\.)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*+)"
    r"|(?P<number>-?[0-9][0-9A-Za-z_.+-]*+)"
    r"|(?P<sign>[^\s,])"
)
"""One token; blanks and commas lie between them. ``{{name}}`` is one, as it is of no document."""
KINDS = ("query", "mutation", "subscription")


class Operation(msgspec.Struct, frozen=True):
    """One operation of a document."""

    kind: str
    """One of ``KINDS``."""
    name: str = ""
    """Empty for an operation without a name, which stands alone in its document."""
    start: int = 0
    """Where it begins in the text."""


# A document may have megabytes, and an edit asks for the same one several times.
@lru_cache(maxsize=4)
def operations(query: str) -> tuple[Operation, ...]:
    """Return the operations of a document in their order; mistakes in it are passed over."""
    listed: list[Operation] = []
    head: list[re.Match[str]] = []
    depth = 0
    for match in _tokens(query[:MOST_READ_CHARS]):
        text = match.group()
        if text in _CLOSING:
            depth = max(depth - 1, 0)
        elif text not in _OPENING:
            # A description may stand before an operation.
            head += () if depth or match.lastgroup in ("string", "block") else (match,)
        else:
            if text == "{" and not depth:
                listed += _operation(head, match)
                head = []
            depth += 1
    return tuple(listed)


_OPENING, _CLOSING = ("{", "(", "["), ("}", ")", "]")


def _operation(head: list[re.Match[str]], brace: re.Match[str]) -> tuple[Operation, ...]:
    """Return the operation whose fields begin with a brace; empty where it is a fragment.

    Args:
        head: What stands before it outside all brackets.
    """
    if not head:
        return (Operation("query", "", brace.start()),)
    kind = head[0].group()
    if kind not in KINDS:
        return ()
    name = head[1].group() if len(head) > 1 and head[1].lastgroup == "name" else ""
    return (Operation(kind, name, head[0].start()),)


@lru_cache(maxsize=2)
def wants_parts(query: str) -> bool:
    """Tell whether a document asks for its result in several parts."""
    if "@" not in query:
        return False
    before = ""
    for match in _tokens(query[:MOST_READ_CHARS]):
        if before == "@" and match.group() in ("defer", "stream"):
            return True
        before = match.group()
    return False


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return (match for match in TOKEN.finditer(text) if match.lastgroup != "comment")


def chosen_operation(query: str, name: str) -> Operation | None:
    """Return the operation that is carried out; None where the name does not say which one."""
    if name:
        return next((one for one in operations(query) if one.name == name), None)
    every = operations(query)
    return every[0] if len(every) == 1 else None


def followed_operation(before: str, after: str, name: str) -> str:
    """Return which operation is carried out after an edit of the document.

    A name that is edited stays chosen. With one operation only, none needs to be.
    """
    old, new = ([one.name for one in operations(query)] for query in (before, after))
    if name in new or name not in old:
        return name
    if len(new) == len(old):
        return new[old.index(name)]
    return "" if len(new) == 1 else name


def is_subscription(query: str, name: str) -> bool:
    """Tell whether a document is carried out over a socket."""
    if "subscription" not in query:
        return False
    chosen = chosen_operation(query, name)
    return chosen is not None and chosen.kind == "subscription"


@lru_cache(maxsize=2)
def stray_braces(query: str) -> int:
    """Return where ``{{`` stands that begins no variable, or -1.

    No document has two braces side by side but in strings and comments.
    """
    if "{{" not in query:
        return -1
    before = -1
    for match in _tokens(query[:MOST_READ_CHARS]):
        if match.group() == "{":
            if before == match.start() - 1 >= 0:
                return before
            before = match.start()
    return -1


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the place of a character, both counted from 1."""
    line_start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - line_start + 1
