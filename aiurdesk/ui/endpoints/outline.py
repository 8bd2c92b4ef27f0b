"""The order and headings of the endpoint tree: generation, service, group, endpoint."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TypeAlias

import msgspec

from aiurdesk.core.api.endpoint import ApiDescription, Endpoint
from aiurdesk.core.request.availability import is_available
from aiurdesk.core.request.built_in_environments import SANDBOX_PARTS, is_in_sandbox
from aiurdesk.core.request.environment import Environment


class Level(StrEnum):
    """What a heading of the tree stands for."""

    GENERATION = "generation"
    SERVICE = "service"
    GROUP = "group"


class Branch(msgspec.Struct, frozen=True):
    """A heading with the entries below it."""

    key: str
    """The same at the next start: generation, service id, or service id and group."""
    title: str
    level: Level
    children: tuple["Entry", ...]
    endpoint_count: int
    is_available: bool = True
    """The environment has an address for it."""
    absent: frozenset[str] = frozenset()
    """Ids of the endpoints right below it that the environment does not have."""


Entry: TypeAlias = Branch | Endpoint


def outline(descriptions: Iterable[ApiDescription], environment: Environment) -> tuple[Branch, ...]:
    """Return the tree: available services first, otherwise in the given order."""
    by_generation: dict[str, list[Branch]] = {}
    titles: dict[str, str] = {}
    for description in descriptions:
        name, generation = description.service.generation, description.generation
        by_generation.setdefault(name, []).append(_service_branch(description, environment))
        titles.setdefault(name, generation.title if generation else name)
    generations = [
        _generation_branch(name, titles[name], found) for name, found in by_generation.items()
    ]
    return tuple(sorted(generations, key=_unreachable_last))


def endpoints_below(entry: Entry) -> Iterator[Endpoint]:
    """Yield the endpoints of a branch, or the endpoint itself."""
    if isinstance(entry, Endpoint):
        yield entry
        return
    for child in entry.children:
        yield from endpoints_below(child)


def children_of(entry: Entry) -> tuple[Entry, ...]:
    """Return the entries right below an entry."""
    return entry.children if isinstance(entry, Branch) else ()


def title_of(entry: Entry) -> str:
    """Return the text of an entry."""
    return entry.title if isinstance(entry, Branch) else endpoint_title(entry)


def tool_tip_of(entry: Entry) -> str:
    """Return method and path of an endpoint, or why a heading is muted."""
    if isinstance(entry, Endpoint):
        return f"{method_of(entry)} {entry.path}"
    return "" if entry.is_available else "The chosen environment has no address for it."


def endpoint_title(endpoint: Endpoint) -> str:
    """Return the title that tree and tabs show."""
    return endpoint.title or endpoint.name or endpoint.id


def method_of(endpoint: Endpoint) -> str:
    """Return the text of the badge: the method, or WS for a WebSocket."""
    return "WS" if endpoint.is_websocket else endpoint.method


def _service_branch(description: ApiDescription, environment: Environment) -> Branch:
    service = description.service
    groups: dict[str, list[Endpoint]] = {}
    for endpoint in description.endpoints:
        groups.setdefault(endpoint.group, []).append(endpoint)
    reachable = is_available(service, environment)
    branches = tuple(
        _group_branch(f"{service.id}/{name}", tuple(found), reachable, environment)
        for name, found in groups.items()
    )
    count = len(description.endpoints)
    title = service.name
    if environment.is_sandbox and service.id in SANDBOX_PARTS:
        title = f"{service.name} (signing in only)"
    return Branch(service.id, title, Level.SERVICE, branches, count, reachable)


def _group_branch(
    key: str, found: tuple[Endpoint, ...], is_service_reachable: bool, environment: Environment
) -> Branch:
    absent: frozenset[str] = frozenset()
    if environment.is_sandbox and is_service_reachable:
        absent = frozenset(endpoint.id for endpoint in found if not is_in_sandbox(endpoint))
    return Branch(
        key=key,
        title=found[0].group,
        level=Level.GROUP,
        children=found,
        endpoint_count=len(found),
        is_available=is_service_reachable and len(absent) < len(found),
        absent=absent,
    )


def _generation_branch(name: str, title: str, services: list[Branch]) -> Branch:
    services.sort(key=_unreachable_last)
    return Branch(
        key=f"generation {name}",
        title=title,
        level=Level.GENERATION,
        children=tuple(services),
        endpoint_count=sum(service.endpoint_count for service in services),
        is_available=any(service.is_available for service in services),
    )


def _unreachable_last(branch: Branch) -> bool:
    return not branch.is_available
