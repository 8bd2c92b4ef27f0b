"""Titles of the tabs of open requests: what tells each from the others."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import islice, takewhile

from aiurdesk.core.api.endpoint import Endpoint, Location
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.preparing.custom_url import host_and_path
from aiurdesk.core.preparing.query_rows import query_rows
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.rows import value_rows
from aiurdesk.core.translation import CUT, truncate

_LONGEST = 60
"""Characters of a title; wider than any tab."""
_BETWEEN = " · "
_LONGEST_VALUE = 24
_MOST_VALUES = 50
"""Of a request, which may have thousands; titles are made again while one types."""
_IN_ADDRESS = (Location.PATH, Location.QUERY)


def tab_titles(
    endpoints: Mapping[int, Endpoint],
    service_name: Callable[[str], str],
    names: Mapping[int, str] | None = None,
    folders: Mapping[int, str] | None = None,
) -> Mapping[int, str]:
    """Return the titles of tabs, with service, host or folder where two are alike.

    Args:
        endpoints: Of the open requests, by their keys.
        service_name: Returns the name of a service by its id.
        names: Of the saved requests, by their keys; they are their titles.
        folders: Names of the folders of their files, by their keys.
    """
    folders = folders or {}
    services: dict[str, set[str]] = defaultdict(set)
    for endpoint in endpoints.values():
        services[short_title(endpoint)].add(_source(endpoint))
    titles: dict[int, str] = {}
    for key, endpoint in endpoints.items():
        title = short_title(endpoint)
        is_alike = len(services[title]) > 1 and bool(_source(endpoint))
        service = f"{_BETWEEN}{_name(endpoint, services[title], service_name)}" if is_alike else ""
        titles[key] = f"{title}{service}"
    places: dict[str, set[str]] = defaultdict(set)
    for key, name in (names or {}).items():
        places[name].add(folders.get(key, ""))
    for key, name in (names or {}).items():
        folder = folders.get(key, "") if len(places[name]) > 1 else ""
        titles[key] = f"{name}{_BETWEEN}{folder}" if folder else name
    return titles


def told_apart(titles: Mapping[int, str], requests: Mapping[int, Request]) -> Mapping[int, str]:
    """Return titles with a value of the path or the query where several tabs have one title.

    Where no value tells them apart, they are numbered from the second one on.

    Args:
        titles: As ``tab_titles`` returns them.
        requests: By the same keys.
    """
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for key, title in titles.items():
        alike[shown_method(requests[key]), title].append(key)
    told = dict(titles)
    for keys in alike.values():
        if len(keys) == 1:
            continue
        words = _telling_values([_values(requests[key]) for key in keys])
        seen: Counter[str] = Counter()
        for key, value in zip(keys, words, strict=True):
            seen[value] += 1
            number = str(seen[value]) if seen[value] > 1 else ""
            told[key] = _BETWEEN.join(filter(None, (titles[key], value, number)))
    return told


def _telling_values(values: list[Mapping[str, str]]) -> list[str]:
    """Return for each request the pair that tells most of them apart; empty where none does."""
    names = dict.fromkeys(name for each in values for name in each)
    # The first of those that tell as many apart.
    best = max(names, key=lambda name: len({each.get(name) for each in values}), default="")
    if len({each.get(best) for each in values}) == 1:
        return [""] * len(values)
    return [f"{best}={each[best]}" if best in each else "" for each in values]


def _values(request: Request) -> Mapping[str, str]:
    """Return the values of path and query that can be read by others who see the screen."""
    if request.endpoint.is_typed:
        rows = query_rows(request)
    else:
        in_address = {p.name for p in request.endpoint.parameters if p.location in _IN_ADDRESS}
        rows = tuple(row for row in value_rows(request) if row.name in in_address)
    shown = (row for row in rows if row.is_sent and isinstance(row.value, str) and row.value)
    return {
        row.name: truncate(" ".join(str(row.value).split()), _LONGEST_VALUE)
        for row in islice(shown, _MOST_VALUES)
        if not is_secret_name(row.name)
    }


def shown_titles(titles: Mapping[int, str]) -> Mapping[int, str]:
    """Return what tabs show of their titles, so that a narrow one shows what tells it apart.

    A path begins behind what it has in common with the most similar one; service, host or folder
    come before a title that another one has, too.

    Args:
        titles: As ``told_apart`` returns them.
    """
    parts = {key: title.partition(_BETWEEN) for key, title in titles.items()}
    owns = {own for own, _, _ in parts.values()}
    short = _without_shared({own for own in owns if own.startswith("/")})
    shown = {}
    for key, (own, between, source) in parts.items():
        name = short.get(own, own)
        # A number alone before it would say nothing.
        pair = (name, source) if source.isdigit() else (source, name)
        shown[key] = between.join(pair) if between else name
    return shown


def _without_shared(paths: Iterable[str]) -> Mapping[str, str]:
    """Return for each path what is behind its beginning that another one shares."""
    # The most similar one is beside it in this order.
    rows = sorted((tuple(path.split("/")[1:]), path) for path in paths)
    short: dict[str, str] = {}
    for number, (segments, path) in enumerate(rows):
        beside = [
            other for other, _ in (*rows[max(0, number - 1) : number], *rows[number + 1 :][:1])
        ]
        shared = max((_shared_length(segments, other) for other in beside), default=0)
        # Something of it is always shown.
        shared = min(shared, len(segments) - 1)
        short[path] = "/".join((CUT, *segments[shared:])) if shared else path
    seen = Counter(short.values())
    return {path: text if seen[text] == 1 else path for path, text in short.items()}


def _shared_length(one: Iterable[str], other: Iterable[str]) -> int:
    """Return how many segments two paths begin with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


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
    """Return a title for a tab, whose width is shared by all: few of them are as long."""
    return truncate(title, _LONGEST)


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
