"""Short texts about the values that a parameter accepts, for its field and the docs."""

import msgspec

from aiurdesk.core.api.endpoint import Location, Parameter
from aiurdesk.core.translation import listed, tr, trn

_PLACES = {Location.HEADER: tr("sent as a header"), Location.COOKIE: tr("sent as a cookie")}
ONE_LINE = tr("text on one line")
"""The hint of a pattern that a field of one line keeps by itself; it is said where it is broken."""
LONG_EXAMPLE = 24
"""Characters of an example that gets a line of its own where there is little room."""


def expectation_lines(parameter: Parameter) -> str:
    """Return what ``expectation`` does, with a long example on a line of its own.

    In the middle of a line, a GUID would be broken in two.
    """
    if len(parameter.example) < LONG_EXAMPLE:
        return expectation(parameter)
    without = expectation(msgspec.structs.replace(parameter, example=""))
    # One of many lines would push the next parameters away; the form has a button that enters it.
    if "\n" in parameter.example:
        return without
    return "\n".join(
        filter(None, (without, tr("Example {example}").format(example=parameter.example)))
    )


def expectation(parameter: Parameter) -> str:
    """Return kind, range, length, default and example: "Whole number, 1 to 50 · default 10".

    Empty if the editor of the kind makes it obvious.
    """
    traits = parameter.traits
    length = _span(parameter.min_length, parameter.max_length)
    # The last number of the span: "1 to 50 characters", "at most 1 character".
    count = parameter.max_length if parameter.max_length is not None else parameter.min_length
    counted = trn("{length} character", "{length} characters", count or 0).format(length=length)
    limits = [*filter(None, (_range(parameter), length and counted))]
    first = listed((traits.expects or traits.name, *limits), of="clauses")
    rest = _rest(parameter)
    # "Text" alone does not help; with a length it does.
    told = " · ".join(rest if traits.is_obvious and not limits else (first, *rest))
    return told[:1].upper() + told[1:]


def _rest(parameter: Parameter) -> list[str]:
    facts = []
    if parameter.is_deprecated:
        facts.append(tr("deprecated"))
    if parameter.location in _PLACES:
        facts.append(_PLACES[parameter.location])
    if parameter.pattern_hint:
        facts += [parameter.pattern_hint] if parameter.pattern_hint != ONE_LINE else []
    elif parameter.strangers_pattern:
        facts.append(
            tr("matches {strangers_pattern}").format(strangers_pattern=parameter.strangers_pattern)
        )
    # What is chosen from the start needs no words.
    if parameter.default is not None and not (parameter.required and parameter.choices):
        # An empty text is a default, too.
        facts.append(
            tr("default {value}").format(value=_named(parameter, parameter.default) or tr("empty"))
        )
    if parameter.example:
        facts.append(tr("example {example}").format(example=parameter.example))
    return facts


def _range(parameter: Parameter) -> str:
    least, most = parameter.minimum, parameter.maximum
    if parameter.excludes_limits:
        sides = ((tr("more than"), least), (tr("less than"), most))
        told = (f"{word} {_plain(limit)}" for word, limit in sides if limit is not None)
        return tr(" and ").join(told)
    return _span(least, most)


def _span(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return tr("{least} to {most}").format(least=_plain(least), most=_plain(most))
    if least is not None:
        return tr("at least {least}").format(least=_plain(least))
    return tr("at most {most}").format(most=_plain(most)) if most is not None else ""


def _plain(number: float) -> str:
    """Return a number as people write it: 0 and not 0.0."""
    is_whole = abs(number) < 10**15 and number == int(number)
    return str(int(number)) if is_whole else str(number)


def _named(parameter: Parameter, wire: str) -> str:
    """Return a default as people know it: the name of a choice."""
    return next((c.name for c in parameter.choices if c.value == wire), wire)
