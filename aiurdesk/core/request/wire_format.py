"""What the spelling of a value means, and how it is spelled on the wire.

Servers read many spellings silently as something else than the person meant; those are refused
here with that reason. What is accepted goes out in the one spelling that every server reads alike.

Source: echo of a server built on AiurProtocol, library of 2026-08: ``tests/data/binding.tsv``.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.request.number import spell_integer, spell_number
from aiurdesk.core.request.refusal import Refusal
from aiurdesk.core.request.timestamp import spell_datetime

EXAMPLES: Mapping[ParameterKind, str] = {
    ParameterKind.TEXT: "hello",
    ParameterKind.INTEGER: "12",
    ParameterKind.LONG: "12",
    ParameterKind.NUMBER: "1.5",
    ParameterKind.BOOLEAN: "true",
    ParameterKind.CHOICE: "0",
    ParameterKind.DATETIME: "2026-11-24T10:11:12Z",
    ParameterKind.GUID: "6da0802e-18e4-4a76-99a5-47878dd7b8a5",
    ParameterKind.LIST: "first, second",
    ParameterKind.FILE: "picture.png",
    ParameterKind.JSON: '{"content": "hello"}',
    ParameterKind.SECRET: "the key as you received it",
}
"""A value of each kind, for parameters that bring none of their own."""

TEXT_KINDS = frozenset({ParameterKind.TEXT, ParameterKind.SECRET, ParameterKind.LIST})
"""Kinds whose text is sent as it is, and may be empty."""

_GUID = r"(?ia)[0-9a-f]{32}|{dashed}|\{{dashed}\}|\({dashed}\)".replace(
    "{dashed}", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
_HALF_CHARACTER = "[\ud800-\udfff]"
_NOT_BLANK_IN_DOTNET = "\x1c\x1d\x1e\x1f"
_CHOICES_NAMED = 8


def example_of(parameter: Parameter) -> str:
    """Return a value that the parameter takes, to be shown as an example."""
    if parameter.example:
        return parameter.example
    if parameter.choices:
        return parameter.choices[0].name
    if parameter.minimum is not None and parameter.minimum > int(EXAMPLES[ParameterKind.INTEGER]):
        return str(parameter.minimum)
    return EXAMPLES[parameter.kind]


def spell(parameter: Parameter, text: str) -> str | Refusal:
    """Return the wire spelling of a text, or why no server would read it as it is meant."""
    half = surrogate_refusal(text)
    if half is not None:
        return half
    if text == "" and parameter.kind not in TEXT_KINDS:
        return Refusal(
            f"Empty text means nothing here. Leave {parameter.name} out, "
            f"or enter a value such as {example_of(parameter)}."
        )
    wire = _SPELLERS[parameter.kind](parameter, text)
    if isinstance(wire, Refusal):
        return wire
    return _place_refusal(parameter, wire) or wire


def surrogate_refusal(text: str) -> Refusal | None:
    """Refuse half of a character, which no encoding can carry."""
    half = re.search(_HALF_CHARACTER, text)
    if half is None:
        return None
    return Refusal(
        f"This holds half of a character (U+{ord(half[0]):04X}) that cannot be sent. "
        "Delete it and type the character anew, such as 😀."
    )


def is_blank(text: str) -> bool:
    """Tell whether a server takes a text for null: nothing but white space of any alphabet."""
    return not text or (text.isspace() and not any(c in _NOT_BLANK_IN_DOTNET for c in text))


def _spell_text(parameter: Parameter, text: str) -> str | Refusal:
    if text == "":
        return text
    if is_blank(text):
        return Refusal(
            "Servers read text of spaces only as no text at all. "
            f"Enter something visible, such as {example_of(parameter)}, or leave it out."
        )
    return _length_refusal(parameter, text) or _pattern_refusal(parameter, text) or text


def _length_refusal(parameter: Parameter, text: str) -> Refusal | None:
    # Servers count UTF-16 units: a character beyond U+FFFF counts as two.
    length = len(text.encode("utf-16-le")) // 2
    least, most = parameter.min_length or 0, parameter.max_length
    if length >= least and (most is None or length <= most):
        return None
    if most is None:
        wanted = f"at least {least} characters"
    elif least:
        wanted = f"{least} to {most} characters"
    else:
        wanted = f"at most {most} characters"
    example = f", such as {parameter.example}" if parameter.example else ""
    return Refusal(f"Enter {wanted}{example}; this has {length}.")


def _pattern_refusal(parameter: Parameter, text: str) -> Refusal | None:
    if parameter.pattern is None or re.fullmatch(parameter.pattern, text):
        return None
    wanted = parameter.pattern_hint or f"text that matches {parameter.pattern}"
    example = f", such as {parameter.example}" if parameter.example else ""
    return Refusal(f"Enter {wanted}{example}.")


def _spell_item(parameter: Parameter, text: str) -> str | Refusal:
    if is_blank(text):
        return Refusal(
            "Servers read an empty item of a list as null. "
            "Enter text in every item, such as first, or remove the item."
        )
    return _pattern_refusal(parameter, text) or text


def _spell_boolean(parameter: Parameter, text: str) -> str | Refusal:
    folded = text.strip().lower()
    if folded in {"true", "false"}:
        return folded
    return Refusal("Enter true or false, such as true; servers refuse 1, on and yes.")


def _spell_choice(parameter: Parameter, text: str) -> str | Refusal:
    wanted = text.strip()
    for key in ("value", "name"):
        for choice in parameter.choices:
            if wanted.lower() == getattr(choice, key).lower():
                return choice.value
    if not parameter.choices:
        return wanted
    named = [
        choice.value if choice.value == choice.name else f"{choice.name} ({choice.value})"
        for choice in parameter.choices[:_CHOICES_NAMED]
    ]
    more = ", …" if len(parameter.choices) > _CHOICES_NAMED else ""
    return Refusal(f"Choose one of: {', '.join(named)}{more}.")


def _spell_datetime(parameter: Parameter, text: str) -> str | Refusal:
    return spell_datetime(text)


def _spell_guid(parameter: Parameter, text: str) -> str | Refusal:
    stripped = text.strip()
    if re.fullmatch(_GUID, stripped) is None:
        return Refusal(
            "Enter a GUID of 32 hexadecimal digits, "
            f"such as {parameter.example or EXAMPLES[ParameterKind.GUID]}."
        )
    digits = re.sub(r"[^0-9a-f]", "", stripped.lower())
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _spell_file(parameter: Parameter, text: str) -> str | Refusal:
    return Refusal("Choose a file, such as picture.png; its content is sent, not its name.")


def _spell_json(parameter: Parameter, text: str) -> str | Refusal:
    example = parameter.example or EXAMPLES[ParameterKind.JSON]
    try:
        json.loads(text, parse_int=str, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return Refusal(f"This is no JSON ({where}: {error.msg}). Enter JSON such as {example}.")
    except ValueError as error:
        return Refusal(f"This is no JSON ({error}). Enter JSON such as {example}.")
    except RecursionError:
        return Refusal(f"This JSON is nested too deeply. Enter JSON such as {example}.")
    return text


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _place_refusal(parameter: Parameter, wire: str) -> Refusal | None:
    """Refuse what cannot stand at the parameter's place."""
    if "\x00" in wire and parameter.location != Location.QUERY:
        return Refusal(
            "This holds the character NUL (U+0000), which servers refuse here. "
            f"Delete it, so that it reads like {example_of(parameter)}."
        )
    if parameter.location == Location.PATH:
        return _segment_refusal(parameter, wire)
    if parameter.location == Location.REST:
        return _rest_refusal(parameter, wire)
    return None


