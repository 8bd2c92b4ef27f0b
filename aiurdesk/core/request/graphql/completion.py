"""Completion of words in a GraphQL document by the schema of its server."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from aiurdesk.core.request.graphql.schema import (
    KINDS,
    TOKEN,
    Schema,
    SchemaField,
    SchemaInput,
    SchemaType,
)
from aiurdesk.core.translation import tr

MOST_SUGGESTED = 200
MOST_READ_CHARS = 20_000
"""Of the definition before the place; a longer one would hold up typing."""
_DEFINITION = re.compile(r"(?m)^(?:query|mutation|subscription|fragment)\b")
_COMPOSITE = ("object", "interface", "union")
"""Kinds of types whose fields can be selected."""
TYPENAME = SchemaField("__typename", "String!", tr("The name of the type."))


class Suggestion(msgspec.Struct, frozen=True):
    """One completion of a word."""

    text: str
    type: str = ""
    description: str = ""
    """One line; why it is deprecated, where it is."""
    documentation: str = ""
    """All that is known of it, in several lines."""


class Suggestions(msgspec.Struct, frozen=True):
    """All completions of the word at the cursor."""

    start: int
    """Where the word begins."""
    items: tuple[Suggestion, ...] = ()


class _Context(msgspec.Struct):
    """What is between brackets that are still open."""

    bracket: str = ""
    type: SchemaType | None = None
    """Whose fields are selected, or which input object is filled."""
    inputs: tuple[SchemaInput, ...] | None = None
    """The arguments, or fields of an input object; None in a selection."""
    field: SchemaField | None = None
    """The one that was named last."""
    input: SchemaInput | None = None
    """The one whose value follows."""
    narrowed: SchemaType | None = None
    """What ``... on`` names."""
    before: tuple[str, ...] = ()
    """The last signs and words, the newest one last."""

    @property
    def last(self) -> str:
        """The newest one; empty at the beginning."""
        return self.before[-1] if self.before else ""


def suggestions(schema: Schema, text: str, offset: int) -> Suggestions:
    """Return what can be written at a place."""
    first = max((match.start() for match in _DEFINITION.finditer(text, 0, offset)), default=0)
    if offset - first > MOST_READ_CHARS:
        return Suggestions(offset)
    every = list(TOKEN.finditer(text, first, offset))
    if every and _is_open(every[-1], offset):
        return Suggestions(offset)
    tokens = [match for match in every if match.lastgroup != "comment"]
    start, prefix = offset, ""
    if tokens and tokens[-1].end() == offset and tokens[-1].lastgroup == "name":
        start, prefix = tokens[-1].start(), tokens[-1].group()
        tokens.pop()
    reading = _Reading(schema, text)
    for token in tokens:
        reading.take(token)
    possible = reading.possible()
    return Suggestions(start, tuple(_matching(possible, prefix)))


def documentation_at(schema: Schema, text: str, offset: int) -> str:
    """Return what is known of the name at a place; empty where that is nothing."""
    end = offset
    while end < len(text) and re.match(r"\w", text[end]):
        end += 1
    possible = suggestions(schema, text, end)
    word = text[possible.start : end]
    return next((one.documentation for one in possible.items if one.text == word), "")


def _is_open(token: re.Match[str], offset: int) -> bool:
    """Tell whether a token is a comment or a string in which the place is."""
    if token.end() < offset:
        return False
    text = token.group()
    quote = {"block": '"""', "string": '"'}.get(token.lastgroup or "", "")
    is_closed = len(text) >= 2 * len(quote) and text.endswith(quote)
    return token.lastgroup == "comment" or (bool(quote) and not is_closed)


def _matching(possible: Iterable[Suggestion], prefix: str) -> list[Suggestion]:
    """Return what begins with a word or holds it, the best first."""
    word = prefix.casefold()
    named = [(one.text.casefold(), number, one) for number, one in enumerate(possible)]
    matching = [entry for entry in named if word in entry[0]]
    matching.sort(key=lambda entry: (not entry[0].startswith(word), entry[1]))
    return [one for _, _, one in matching[:MOST_SUGGESTED]]


