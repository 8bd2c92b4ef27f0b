"""The order and headings of the endpoint tree: generation, service, group, endpoint."""

from collections.abc import Container, Iterable, Iterator
from enum import StrEnum
from typing import TypeAlias

import msgspec
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from aiurdesk.core.api.catalogue import OWN
from aiurdesk.core.api.endpoint import OWN_GENERATION, ApiDescription, Endpoint, Service
from aiurdesk.core.api.endpoint_filter import Hit, matched_text
from aiurdesk.core.environments.environment import SANDBOX_PARTS, Environment, is_in_sandbox
from aiurdesk.core.preparing.availability import is_available
from aiurdesk.core.translation import tr, trn
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.row_delegate import GAP, ROW_SPACE, RowDelegate


class HeadingLevel(StrEnum):
    """Level of a heading in the tree of endpoints."""

    GENERATION = "generation"
    SERVICE = "service"
    GROUP = "group"


class Branch(msgspec.Struct, frozen=True):
    """A heading with the entries below it."""

    key: str
    """Identifies it across starts: generation, service id, or service id and group."""
    title: str
    level: HeadingLevel
    children: tuple["EndpointEntry", ...]
    endpoint_count: int
    is_available: bool = True
    """The environment can reach at least one of its endpoints."""
    unreachable: frozenset[str] = frozenset()
    """Ids of the endpoints directly below it that the environment cannot reach."""
    service: Service | None = None
    """The service that a heading of the level ``SERVICE`` stands for."""
    detail: str = ""
    """Where a service comes from."""


_MOST_WITHOUT_GROUPS = 10
"""Endpoints of a service."""
EndpointEntry: TypeAlias = Branch | Endpoint


def outline(
    descriptions: Iterable[ApiDescription],
    environment: Environment,
    hidden: Container[str] = (),
) -> tuple[Branch, ...]:
    """Return the tree: first the services that a person added, then the others that are available.

    Otherwise they are in the given order.

    Services without endpoints are left out: there is nothing to open in them.

    Args:
        hidden: Ids of built-in services that are left out.
    """
    by_generation: dict[tuple[str, str], list[Branch]] = {}
    own: list[Branch] = []
    for description in descriptions:
        name, generation = description.service.generation, description.generation
        is_hidden = name != OWN_GENERATION and description.service.id in hidden
        if is_hidden or not description.endpoints:
            continue
        branch = _service_branch(description, environment)
        if name == OWN_GENERATION:
            own.append(branch)
            continue
        heading = (name, generation.title if generation else tr(name))
        by_generation.setdefault(heading, []).append(branch)
    generations = [
        _generation_branch(name, title, services)
        for (name, title), services in by_generation.items()
    ]
    return (*own, *sorted(generations, key=lambda branch: not branch.is_available))


def endpoints_below(entry: EndpointEntry) -> Iterator[Endpoint]:
    """Yield the endpoints of a branch, or the endpoint itself."""
    if isinstance(entry, Endpoint):
        yield entry
        return
    for child in entry.children:
        yield from endpoints_below(child)


def services_below(branches: Iterable[Branch]) -> Iterator[Branch]:
    """Yield the headings of services, from top to bottom."""
    for branch in branches:
        if branch.level is HeadingLevel.SERVICE:
            yield branch
        else:
            yield from services_below(item for item in branch.children if isinstance(item, Branch))


def unreachable_below(entries: Iterable[EndpointEntry]) -> frozenset[str]:
    """Return the ids of all endpoints that the environment cannot reach."""
    branches = [entry for entry in entries if isinstance(entry, Branch)]
    below = (unreachable_below(branch.children) for branch in branches)
    return frozenset().union(*(branch.unreachable for branch in branches), *below)


def children_of(entry: EndpointEntry) -> tuple[EndpointEntry, ...]:
    """Return the entries right below an entry."""
    return entry.children if isinstance(entry, Branch) else ()


def title_of(entry: EndpointEntry) -> str:
    """Return the text of an entry."""
    return entry.title if isinstance(entry, Branch) else entry.shown_title


def tool_tip_of(entry: EndpointEntry) -> str:
    """Return method and path of an endpoint, or why a heading is muted."""
    if isinstance(entry, Branch):
        words = tr("The chosen environment has no address for this endpoint.")
        return "" if entry.is_available else words
    deprecated = tr("\nDeprecated: the service is going to drop it.")
    return f"{entry.shown_method} {entry.path}{deprecated if entry.is_deprecated else ''}"


def spoken_title(entry: EndpointEntry) -> str:
    """Return everything that the row of an entry shows, in words."""
    if isinstance(entry, Endpoint):
        deprecated = ", deprecated" if entry.is_deprecated else ""
        return f"{entry.shown_method} {entry.shown_title}{deprecated}"
    count = entry.endpoint_count
    words = trn("{title}, {count} endpoint", "{title}, {count} endpoints", count)
    return words.format(title=entry.title, count=count)


def spoken_hit(hit: Hit, needle: str) -> str:
    """Return everything that the row of a hit shows, in words."""
    return f"{spoken_title(hit.endpoint)}, {hit_origin(hit, needle)}"


def hit_origin(hit: Hit, needle: str) -> str:
    """Return the service of a hit, and what matched where that was not the name."""
    # Once where the name of the service is what matched.
    words = (hit.service.name, matched_text(hit, needle))
    return " · ".join(dict.fromkeys(filter(None, words)))


