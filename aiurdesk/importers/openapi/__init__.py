"""Descriptions of APIs as services: OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.

Source: OpenAPI Specification 2.0, 3.0.4, 3.1.1 and 3.2.0.
"""

import re
from collections.abc import Iterator
from typing import Any

from aiurdesk.core.api.endpoint import OWN_GENERATION, ApiDescription, Endpoint, Service
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.importers.imported import ImportedService
from aiurdesk.importers.openapi import swagger2
from aiurdesk.importers.openapi.operations import EndpointMaker, tag_paths, word
from aiurdesk.importers.openapi.refs import Node, References, Retrieve, no_other_file
from aiurdesk.importers.openapi.schemas import SchemaBundle
from aiurdesk.importers.openapi.servers import (
    base_url_of,
    filled,
    schemes_of,
    security_of,
    servers_of,
)

MOST_ENDPOINTS = 20_000
_READ = frozenset(
    {
        "openapi", "swagger", "info", "servers", "paths", "components", "security", "tags",
        "externalDocs", "host", "basePath", "schemes", "consumes", "produces", "definitions",
        "parameters", "responses", "securityDefinitions", "jsonSchemaDialect", "$self",
    }
)  # fmt: skip
_OF_INFO = frozenset(
    {"title", "summary", "description", "version", "contact", "license", "termsOfService"}
)
_VERSION = re.compile(r"3\.[0-2](?:\.|$)")


def is_openapi(document: Any) -> bool:
    """Tell whether a document calls itself a description of OpenAPI or Swagger."""
    return isinstance(document, dict) and ("openapi" in document or "swagger" in document)


def name_of(document: Any) -> str:
    """Return the name that a service gets of the title of its description; may be empty."""
    info = document.get("info") if isinstance(document, dict) else None
    title = info.get("title") if isinstance(info, dict) else None
    return word(title)[:40].strip("-") if isinstance(title, str) else ""


def parse_openapi(
    document: Any,
    name: str,
    *,
    file: str = "openapi.json",
    address: str = "",
    retrieve: Retrieve = no_other_file,
) -> ImportedService | Problem:
    """Return the service that a description describes, or why it describes none.

    Args:
        document: What ``text.read_text`` returned.
        name: The id of the service.
        file: Path of the description within its folder.
        address: Where it came from; empty where that is not a URL.
        retrieve: Reads other files of the folder.
    """
    problem = _problem_of(document)
    if problem is not None:
        return problem
    bundle = SchemaBundle()
    root = References(document, file, retrieve).root
    if "swagger" in root:
        root = root.replaced({**root.value, "servers": swagger2.servers(root)})
    root.list_others(_READ)
    root.object("info").list_others(_OF_INFO)
    for tag in root.entries("tags"):
        tag.list_others(("name", "description", "summary", "parent", "kind"))
    endpoints: list[Endpoint] = []
    for endpoint in _endpoints(root, EndpointMaker(root, name, bundle)):
        endpoints.append(endpoint)
        if len(endpoints) > MOST_ENDPOINTS:
            return Problem(
                tr(
                    "It describes more than {most_endpoints:,} endpoints. Import a part of it."
                ).format(most_endpoints=MOST_ENDPOINTS)
            )
    # As the description lists its tags, which is the order that its authors want.
    paths = tag_paths(root)
    number = {name: n for n, name in enumerate(paths)}
    order = {" › ".join(path): [number[name] for name in path] for path in paths.values()}
    endpoints.sort(key=lambda endpoint: order.get(endpoint.group, [len(number)]))
    if not endpoints:
        root.raw("paths").leave_out(tr("the endpoints: the description has none"))
    service = _service(root, name, address)
    return ImportedService(
        ApiDescription(service, tuple(endpoints)), bundle.schemas, root.references.left_out.entries
    )


def _problem_of(document: Any) -> Problem | None:
    if not isinstance(document, dict):
        return Problem(tr("It holds no object, so it is not a description of an API."))
    version = document.get("openapi", document.get("swagger"))
    if version is None:
        return Problem(
            tr("It has neither openapi nor swagger, so it is not a description of an API.")
        )
    is_known = "openapi" in document and _VERSION.match(str(version))
    if not is_known and ("openapi" in document or str(version) != "2.0"):
        return Problem(
            tr(
                "At {pointer}, it says version {version}. OpenAPI 3.0 to 3.2 and Swagger "
                "2.0 can be imported."
            ).format(
                pointer="/openapi" if "openapi" in document else "/swagger",
                version=str(version)[:20],
            )
        )
    if not isinstance(document.get("info"), dict):
        return Problem(tr("At /info, it should have an object with the title of the API. Add one."))
    paths = document.get("paths")
    if paths is not None and not isinstance(paths, dict):
        return Problem(
            tr("At /paths, it should have an object with the paths of the API. Correct it there.")
        )
    return None


def _endpoints(root: Node, made: EndpointMaker) -> Iterator[Endpoint]:
    paths = root.object("paths")
    for path, given in paths.members():
        if path.startswith("x-"):
            given.leave_out(path)
            continue
        item = given.references.followed(given)
        if not isinstance(item.value, dict):
            given.leave_out(tr("a path that is not an object"))
            continue
        if isinstance(given.value, dict) and len(given.value) > 1 and "$ref" in given.value:
            item = item.replaced(
                {**item.value, **{k: v for k, v in given.value.items() if k != "$ref"}}
            )
        yield from made.of_path(path, item)


def _service(root: Node, name: str, address: str) -> Service:
    info = root.object("info")
    for member in ("title", "version"):
        if not isinstance(info.raw(member).value, str):
            words = tr("the {member}, which is not text").format(member=member)
            info.raw(member).leave_out(words)
    servers = tuple(servers_of(root, name, address))
    # The host that it came from is as good as a server.
    if not servers and not address:
        words = tr("the address of the service: the description names no server")
        root.raw("servers").leave_out(words)
    title = " ".join((info.text("title") or name).split())[:100]
    return Service(
        id=name,
        name=title or name,
        base_url=filled(servers[0]) if servers else base_url_of(name, address),
        generation=OWN_GENERATION,
        table="",
        description=_description(root, info),
        doc_url=root.object("externalDocs").text("url") or None,
        other_base_urls=tuple(map(filled, servers[1:])),
        servers=servers,
        security=tuple(security_of(schemes_of(root))),
    )


def _description(root: Node, info: Node) -> str:
    """Return what the description says of the API as a whole, in Markdown."""
    lines = [info.text("summary"), info.text("description").strip()]
    if info.text("version"):
        lines.append(tr("Version {text}.").format(text=info.text("version")))
    for member, keys, sentence in (
        ("contact", ("name", "email", "url"), tr("Contact: {words}.")),
        ("license", ("name", "identifier", "url"), tr("Licence: {words}.")),
    ):
        words = ", ".join(filter(None, (info.object(member).text(key) for key in keys)))
        lines.append(sentence.format(words=words) if words else "")
    terms = info.text("termsOfService")
    lines.append(tr("Terms of service: {terms}.").format(terms=terms) if terms else "")
    tags = (tag for tag in root.entries("tags") if tag.text("name") and tag.text("description"))
    lines += [f"**{tag.text('name')}**: {tag.text('description').strip()}" for tag in tags]
    return "\n\n".join(filter(None, lines))
