"""What is wrong with a value of a JSON body, and how it is typed in a field."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from aiurdesk.core.api.value_rules import surrogate_problem
from aiurdesk.core.environments.environment import is_reference, variable_names
from aiurdesk.core.formats.json.edits import JsonText, Path
from aiurdesk.core.preparing.body_shape import (
    HOLDERS,
    TEXTS,
    BodyShape,
    BodyShapes,
    ShapeKind,
    fits_kind,
    is_id,
    kind_word,
    number_of,
    same,
)
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import listed, tr, trn

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NUMBERS = (ShapeKind.NUMBER, ShapeKind.INTEGER)
_LONGEST_NUMBER = 400
_GREATEST_EXPONENT = 10_000
_EXAMPLES = {
    ShapeKind.DATETIME: "2026-11-24T10:11:12Z",
    ShapeKind.DATE: "2026-11-24",
    ShapeKind.TIME: "10:11:12Z",
    ShapeKind.GUID: "6da0802e-18e4-4a76-99a5-47878dd7b8a5",
    ShapeKind.INTEGER: "12",
    ShapeKind.NUMBER: "1.5",
}


def typed_text(shape: BodyShape, source: str | None) -> str | None:
    """Return what a field shows for a value; None where only JSON can show it.

    Args:
        source: JSON or a variable; None where there is no value.
    """
    if source is None or source == "null":
        return ""
    if shape.kind is ShapeKind.CHOICE:
        listed = next((c.value for c in shape.choices if same(c.value, source)), None)
        return listed or _content(source)
    if shape.kind in TEXTS:
        # A variable or a number without quotes is something else than the same in quotes.
        is_shown = source.startswith('"') or is_id(shape) and _is_number(source)
        return _content(source) if is_shown else None
    if shape.kind in _NUMBERS or shape.kind is ShapeKind.BOOLEAN:
        return _content(source)
    return None


def _content(source: str) -> str | None:
    """Return what is in the quotes of a text, or another value that is no list or object."""
    if source.startswith('"'):
        return str(json.loads(source))
    return None if source.startswith(("{", "[")) and not variable_names(source) else source


def source_of_typed(shape: BodyShape, text: str) -> str:
    """Return the JSON for what was typed in a field; what is not of its type becomes a text."""
    stripped = text.strip()
    if shape.kind in _NUMBERS and (_is_number(stripped) or is_reference(stripped)):
        return stripped
    if shape.kind is ShapeKind.BOOLEAN and (
        stripped in ("true", "false") or is_reference(stripped)
    ):
        return stripped
    if shape.kind is ShapeKind.CHOICE:
        return _source_of_choice(shape, text)
    return json.dumps(text, ensure_ascii=False)


def _source_of_choice(shape: BodyShape, text: str) -> str:
    if any(choice.value == text for choice in shape.choices):
        return text
    are_texts = all(choice.value.startswith('"') for choice in shape.choices)
    written = json.dumps(text, ensure_ascii=False)
    if are_texts:
        return written
    stripped = text.strip()
    is_plain = _is_number(stripped) or stripped in ("true", "false") or is_reference(stripped)
    return stripped if is_plain else written


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text) is not None


def shape_problem(
    shapes: BodyShapes, shape: BodyShape, text: JsonText, path: Path
) -> Problem | None:
    """Return what is wrong with a value that is there, or None.

    Patterns are not matched here: a stranger wrote them.
    """
    words = _words_against(shapes, shape, text, path)
    return Problem(words) if words else None


def _words_against(shapes: BodyShapes, shape: BodyShape, text: JsonText, path: Path) -> str:
    source = text.source(path)
    # A variable may become anything.
    if source is None or text.kind(path) is None:
        return ""
    if source == "null":
        return "" if shape.is_nullable or shape.kind is ShapeKind.ANY else _wanted(shape)
    if not fits_kind(shape, text, path):
        return _wanted(shape)
    if shape.kind in _NUMBERS:
        return next(_number_words(shape, source), "")
    if shape.kind in TEXTS:
        content = _content(source) or ""
        return "" if variable_names(content) else next(_text_words(shape, content), "")
    if shape.kind is ShapeKind.LIST:
        return next(_list_words(shape, text, path), "")
    if shape.kind is ShapeKind.OBJECT:
        return next(_object_words(shapes, shape, text, path), "")
    return ""


def required_problem(name: str, shape: BodyShape) -> Problem:
    """Return that a required value is missing."""
    what = _examples_of(shape)
    if not what:
        return Problem(tr("{shown_name} is required.").format(shown_name=name))
    what = tr("enter a value such as {example_of}").format(example_of=what)
    return Problem(tr("{shown_name} is required: {what}.").format(shown_name=name, what=what))


def expectation(shape: BodyShape) -> str:
    """Return kind, limits and default: "Whole number, at least 1 · default 10".

    Empty if the editor of the kind makes it obvious.
    """
    is_obvious = shape.kind in (ShapeKind.TEXT, ShapeKind.CHOICE, ShapeKind.BOOLEAN, ShapeKind.ANY)
    first = [] if is_obvious or shape.kind in HOLDERS else [kind_word(shape)]
    facts = shape.facts
    if shape.kind in _NUMBERS:
        first += _limits(facts)
    elif shape.kind in TEXTS and (length := _length_words(facts)):
        first.append(length)
    parts = [listed(first, of="clauses")]
    if shape.is_deprecated:
        parts.append(tr("deprecated"))
    if isinstance(pattern := facts.get("pattern"), str) and shape.kind in TEXTS:
        parts.append(tr("matches {strangers_pattern}").format(strangers_pattern=pattern[:200]))
    if shape.kind is ShapeKind.TEXT and isinstance(name := facts.get("format"), str):
        parts.append(name[:50])
    default = typed_text(shape, shape.default) or shape.default if shape.default else ""
    if short := _short(_named(shape, default)):
        parts.append(tr("default {value}").format(value=short))
    told = " · ".join(filter(None, parts))
    return told[:1].upper() + told[1:]


_SENTENCES = {
    ShapeKind.TEXT: tr("Enter text{such_as}."),
    ShapeKind.NUMBER: tr("Enter a number{such_as}."),
    ShapeKind.INTEGER: tr("Enter a whole number{such_as}."),
    ShapeKind.DATETIME: tr("Enter date, time and zone{such_as}."),
    ShapeKind.DATE: tr("Enter a date{such_as}."),
    ShapeKind.TIME: tr("Enter a time{such_as}."),
    ShapeKind.GUID: tr("Enter a GUID{such_as}."),
    ShapeKind.BINARY: tr("Choose a file, or enter Base64."),
    ShapeKind.BOOLEAN: tr("Enter true or false."),
    ShapeKind.LIST: tr("A list is wanted here."),
    ShapeKind.OBJECT: tr("An object is wanted here."),
}


def _wanted(shape: BodyShape) -> str:
    if shape.kind is ShapeKind.CHOICE:
        named = ", ".join(choice.name for choice in shape.choices[:8])
        more = ", …" if len(shape.choices) > 8 else ""
        return tr("Choose one of: {named}{more}.").format(named=named, more=more)
    return _SENTENCES.get(shape.kind, "").format(such_as=_such_as(shape))


def _such_as(shape: BodyShape) -> str:
    example = _examples_of(shape)
    return tr(", such as {example}").format(example=example) if example else ""


def _examples_of(shape: BodyShape) -> str:
    source = shape.example or (shape.choices[0].value if shape.choices else "")
    text = typed_text(shape, source) if source else ""
    return _short(text or "") or _EXAMPLES.get(shape.kind, "")


def _short(source: str) -> str:
    return source if len(source) <= 60 and "\n" not in source else ""


def _named(shape: BodyShape, text: str) -> str:
    """Return the name of a choice, or the text of another value."""
    return next((choice.name for choice in shape.choices if choice.value == text), text)


def _limits(facts: Mapping[str, object]) -> list[str]:
    words = (
        ("minimum", tr("at least {limit}")),
        ("exclusiveMinimum", tr("more than {limit}")),
        ("maximum", tr("at most {limit}")),
        ("exclusiveMaximum", tr("less than {limit}")),
        ("multipleOf", tr("a multiple of {limit}")),
    )
    numbers = ((text, number_of(facts.get(name))) for name, text in words)
    return [text.format(limit=_plain(number)) for text, number in numbers if number is not None]


def _plain(number: Decimal) -> str:
    """Return a number as people write it: 0 and not 0.0."""
    is_whole = abs(number) < 10**15 and number == number.to_integral_value()
    return str(int(number)) if is_whole else str(number)


def _number_words(shape: BodyShape, source: str) -> Iterator[str]:
    number = Decimal(source)
    exponent = number.as_tuple().exponent
    # Such a number would be written out, digit by digit.
    is_huge = not isinstance(exponent, int) or abs(exponent) > _GREATEST_EXPONENT
    if shape.kind is ShapeKind.INTEGER and not is_huge and number != number.to_integral_value():
        yield _wanted(shape)
    limits: tuple[tuple[str, Callable[[Decimal], bool]], ...] = (
        ("minimum", lambda limit: number >= limit),
        ("exclusiveMinimum", lambda limit: number > limit),
        ("maximum", lambda limit: number <= limit),
        ("exclusiveMaximum", lambda limit: number < limit),
    )
    for name, holds in limits:
        limit = number_of(shape.facts.get(name))
        if limit is not None and not holds(limit):
            yield _limit_words(shape)
    step = number_of(shape.facts.get("multipleOf"))
    if step and not is_huge and _is_no_multiple(number, step):
        yield _limit_words(shape)


def _limit_words(shape: BodyShape) -> str:
    is_whole = shape.kind is ShapeKind.INTEGER
    words = tr("Enter a whole number: {limits}.") if is_whole else tr("Enter a number: {limits}.")
    return words.format(limits=listed(_limits(shape.facts), of="clauses"))


def _is_no_multiple(number: Decimal, step: Decimal) -> bool:
    try:
        return number % step != 0
    except ArithmeticError:
        # More digits than decimals are counted with.
        return False


def _length_words(facts: Mapping[str, object]) -> str:
    least, most = _count(facts.get("minLength")), _count(facts.get("maxLength"))
    if most is None:
        words = trn("at least {least} character", "at least {least} characters", least or 0)
        return words.format(least=least) if least else ""
    if least:
        return tr("{least} to {most} characters").format(least=least, most=most)
    return trn("at most {most} character", "at most {most} characters", most).format(most=most)


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 2**63 else None


def _text_words(shape: BodyShape, content: str) -> Iterator[str]:
    if half := surrogate_problem(content):
        yield half.sentence
    least = _count(shape.facts.get("minLength")) or 0
    most = _count(shape.facts.get("maxLength"))
    if len(content) < least or most is not None and len(content) > most:
        words = tr("Enter {length_words}{such_as}; this has {length}.")
        yield words.format(
            length_words=_length_words(shape.facts),
            such_as=_such_as(shape),
            length=len(content),
        )
    if not _has_format(shape.kind, content):
        yield _wanted(shape)


_DATETIME = re.compile(r"(?i)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_TIME = re.compile(r"(?i)([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_GUID = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _has_format(kind: ShapeKind, content: str) -> bool:
    """Tell whether a text is written as its kind is. Source: RFC 3339 section 5.6, RFC 9562."""
    try:
        if kind is ShapeKind.DATE:
            return len(content) == 10 and bool(date.fromisoformat(content))
        if kind is ShapeKind.DATETIME and _DATETIME.fullmatch(content):
            return bool(datetime.fromisoformat(content[:19]))
        if kind is ShapeKind.BINARY:
            return base64.b64decode(content, validate=True) is not None
    except (ValueError, binascii.Error):
        return False
    patterns = {ShapeKind.DATETIME: _DATETIME, ShapeKind.TIME: _TIME, ShapeKind.GUID: _GUID}
    return kind not in patterns or patterns[kind].fullmatch(content) is not None


def _list_words(shape: BodyShape, text: JsonText, path: Path) -> Iterator[str]:
    count = text.count(path)
    least, most = _count(shape.facts.get("minItems")), _count(shape.facts.get("maxItems"))
    if least is not None and count < least:
        yield tr("Add items: at least {least} are wanted.").format(least=least)
    if most is not None and count > most:
        yield tr("Remove items: at most {most} are wanted.").format(most=most)
    if shape.facts.get("uniqueItems") is True:
        sources = [text.source((*path, index)) for index in range(count)]
        if len(set(sources)) < count:
            yield tr("Two items are the same. Change or remove one of them.")


def _object_words(
    shapes: BodyShapes, shape: BodyShape, text: JsonText, path: Path
) -> Iterator[str]:
    names = text.names(path)
    least, most = _count(shape.facts.get("minProperties")), _count(shape.facts.get("maxProperties"))
    if least is not None and len(names) < least:
        yield tr("Add fields: at least {least} are wanted.").format(least=least)
    if most is not None and len(names) > most:
        yield tr("Remove fields: at most {most} are wanted.").format(most=most)
    if shapes.further(shape) is None:
        known = {member.name for member in shapes.members(shape)}
        known |= set(shape.facts.get("properties", ()))
        others = [name for name in names if name not in known]
        if others:
            yield tr("The description has no field {names}.").format(names=", ".join(others[:5]))
