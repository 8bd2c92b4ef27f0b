"""A service as one HTML page: its endpoints, and the codes of its dialect with fixes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind, Service
from aiurdesk.core.exporters.exported import Exported, ExportedRequest, exported_item
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.services.exports.html_page import (
    CRUMB,
    HtmlPage,
    anchor_of,
    block,
    heading,
    paragraph,
    table,
    titled_block,
)
from aiurdesk.services.exports.page_details import add_codes, codes, curl, parameters


def write_service_page(
    service: Service, endpoints: Sequence[Endpoint], dialect: Dialect | None
) -> Exported:
    """Return the page of a service."""
    page = HtmlPage()
    places: dict[str, int] = {}
    for one in endpoints:
        places.setdefault(one.group, len(places))
    shown: tuple[str, ...] = ()
    ordered = sorted(endpoints, key=lambda one: places[one.group])
    for group, inner in groupby(ordered, key=lambda one: one.group):
        names = tuple(group.split(CRUMB))
        _add_groups(page, names, shown)
        shown = names
        for one in inner:
            inside = "".join(_endpoint(one, service, dialect))
            page.add_entry(one.shown_title, len(names), inside, anchor_of(one.id), names)
    add_codes(page, [dialect] if dialect else [])
    top = paragraph(service.description) + block(service.base_url)
    return Exported(page.written(service.name, top), tuple(page.left_out()))


def _add_groups(page: HtmlPage, names: tuple[str, ...], shown: tuple[str, ...]) -> None:
    """Add the headings of a group that are not there yet."""
    for depth, name in enumerate(names):
        if names[: depth + 1] != shown[: depth + 1]:
            page.add_group(name, depth, "", anchor_of("group", *names[: depth + 1]))


def _endpoint(endpoint: Endpoint, service: Service, dialect: Dialect | None) -> Iterator[str]:
    yield block(f"{endpoint.shown_method} {endpoint.path}")
    yield paragraph(endpoint.description)
    if endpoint.is_deprecated:
        yield paragraph(tr("Deprecated: the service is going to drop it."))
    yield paragraph(endpoint.authentication_note)
    yield from parameters(endpoint.parameters)
    yield from codes(endpoint, dialect, service.table)
    if endpoint.response_fields:
        yield heading(tr("Response"))
        yield table((tr("Name"), tr("Kind")), ((f.name, f.type) for f in endpoint.response_fields))
    for response in endpoint.responses:
        yield heading(f"{tr('Response')} {response.status} {response.content_type}".rstrip())
        yield paragraph(response.description)
        for example in response.all_examples:
            yield titled_block(example.title, example.value)
    if not endpoint.is_websocket:
        yield titled_block("curl", curl(_call(endpoint, service)))


def _call(endpoint: Endpoint, service: Service) -> ExportedRequest:
    """Return a call with all that is required; variables stand for what has no example."""
    needed = [one for one in endpoint.parameters if one.required]
    values = {one.name: _value(one) for one in needed}
    request = Request(target=endpoint, values=tuple(values.items()))
    sent = exported_item(endpoint.name, request, service.base_url).sent
    headers = tuple(
        Header(one.sent_name, values[one.name]) for one in needed if one.location is Location.HEADER
    )
    return replace(sent, headers=(*sent.headers, *headers))


def _value(one: Parameter) -> str:
    # An example of a secret may be one.
    known = "" if one.kind is ParameterKind.SECRET else one.example or one.default
    return known or f"{{{{{one.name}}}}}"
