"""The kinds of parameters: one row each, with everything that differs from kind to kind.

To add a kind, add a row to ``ParameterKind`` and an editor to ``EDITORS`` in
``ui/form/editors.py``. Nothing else asks for the kind of a parameter: it asks for a trait.
"""

import json
import re
from enum import StrEnum
from functools import partial

import msgspec

from aiurdesk.core.api.value_rules import (
    INT_32,
    INT_64,
    Bounds,
    Choice,
    Constraints,
    WriteValue,
    write_item,
    write_number,
    write_text,
    write_timestamp,
    write_whole_number,
)
from aiurdesk.core.problem import Problem, TextPlace
from aiurdesk.core.translation import tr

_BOOLEANS = (Choice("true", "true"), Choice("false", "false"))
_CHOICES_NAMED = 8
_GUID = r"(?ia)[0-9a-f]{32}|{dashed}|\{{dashed}\}|\({dashed}\)".replace(
    "{dashed}", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


class KindTraits(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that distinguishes one kind of parameter."""

    id: str
    """Its name in the catalogue."""
    name: str
    """In the documentation of an endpoint: "whole number"."""
    example: str
    """A value of this kind, for parameters that bring no example of their own."""
    write: WriteValue
    """Checks a text and returns it as it is sent."""
    expects: str = ""
    """What to enter, below the field; empty means ``name``."""
    is_obvious: bool = False
    """The editor shows what to enter, so that ``expects`` alone is not shown."""
    asks_for: str = ""
    """What to do when a required value is absent: "choose a file"; empty names an example."""
    may_be_empty: bool = False
    """Empty text is a value that can be sent, and not the same as leaving the parameter out."""
    is_list: bool = False
    """A value is any number of texts; the name is repeated on the wire."""
    is_secret: bool = False
    """The text is hidden while it is typed, shown as dots, and never saved."""
    is_file: bool = False
    """A value is the content of a file, where the parameter goes into a multipart body."""
    is_number: bool = False
    """``Constraints.minimum`` and ``maximum`` limit it."""
    bounds: Bounds = INT_64
    """Least and greatest whole number, for kinds of whole numbers."""
    choices: tuple[Choice, ...] = ()
    """The choices of parameters that name no choices of their own."""
    doc_type: int = 5
    """``type`` of an argument in the ``/doc`` of a service; 5 is "anything else".

    Source: AiursoftWeb/DocGenerator (e3beb2d0), ``DocGeneratorMiddleware.cs:213-295``.
    """


def _write_boolean(constraints: Constraints, text: str, example: str) -> str | Problem:
    folded = text.strip().lower()
    # Servers take any case; one spelling is enough.
    if folded in {"true", "false"}:
        return folded
    return Problem(tr("Enter true or false, such as true; servers refuse 1, on and yes."))


def _write_choice(constraints: Constraints, text: str, example: str) -> str | Problem:
    typed = text.strip()
    # Descriptions of other services may have choices that differ in case only.
    if any(choice.value == typed for choice in constraints.choices):
        return typed
    # Values come first, because a choice may have the value of another one as its name.
    for key in ("value", "name"):
        for choice in constraints.choices:
            if typed.lower() == getattr(choice, key).lower():
                return choice.value
    for choice in constraints.choices:
        # Servers read the names of flags in any order: "Upload, Download".
        if _names_of(typed) == _names_of(choice.value):
            return choice.value
    if not constraints.choices:
        return typed
    named = [
        choice.value if choice.value == choice.name else f"{choice.name} ({choice.value})"
        for choice in constraints.choices[:_CHOICES_NAMED]
    ]
    more = ", …" if len(constraints.choices) > _CHOICES_NAMED else ""
    return Problem(tr("Choose one of: {named}{more}.").format(named=", ".join(named), more=more))


def _names_of(text: str) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in text.split(","))


def _write_guid(constraints: Constraints, text: str, example: str) -> str | Problem:
    stripped = text.strip()
    if re.fullmatch(_GUID, stripped) is None:
        return Problem(
            tr("Enter a GUID of 32 hexadecimal digits, such as {example}.").format(example=example)
        )
    # Servers accept braces and parentheses too, and this form in all places.
    digits = re.sub(r"[^0-9a-f]", "", stripped.lower())
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _write_file(constraints: Constraints, text: str, example: str) -> str | Problem:
    return Problem(tr("Choose a file, such as picture.png. Its content is sent."))


def _write_json(constraints: Constraints, text: str, example: str) -> str | Problem:
    try:
        # Numbers stay texts: Python refuses to convert integers of more than 4300 digits.
        json.loads(text, parse_int=str, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        expected = _json_mistake(error)
        where = tr("line {lineno}, column {colno}").format(lineno=error.lineno, colno=error.colno)
        return Problem(
            tr("Not valid JSON at {where}{expected}. Enter JSON such as {example}.").format(
                where=where, expected=expected, example=example
            ),
            TextPlace(error.lineno, error.colno, error.pos),
        )
    except ValueError as error:
        return Problem(
            tr("Not valid JSON: {error}. Enter JSON such as {example}.").format(
                error=error, example=example
            )
        )
    except RecursionError:
        return Problem(
            tr("This JSON is nested too deeply. Enter JSON such as {example}.").format(
                example=example
            )
        )
    return text


def _json_mistake(error: json.JSONDecodeError) -> str:
    if error.msg == "Expecting value" and error.doc[error.pos : error.pos + 1].isalpha():
        return tr(": write a text in double quotes")
    if error.msg.startswith("Expecting ',' delimiter"):
        return _missing_delimiter(error.doc[error.pos : error.pos + 1])
    return next((words for start, words in _JSON_MISTAKES if error.msg.startswith(start)), "")


def _missing_delimiter(there: str) -> str:
    """Say what is missing where the next member or the end of a list or object is expected.

    Args:
        there: The character that stands there instead; empty at the end.
    """
    if not there:
        return tr(": it ends without the closing } or ]")
    if there in "}]":
        return tr(": {value} is missing before {there}").format(
            value="}" if there == "]" else "]", there=there
        )
    return tr(": a comma is missing")


def _refuse_constant(name: str) -> None:
    # Python reads NaN and Infinity, which JSON does not have.
    raise ValueError(tr("{name} is not a JSON number").format(name=name))


_JSON_MISTAKES = (
    ("Expecting value", tr(": a value is missing")),
    ("Expecting property name", tr(": a name in double quotes is missing")),
    ("Illegal trailing comma", tr(": remove this comma")),
    ("Expecting ':' delimiter", tr(": a colon is missing")),
    ("Unexpected UTF-8 BOM", tr(": remove the byte order mark (U+FEFF)")),
    ("Extra data", tr(": the JSON has ended, but more text follows")),
    ("Unterminated string", tr(": the text that starts here has no closing quote")),
    ("Invalid control character", tr(": write this character as an escape, such as \\n")),
    ("Invalid", tr(": this escape is not valid")),
)
"""How Python's messages begin → what is wrong, in plain words."""


class ParameterKind(StrEnum):
    """The type of a parameter's value; the value of the member is its id."""

    traits: KindTraits

    def __new__(cls, traits: KindTraits) -> "ParameterKind":
        """Make a member of its traits."""
        # The documented way to give members of a StrEnum further attributes.
        member = str.__new__(cls, traits.id)
        member._value_ = traits.id
        member.traits = traits
        return member

    TEXT = KindTraits(
        id="text",
        name=tr("text"),
        example="hello",
        write=write_text,
        is_obvious=True,
        may_be_empty=True,
        doc_type=0,
    )
    INTEGER = KindTraits(
        id="integer",
        name=tr("whole number"),
        example="12",
        write=partial(write_whole_number, INT_32),
        is_number=True,
        bounds=INT_32,
        doc_type=1,
    )
    LONG = KindTraits(
        id="long",
        name=tr("whole number (64-bit)"),
        example="12",
        write=partial(write_whole_number, INT_64),
        is_number=True,
        doc_type=1,
    )
    NUMBER = KindTraits(
        id="number",
        name=tr("number"),
        example="1.5",
        write=write_number,
        is_number=True,
        doc_type=1,
    )
    BOOLEAN = KindTraits(
        id="boolean",
        name=tr("yes or no"),
        expects=tr("true or false"),
        example="true",
        write=_write_boolean,
        choices=_BOOLEANS,
        doc_type=2,
    )
    # One of Parameter.choices: the name is shown, the value is sent.
    CHOICE = KindTraits(
        id="choice", name=tr("choice"), example="0", write=_write_choice, is_obvious=True
    )
    DATETIME = KindTraits(
        id="datetime",
        name=tr("date and time"),
        expects=tr("date and time with zone, sent in UTC"),
        example="2026-11-24T10:11:12Z",
        write=write_timestamp,
        doc_type=3,
    )
    GUID = KindTraits(
        id="guid", name="GUID", example="6da0802e-18e4-4a76-99a5-47878dd7b8a5", write=_write_guid
    )
    LIST = KindTraits(
        id="list",
        name=tr("list, the key is repeated"),
        expects=tr("list with one text in each row"),
        example="first",
        write=write_item,
        may_be_empty=True,
        is_list=True,
        doc_type=4,
    )
    FILE = KindTraits(
        id="file",
        name=tr("file"),
        example="picture.png",
        write=_write_file,
        is_obvious=True,
        asks_for=tr("choose a file"),
        is_file=True,
    )
    # A field of a form that takes several files, each in a part of its own.
    FILES = KindTraits(
        id="files",
        name=tr("files, the key is repeated"),
        expects=tr("one file in each row"),
        example="picture.png",
        write=_write_file,
        asks_for=tr("choose a file"),
        is_list=True,
        is_file=True,
    )
    JSON = KindTraits(id="json", name="JSON", example='{"content": "hello"}', write=_write_json)
    SECRET = KindTraits(
        id="secret",
        name=tr("secret"),
        expects=tr("secret text"),
        example=tr("the key as you received it"),
        write=write_text,
        is_obvious=True,
        asks_for=tr("enter the key as you received it"),
        may_be_empty=True,
        is_secret=True,
        doc_type=0,
    )
