"""Hosts that the requests of an import go to, as far as the imported text says it."""

from collections.abc import Iterable, Iterator

from aiurdesk.core.collection.literal_secrets import secret_variables, variable_location
from aiurdesk.core.environments.environment import resolve
from aiurdesk.core.preparing.address import with_scheme
from aiurdesk.core.preparing.allowed_origin import encrypted_origin
from aiurdesk.importers.imported import ImportedCollection

_MOST_ADDRESSES = 5_000
_MOST_ENVIRONMENTS = 20
_MOST_ORIGINS = 50


def origins_of(addresses: Iterable[str], imported: ImportedCollection) -> tuple[str, ...]:
    """Return the origins of addresses under each environment, each once.

    Only those that a credential may go to, which is not plain HTTP beyond this computer.
    """
    heads = dict.fromkeys(map(_head, addresses))
    origins: dict[str, None] = {}
    for variables in _variables(imported):
        for head in list(heads)[:_MOST_ADDRESSES]:
            address = resolve(head, variables)
            if isinstance(address, str) and len(origins) < _MOST_ORIGINS:
                origin = encrypted_origin(with_scheme(address))
                origins |= {origin: None} if origin else {}
    return tuple(origins)


def _variables(imported: ImportedCollection) -> Iterator[dict[str, str]]:
    own = {variable.name: variable.value for variable in imported.variables}
    yield own
    for environment in imported.environments[:_MOST_ENVIRONMENTS]:
        yield own | {variable.name: variable.value for variable in environment.variables}


def plain_variables(imported: ImportedCollection) -> dict[str, str]:
    """Return the values that no secret stands in: the collection's, then those of environments."""
    environments = imported.environments[:_MOST_ENVIRONMENTS]
    found = dict[str, str]()
    for variables in (imported.variables, *(one.variables for one in environments)):
        hidden = {v.name for v in variables if v.is_secret}
        pairs = [(v.name, v.value) for v in variables if v.name not in hidden and v.value]
        # "variable NAME", as such a place is called.
        secret = {literal.location for literal in secret_variables(pairs)}
        plain = ((n, v) for n, v in pairs if variable_location(n) not in secret)
        found = dict(plain) | found
    return found


def _head(address: str) -> str:
    """Return scheme and host of an address: many requests share them."""
    scheme, mark, rest = address.partition("://")
    host = (rest if mark else scheme).partition("/")[0].partition("?")[0].partition("#")[0]
    return f"{scheme}{mark}{host}" if mark else host
