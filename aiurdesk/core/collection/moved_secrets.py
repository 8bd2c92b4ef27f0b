"""Replaces secrets that are written out in a request by references."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.collection.literal_secrets import address_location, variable_location
from aiurdesk.core.credentials.named_secrets import replaced
from aiurdesk.core.formats.toml.toml_edit import renamed_keys
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.request_secrets import TextSecret, secrets_in
from aiurdesk.core.request.request_text import RequestText, TextChange, Texts, changed
from aiurdesk.core.request.request_texts import T, address_texts, request_texts

_IN_TEST = re.compile(r"test (\d+)")


class SecretChoice(msgspec.Struct, frozen=True):
    """A person's decision about the secrets that are written out in a request."""

    moved: tuple[tuple[str, str], ...]
    """Places, each with the name in the keyring."""
    not_secret: tuple[str, ...]
    """Places that hold no secret."""


def reference(name: str) -> str:
    """Return what stands in a request for a secret of the keyring."""
    return f"{{{{secret:{name}}}}}"


def secret_at(request: Request, location: str) -> str:
    """Return the secret at a place that ``literal_secrets`` found; empty if it cannot be moved."""
    return _first(request_texts(request), location)


def with_reference(request: Request, location: str, name: str, secret: str = "") -> Request:
    """Return the request with a reference instead of a secret.

    Args:
        location: As ``literal_secrets`` names it.
        name: The name of the secret in the keyring.
        secret: Which one of those at the place; empty for the first.
    """
    return _moved(lambda: request_texts(request), location, name, secret)


def secret_in_address(address: str) -> str:
    """Return the secret in an address; empty without one, or where it cannot be moved."""
    return _first(address_texts(address))


def address_with_reference(address: str, name: str) -> str:
    """Return an address with a reference instead of its secret.

    Args:
        name: The name of the secret in the keyring.
    """
    return _moved(lambda: address_texts(address), "", name)


def _first(texts: Texts[T], location: str = "") -> str:
    return next((secret.value for text in texts for secret in _movable(text, location)), "")


def _movable(text: RequestText, location: str) -> tuple[TextSecret, ...]:
    # User name and password, for example, become a Basic credential.
    if not text.is_movable:
        return ()
    secrets = secrets_in(text, surely=False)
    return tuple(secret for secret in secrets if location in ("", secret.label))


def _moved(texts: Callable[[], Texts[T]], location: str, name: str, secret: str = "") -> T:
    secret, written = secret or _first(texts(), location), reference(name)

    def change(text: RequestText) -> TextChange:
        spans = [one.span for one in _movable(text, location) if one.value == secret]
        return text.written(replaced(text.plain, spans, written)) if spans else None

    return changed(texts(), change)


def suggested_name(request: Request, location: str) -> str:
    """Return a name for a secret: made of its place, and of what it is sent to."""
    name = re.sub(r"^(url parameter|value|header|body|message \d+) ", "", location)
    test = _IN_TEST.fullmatch(location)
    if test and int(test[1]) <= len(request.tests):
        name = request.tests[int(test[1]) - 1].subject or location
    target = request.endpoint.service_id or _host(request.url)
    # No braces and line breaks, which end a reference.
    plain = re.sub(r"[{}\s]+", " ", f"{target} {name}").strip()
    return plain[:60]


def _host(address: str) -> str:
    bare = re.sub(r"^[a-z]+://", "", address, flags=re.IGNORECASE)
    # Not the query, which may hold the secret.
    return re.split(r"[/?#]", bare, maxsplit=1)[0].split("@")[-1]


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