def _service_branch(description: ApiDescription, environment: Environment) -> Branch:
    service = description.service
    groups: dict[str, list[Endpoint]] = {}
    for endpoint in description.endpoints:
        # A dict keeps its order, so groups come as the catalogue names them first.
        groups.setdefault(endpoint.group, []).append(endpoint)
    # Once for the service; single endpoints differ in the sandbox only.
    reachable = is_available(service, environment)
    branches = tuple(
        _group_branch(f"{service.id}/{name}", tuple(endpoints), reachable, environment)
        for name, endpoints in groups.items()
    )
    count = len(description.endpoints)
    unreachable: frozenset[str] = frozenset()
    children: tuple[EndpointEntry, ...] = branches
    # A group that is the only one says nothing, and a short list needs none.
    if len(branches) == 1 or count <= _MOST_WITHOUT_GROUPS:
        children = tuple(endpoint for branch in branches for endpoint in branch.children)
        unreachable = frozenset().union(*(branch.unreachable for branch in branches))
    title = service.name
    # A person should know before sending that the sandbox does not have all endpoints of it.
    if environment.is_sandbox and service.id in SANDBOX_PARTS:
        title = tr("{name} (in part)").format(name=service.name)
    return Branch(
        service.id,
        title,
        HeadingLevel.SERVICE,
        children,
        count,
        reachable,
        unreachable,
        service,
        detail=_detail(description),
    )


def _detail(description: ApiDescription) -> str:
    """Return the collection that a service belongs to."""
    generation = description.generation
    is_own = description.service.generation == OWN_GENERATION
    return generation.title if is_own and generation and generation != OWN else ""


def _group_branch(
    key: str, endpoints: tuple[Endpoint, ...], is_service_reachable: bool, environment: Environment
) -> Branch:
    unreachable = frozenset(
        endpoint.id
        for endpoint in endpoints
        if not is_service_reachable or (environment.is_sandbox and not is_in_sandbox(endpoint))
    )
    return Branch(
        key=key,
        title=endpoints[0].group,
        level=HeadingLevel.GROUP,
        children=endpoints,
        endpoint_count=len(endpoints),
        is_available=len(unreachable) < len(endpoints),
        unreachable=unreachable,
    )


def _generation_branch(name: str, title: str, services: list[Branch]) -> Branch:
    # A stable sort: within both halves the order of the catalogue stays.
    services.sort(key=lambda branch: not branch.is_available)
    return Branch(
        key=f"generation {name}",
        title=title,
        level=HeadingLevel.GENERATION,
        children=tuple(services),
        endpoint_count=sum(service.endpoint_count for service in services),
        is_available=any(service.is_available for service in services),
    )


def is_own(branch: Branch) -> bool:
    """Tell whether a branch is a service that a person added."""
    return branch.service is not None and branch.service.generation == OWN_GENERATION


class EntryPainter(RowDelegate):
    """Draws branches, endpoints and hits."""

    with_two_lines = Hit

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.unreachable: frozenset[str] = frozenset()
        """Ids of the endpoints that are muted."""

    def tool_tip(self, entry: object) -> str:
        """Return method and path, and what matched."""
        if isinstance(entry, Hit):
            return f"{tool_tip_of(entry.endpoint)}\n{hit_origin(entry, self.needle)}"
        return tool_tip_of(entry) if isinstance(entry, Branch | Endpoint) else ""

    def paint_entry(self, painter: QPainter, rect: QRect, entry: object) -> None:  # noqa: D102
        if isinstance(entry, Branch):
            self._paint_branch(painter, rect, entry)
        elif isinstance(entry, Hit):
            self._paint_hit(painter, rect, entry)
        elif isinstance(entry, Endpoint):
            self._paint_endpoint(painter, rect, entry)

    def _paint_branch(self, painter: QPainter, rect: QRect, branch: Branch) -> None:
        # Services stand out among the headings; what cannot be reached is muted with all below it.
        is_service = branch.level is HeadingLevel.SERVICE
        token = "text" if is_service and branch.is_available else "muted"
        face = self.plain
        count = " · ".join(filter(None, (str(branch.endpoint_count), branch.detail)))
        # The count is short and stays readable; the title is shortened to make room for it.
        room = self.small.metrics.horizontalAdvance(count) + GAP + 2
        width = self.draw(painter, rect.adjusted(0, 0, -room, 0), branch.title, face, token)
        rest = rect.adjusted(width + GAP + 2, 0, 0, 0)
        self.draw(painter, rest, count, self.small, "muted")

    def _paint_hit(self, painter: QPainter, rect: QRect, hit: Hit) -> None:
        upper, lower = self.lines_of(rect.adjusted(0, ROW_SPACE // 2, 0, 0))
        self._paint_endpoint(painter, upper, hit.endpoint)
        lower.adjust(self.badge_width + GAP, 0, 0, 0)
        self.draw(painter, lower, hit_origin(hit, self.needle), self.small, "muted")

    def _paint_endpoint(self, painter: QPainter, rect: QRect, endpoint: Endpoint) -> None:
        method = endpoint.shown_method
        is_muted = endpoint.id in self.unreachable
        rest = self.paint_badge(painter, rect, method, is_muted=is_muted)
        token = "muted" if is_muted or endpoint.is_deprecated else "text"
        width = self.draw(painter, rest, endpoint.shown_title, self.plain, token)
        if endpoint.is_deprecated:
            middle = rest.center().y() + 1
            painter.drawLine(rest.left(), middle, rest.left() + width, middle)