class _Reading:
    """Follows the tokens before the place."""

    def __init__(self, schema: Schema, text: str) -> None:
        self._schema = schema
        self._stack = [_Context()]
        self._head = ""
        """The word that the definition began with."""
        self._variables: list[str] = []
        self._fragments = re.findall(r"\bfragment\s+([A-Za-z_]\w*)", text)

    def take(self, token: re.Match[str]) -> None:
        """Follow one token."""
        context, text = self._stack[-1], token.group()
        if text in "{([":
            self._open(context, text)
        elif text in "})]":
            self._close()
        elif token.lastgroup == "name":
            self._take_name(context, text)
        elif token.lastgroup in ("number", "string", "block", "variable"):
            self._end_value()
        elif text == ":" and context.inputs is not None and context.before:
            context.input = _named(context.inputs, context.before[-1])
        elif text == ":" and context.bracket == "{":
            # What stands before it is an alias.
            context.field = None
        self._stack[-1].before = (*self._stack[-1].before[-2:], text)

    def possible(self) -> list[Suggestion]:
        """Return all that can follow."""
        context = self._stack[-1]
        last = context.last
        if last == "@":
            return [_of_field(one) for one in self._schema.directives]
        if last == "$":
            return [Suggestion(name) for name in dict.fromkeys(self._variables)]
        if context.inputs is not None:
            return self._in_inputs(context)
        if context.bracket == "{":
            return self._in_selection(context)
        if context.bracket in ("(", "["):
            is_of_variable = context.bracket == "[" or last in (":", "[")
            return self._types(("enum", "input", "scalar")) if is_of_variable else []
        if last == "on":
            return self._types(_COMPOSITE)
        is_first = last in ("", "}")
        return [Suggestion(word) for word in (*KINDS, "fragment")] if is_first else []

    def _open(self, context: _Context, bracket: str) -> None:
        opened = _Context(bracket)
        is_of_directive = context.before[-2:-1] == ("@",)
        if bracket == "(" and (is_of_directive or context.bracket == "{"):
            opened.inputs = self._arguments(context)
        elif bracket == "{" and context.inputs is None and context.bracket in ("", "{"):
            opened.type = self._selected(context)
            context.field = context.narrowed = None
        elif bracket != "(" and context.inputs is not None:
            of_value = self._schema.named(context.input.type) if context.input else None
            opened.inputs = of_value.inputs if bracket == "{" and of_value else ()
            opened.input = context.input if bracket == "[" else None
        self._stack.append(opened)

    def _selected(self, context: _Context) -> SchemaType | None:
        """Return the type whose fields are selected between braces."""
        if context.bracket == "":
            is_first = context.last in ("", "}")
            kind = self._head = "query" if is_first else self._head
            if kind == "fragment":
                return context.narrowed
            return self._schema.types.get(self._schema.roots.get(kind, ""))
        if context.narrowed is not None:
            return context.narrowed
        if context.field is not None:
            return self._schema.named(context.field.type)
        # Braces behind the dots alone narrow nothing.
        return context.type if "..." in context.before else None

    def _arguments(self, context: _Context) -> tuple[SchemaInput, ...]:
        if context.before[-2:-1] == ("@",):
            directive = _named(self._schema.directives, context.before[-1])
            return directive.arguments if directive else ()
        return context.field.arguments if context.field else ()

    def _close(self) -> None:
        if len(self._stack) > 1:
            self._stack.pop()
        self._end_value()

    def _end_value(self) -> None:
        """Let the name of another argument follow; a list has further values."""
        context = self._stack[-1]
        if context.bracket != "[":
            context.input = None

    def _take_name(self, context: _Context, name: str) -> None:
        last = context.last
        if last == "$":
            self._variables.append(name)
        if last == "@":
            return
        if context.bracket == "":
            self._take_outside(context, name)
        elif context.inputs is not None:
            if last in (":", "$"):
                self._end_value()
        elif context.bracket == "{":
            self._take_selected(context, name)

    def _take_outside(self, context: _Context, name: str) -> None:
        if context.last in ("", "}"):
            self._head, self._variables = name, []
        elif context.last == "on":
            context.narrowed = self._schema.types.get(name)

    def _take_selected(self, context: _Context, name: str) -> None:
        if context.last == "on" and context.before[-2:-1] == ("...",):
            context.narrowed, context.field = self._schema.types.get(name), None
        elif context.last == "...":
            context.narrowed = context.field = None
        else:
            fields = (*context.type.fields, TYPENAME) if context.type else ()
            context.field, context.narrowed = _named(fields, name), None

    def _in_inputs(self, context: _Context) -> list[Suggestion]:
        if context.input is None:
            return [_of_input(one) for one in context.inputs or ()]
        type_ = self._schema.named(context.input.type)
        if type_ is None:
            return []
        if type_.name == "Boolean":
            return [Suggestion("true", "Boolean"), Suggestion("false", "Boolean")]
        return [
            _suggestion(one.name, type_.name, one.name, one.description, one.deprecation)
            for one in type_.values
        ]

    def _in_selection(self, context: _Context) -> list[Suggestion]:
        if context.last == "...":
            return [Suggestion("on"), *map(Suggestion, dict.fromkeys(self._fragments))]
        if context.last == "on" and context.before[-2:-1] == ("...",):
            possible = context.type.possible if context.type else ()
            return [*map(Suggestion, possible)] or self._types(_COMPOSITE)
        if context.type is None:
            return []
        return [_of_field(one) for one in (*context.type.fields, TYPENAME)]

    def _types(self, kinds: tuple[str, ...]) -> list[Suggestion]:
        return [
            _suggestion(one.name, one.kind, "", one.description)
            for one in self._schema.types.values()
            if one.kind in kinds and not one.name.startswith("__")
        ]


_N = TypeVar("_N", SchemaField, SchemaInput)


def _named(entries: Sequence[_N], name: str) -> _N | None:
    return next((one for one in entries if one.name == name), None)


def _of_field(field: SchemaField) -> Suggestion:
    arguments = [f"  {one.name}: {one.type}" for one in field.arguments]
    written = "\n".join([f"{field.name}(", *arguments, ")"]) if arguments else field.name
    head = f"{written}: {field.type}" if field.type else f"@{written}"
    return _suggestion(field.name, field.type, head, field.description, field.deprecation)


def _of_input(one: SchemaInput) -> Suggestion:
    written = one.type + (f" = {one.default}" if one.default else "")
    return _suggestion(one.name, written, f"{one.name}: {written}", one.description)


def _suggestion(
    name: str, type_: str, head: str, description: str, deprecation: str = ""
) -> Suggestion:
    deprecated = tr("Deprecated: {deprecation}").format(deprecation=deprecation)
    told = (head, description, deprecated if deprecation else "")
    first_line = description.strip().partition("\n")[0]
    line = deprecated if deprecation else first_line
    return Suggestion(name, type_, line, "\n".join(filter(None, told)))