def _segment_refusal(parameter: Parameter, wire: str) -> Refusal | None:
    if wire == "":
        return Refusal(
            f"{parameter.name} is a part of the address and cannot be empty. "
            f"Enter text such as {example_of(parameter)}."
        )
    if "/" in wire:
        return Refusal(
            "A slash would end this part of the address, and servers do not undo %2F. "
            f"Enter text without a slash, such as {wire.split('/')[-1] or example_of(parameter)}."
        )
    return _dots_refusal((wire,))


def _rest_refusal(parameter: Parameter, wire: str) -> Refusal | None:
    # One slash at the end is part of the value: servers see and keep it.
    segments = wire.removesuffix("/").split("/")
    if "" in segments:
        return Refusal(
            "Clients and servers treat empty parts of an address in different ways. Enter names "
            "with one slash between them and none before, such as folder/file.txt."
        )
    return _dots_refusal(segments)


def _dots_refusal(segments: list[str] | tuple[str, ...]) -> Refusal | None:
    if not {".", ".."}.intersection(segments):
        return None
    return Refusal(
        "Clients and servers take . and .. out of an address. Enter the plain path, "
        "such as folder/file.txt."
    )


_Speller: TypeAlias = Callable[[Parameter, str], "str | Refusal"]
_SPELLERS: Mapping[ParameterKind, _Speller] = {
    ParameterKind.TEXT: _spell_text,
    ParameterKind.SECRET: _spell_text,
    ParameterKind.INTEGER: spell_integer,
    ParameterKind.LONG: spell_integer,
    ParameterKind.NUMBER: spell_number,
    ParameterKind.BOOLEAN: _spell_boolean,
    ParameterKind.CHOICE: _spell_choice,
    ParameterKind.DATETIME: _spell_datetime,
    ParameterKind.GUID: _spell_guid,
    ParameterKind.LIST: _spell_item,
    ParameterKind.FILE: _spell_file,
    ParameterKind.JSON: _spell_json,
}
