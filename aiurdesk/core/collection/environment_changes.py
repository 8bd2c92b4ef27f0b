"""Changes of an environment that are carried over to what its file holds by now."""

from collections.abc import Mapping
from typing import TypeVar

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
    return replace(
        current,
        based_on=_chosen(current.based_on, before.based_on, after.based_on),
        colour=_chosen(current.colour, before.colour, after.colour),
        is_careful=_chosen(current.is_careful, before.is_careful, after.is_careful),
        env_file=_chosen(current.env_file, before.env_file, after.env_file),
        not_secret=_chosen(current.not_secret, before.not_secret, after.not_secret),
        proxy=_chosen(current.proxy, before.proxy, after.proxy),
        proxy_credential=_chosen(
            current.proxy_credential, before.proxy_credential, after.proxy_credential
        ),
        proxy_exceptions=_chosen(
            current.proxy_exceptions, before.proxy_exceptions, after.proxy_exceptions
        ),
        addresses=tuple(
            _merged(
                {override.target: override for override in current.addresses},
                {override.target: override for override in before.addresses},
                {override.target: override for override in after.addresses},
            ).values()
        ),
        base_urls=tuple(
            _merged(dict(current.base_urls), dict(before.base_urls), dict(after.base_urls)).items()
        ),
        variables=tuple(
            _merged(
                {variable.name: variable for variable in current.variables},
                {variable.name: variable for variable in before.variables},
                {variable.name: variable for variable in after.variables},
            ).values()
        ),
    )


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


def _merged(
    current: Mapping[str, _T], before: Mapping[str, _T], after: Mapping[str, _T]
) -> dict[str, _T]:
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
        names = [key for key, _ in entries]
        if name not in names and before.get(name) != entry:
            # Behind the entry that it follows in the window, wherever the file has that one.
            index = names.index(previous) + 1 if previous in names else len(names)
            entries.insert(index, (name, entry))
        previous = name
    return dict(entries)
