"""Finds the parameters that the errors of a service are about, by the names that it gives."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.verdict.field_errors import FieldErrors, named_parameter
from aiurdesk.core.verdict.verdict import DialectFieldError

_STEPS = re.compile(r"[^.\[\]]+")
_PLACES = frozenset({"$", "body", "query", "path", "header", "form", "params", "input", "data"})
"""Where a value is, which some services put before its name."""
_MOST_LANDED = 1_000


def land_field_errors(
    errors: tuple[DialectFieldError, ...], parameters: tuple[Parameter, ...]
) -> FieldErrors:
    """Return texts by the parameter that they are about; those about no parameter with their name.

    Args:
        errors: As the service named them.
        parameters: The parameters of the request.
    """
    by_name = {parameter.name.casefold(): parameter.name for parameter in reversed(parameters)}
    by_parameter: dict[str, tuple[str, ...]] = {}
    others: list[str] = []
    for error in errors[:_MOST_LANDED]:
        name = next((by_name[n] for n in _names(error.name) if n in by_name), None)
        if name is None and not error.name:
            parameter = named_parameter(error.text, parameters)
            name = parameter.name if parameter else None
        if name is not None:
            by_parameter[name] = (*by_parameter.get(name, ()), error.text)
        else:
            others.append(f"{error.name}: {error.text}" if error.name else error.text)
    return FieldErrors(by_parameter, tuple(others))


def _names(name: str) -> Iterator[str]:
    """Yield what a parameter may be called, the surest first."""
    name = name.casefold()
    yield name
    steps = _steps(name)
    if len(steps) > 1 and steps[0] in _PLACES:
        steps = steps[1:]
    yield ".".join(steps)
    yield steps[0] + "".join(f"[{step}]" for step in steps[1:]) if steps else ""
    # The last one that is not a number: an entry of a list has no parameter of its own.
    yield next((step for step in reversed(steps) if not step.isdigit()), "")


def _steps(name: str) -> list[str]:
    if name.startswith(("/", "#/")):
        # RFC 6901, section 3 and 6.
        pointer = unquote(name.removeprefix("#"))
        return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    return _STEPS.findall(name)
