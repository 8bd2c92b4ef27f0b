"""Titles of the tabs of open requests: what tells each from the others."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.preparing.custom_url import host_and_path
from aiurdesk.core.request.request import Request
from aiurdesk.core.translation import truncate

_LONGEST = 27
"""Characters of a title; the name of a service comes on top."""


def tab_titles(
    endpoints: Mapping[int, Endpoint],
    service_name: Callable[[str], str],
    names: Mapping[int, str] | None = None,
) -> Mapping[int, str]:
    """Return the titles of tabs, with the service or host where two are alike.

    Args:
        endpoints: Of the open requests, by their keys.
        service_name: Returns the name of a service by its id.
        names: Of the saved requests, by their keys; they are their titles.
    """
    services: dict[str, set[str]] = defaultdict(set)
    for endpoint in endpoints.values():
        services[short_title(endpoint)].add(_source(endpoint))
    titles: dict[int, str] = {}
    for key, endpoint in endpoints.items():
        title = short_title(endpoint)
        is_alike = len(services[title]) > 1 and bool(_source(endpoint))
        service = f" · {_name(endpoint, services[title], service_name)}" if is_alike else ""
        titles[key] = f"{title}{service}"
    titles.update(names or {})
    return titles


def shown_method(request: Request) -> str:
    """Return the text of the badge of a request: the chosen method, or WS for a WebSocket."""
    chosen = "" if request.endpoint.is_websocket else request.method
    return chosen or request.endpoint.shown_method


def short_title(endpoint: Endpoint) -> str:
    """Return the title of an endpoint; of a typed address, its path or its host."""
    title = endpoint.shown_title
    host, path = host_and_path(title) if endpoint.is_typed else ("", "")
    return path if path.strip("/") else host or title


def truncate_title(title: str) -> str:
    """Return a title that fits into a tab; the service is not cut off."""
    own, separator, service = title.partition(" · ")
    return f"{truncate(own, _LONGEST)}{separator}{service}"


def _source(endpoint: Endpoint) -> str:
    """Return the id of the service; without one, the host where the title does not name it."""
    if not endpoint.is_typed:
        return endpoint.service_id
    host, path = host_and_path(endpoint.shown_title)
    return host if path.strip("/") else ""


def _name(endpoint: Endpoint, services: Iterable[str], service_name: Callable[[str], str]) -> str:
    if endpoint.is_typed:
        return _source(endpoint)
    name = service_name(endpoint.service_id)
    # Services of two generations may have one name; their ids differ.
    same = [service for service in services if service and service_name(service) == name]
    return name if len(same) == 1 else endpoint.service_id
