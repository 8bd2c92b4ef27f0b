"""Variables that no environment holds.

They get their values when a request is sent: from the clock, the process, the keyring, or the
person who sends.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import (
    OF_KEYRING,
    OF_PROCESS,
    AskedVariable,
    Environment,
    Literal,
    StandIn,
    used_names,
)

DYNAMIC = {
    "$uuid": tr("a random UUID"),
    "$timestamp": tr("the time in seconds since 1970"),
    "$isoTimestamp": tr("the time, such as 2026-01-31T12:00:00.000Z"),
    "$randomInt": tr("a random number from 0 to 1000"),
}
"""Name → what its value is; it has another value whenever a request is sent."""
MOST_RANDOM = 1000


def dynamic_values(now: datetime, uuid: str, number: int) -> dict[str, Literal]:
    """Return the values of all dynamic variables for one request.

    Args:
        now: Timezone-aware, in UTC.
        uuid: A random UUID.
        number: A random number from 0 to ``MOST_RANDOM``.
    """
    iso = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    texts = (uuid, str(int(now.timestamp())), iso, str(number))
    return {name: Literal(text) for name, text in zip(DYNAMIC, texts, strict=True)}


class Used(msgspec.Struct, frozen=True):
    """What is to be put into a request beside the variables of its environment."""

    asked: tuple[AskedVariable, ...] = ()
    dynamic: tuple[str, ...] = ()
    of_process: tuple[str, ...] = ()
    of_keyring: tuple[str, ...] = ()
    """Names of credentials."""


NOTHING_USED = Used()
_NOT_OF_ENVIRONMENT = ("$", OF_PROCESS, OF_KEYRING)
"""How the names of variables begin that are not asked for, and that no environment holds."""


def used_in(texts: Iterable[str], environment: Environment) -> Used:
    """Return what texts use, without what the environment has the final value of."""
    variables = environment.variables
    names = {name for name in used_names(texts, variables) if not _is_final(variables.get(name))}
    asked = tuple(variable for variable in environment.asked if variable.name in names)
    if not any(name.startswith(_NOT_OF_ENVIRONMENT) for name in names):
        return Used(asked) if asked else NOTHING_USED
    return Used(
        asked=asked,
        dynamic=tuple(name for name in DYNAMIC if name in names),
        of_process=_without(OF_PROCESS, names),
        of_keyring=_without(OF_KEYRING, names),
    )


def _is_final(value: str | None) -> bool:
    return isinstance(value, Literal) and not isinstance(value, StandIn)


def _without(prefix: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(name.removeprefix(prefix) for name in names if name.startswith(prefix)))
