"""Which parameters of an endpoint a credential fills in, however the endpoint spells them."""

from urllib.parse import parse_qsl

from aiurdesk.core.addresses.address import query_of
from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.secret import Secret


def named_values(
    endpoint: Endpoint, values: tuple[tuple[str, Secret], ...]
) -> tuple[tuple[str, Secret], ...]:
    """Return the values that an endpoint has a parameter for, under the endpoint's own names.

    ``AccessToken``, ``accessToken`` and ``access_token`` are the same. A custom URL has no
    parameters but those that were typed: it takes all values that its query does not hold yet.
    """
    names = {bare_name(parameter.name): parameter.name for parameter in endpoint.parameters}
    if not endpoint.service_id:
        typed = {bare_name(name) for name, _ in parse_qsl(query_of(endpoint.path), True)}
        left = ((name, value) for name, value in values if bare_name(name) not in typed)
        return tuple((names.get(bare_name(name), name), value) for name, value in left)
    return tuple((names[bare_name(n)], value) for n, value in values if bare_name(n) in names)


def has_parameter(endpoint: Endpoint, name: str) -> bool:
    """Tell whether an endpoint has a parameter of that name, however it is spelled."""
    return any(bare_name(parameter.name) == bare_name(name) for parameter in endpoint.parameters)


def bare_name(name: str) -> str:
    """Return a name without case and underscores: ``appId`` and ``app_id`` are the same."""
    return name.replace("_", "").casefold()
