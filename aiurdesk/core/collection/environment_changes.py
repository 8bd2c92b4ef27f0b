"""Changes of an environment that are carried over to what its file holds by now."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.collection.literal_secrets import address_location, variable_location
from aiurdesk.core.collection.moved_secrets import (
    SecretChoice,
    address_with_reference,
    reference,
    secret_in_address,
)
from aiurdesk.core.toml.toml_edit import renamed_keys

_T = TypeVar("_T")


def carried_over(
    current: SavedEnvironment, before: SavedEnvironment, after: SavedEnvironment
) -> SavedEnvironment:
    """Return an environment with the changes that lead from one state to another.

    What another program changed in it since stays, except what is changed here as well.

    Args:
        current: What is to be changed.
        before: As it was known when the change was made.
        after: As it was wanted then.
    """
    changes: dict[str, Any] = {}
    # Without its name, which is the name of the file.
    for name in SavedEnvironment.__struct_fields__[1:]:
        states = [getattr(state, name) for state in (current, before, after)]
        key = _KEYS.get(name)
        changes[name] = _merged(key, *states) if key else _chosen(*states)
    return replace(current, **changes)


_KEYS: Mapping[str, Callable[[Any], str]] = {
    "addresses": lambda override: override.target,
    "base_urls": lambda pair: pair[0],
    "variables": lambda variable: variable.name,
}
"""Fields with several entries, which are carried over one by one → what tells an entry apart."""


def secrets_at(saved: SavedEnvironment) -> dict[str, str]:
    """Return place → the secret that could be moved from there, empty where none could."""
    addresses = {address_location(name): secret_in_address(url) for name, url in saved.base_urls}
    return addresses | {variable_location(item.name): item.value for item in saved.variables}


def with_choice(saved: SavedEnvironment, choice: SecretChoice) -> SavedEnvironment:
    """Return an environment with references to the secrets that were moved to the keyring."""
    moved = dict(choice.moved)

    def address(service: str, url: str) -> str:
        name = moved.get(address_location(service))
        return address_with_reference(url, name) if name else url

    return replace(
        saved,
        base_urls=tuple((service, address(service, url)) for service, url in saved.base_urls),
        variables=tuple(
            replace(variable, value=reference(moved[location]))
            if (location := variable_location(variable.name)) in moved
            else variable
            for variable in saved.variables
        ),
        not_secret=tuple(dict.fromkeys((*saved.not_secret, *choice.not_secret))),
    )


def _chosen(current: _T, before: _T, after: _T) -> _T:
    # Not changed here: then the file has the last word.
    return current if before == after else after


def _merged(key: Callable[[_T], str], *states: tuple[_T, ...]) -> tuple[_T, ...]:
    current, before, after = ({key(entry): entry for entry in state} for state in states)
    renamed = dict(renamed_keys(tuple(before), tuple(after)))
    entries: list[tuple[str, _T]] = []
    for name, entry in current.items():
        new_name = renamed.get(name, name)
        # New in the file, or not changed here: it stays.
        if name not in before or before[name] == after.get(name):
            entries.append((name, entry))
        # Otherwise it was removed here.
        elif new_name in after:
            entries.append((new_name, after[new_name]))
    previous = ""
    for name, entry in after.items():
        names = [other for other, _ in entries]
        if name not in names and before.get(name) != entry:
            # Behind the entry that it follows in the window, wherever the file has that one.
            index = names.index(previous) + 1 if previous in names else len(names)
            entries.insert(index, (name, entry))
        previous = name
    return tuple(dict(entries).values())
