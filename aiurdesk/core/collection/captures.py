"""Takes values of a response into variables."""

import msgspec

from aiurdesk.core.collection.response_facts import ResponseFacts, Unreadable
from aiurdesk.core.collection.response_tests import Finding, as_text
from aiurdesk.core.collection.saved_request import Capture

_MISSING = Unreadable("there is no such value")


class Captured(msgspec.Struct, frozen=True):
    """What the captures of a request gave."""

    variables: tuple[tuple[str, str], ...] = ()
    failed: tuple[Finding, ...] = ()
    """The captures that found nothing."""


def capture(captures: tuple[Capture, ...], facts: ResponseFacts) -> Captured:
    """Return the variables that captures take from a response."""
    variables: list[tuple[str, str]] = []
    failed: list[Finding] = []
    for each in captures:
        value = _value(each, facts)
        if isinstance(value, Unreadable):
            title = f"capture {each.variable} from {each.source} {each.subject}"
            failed.append(Finding(title, False, value.text))
        else:
            variables.append((each.variable, as_text(value)))
    return Captured(tuple(variables), tuple(failed))


def _value(each: Capture, facts: ResponseFacts) -> object:
    if each.source == "header":
        value: object = next(iter(facts.headers(each.subject)), None)
    else:
        value = facts.value(each.subject)
    if value is None:
        return _MISSING
    if isinstance(value, Unreadable):
        return value
    # A server must not be able to ask for another variable, such as one of the process.
    if "{{" in as_text(value):
        return Unreadable("the value contains {{, which would be taken for a variable")
    return value
