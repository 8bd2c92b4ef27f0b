"""A small description with something of everything, and short ways to import parts of it."""

from typing import Any

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.importers.imported import ImportedService
from aiurdesk.importers.openapi import parse_openapi
from aiurdesk.importers.openapi.refs import Node, References, no_other_file


def node_of(value: Any) -> Node:
    """Return a document as a node."""
    return References(value, "openapi.json", no_other_file).root


def description(paths: dict[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    """Return a description with some paths."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lamp shop", "version": "1"},
        "servers": [{"url": "https://lamps.example/v1"}],
        "paths": paths or {},
        **members,
    }


def imported(document: dict[str, Any]) -> ImportedService:
    """Return what a description becomes."""
    service = parse_openapi(document, "lamps")
    assert isinstance(service, ImportedService), service
    return service


def endpoint_of(operation: dict[str, Any], path: str = "/lamps", method: str = "post") -> Endpoint:
    """Return the endpoint of a description with one operation."""
    (endpoint,) = imported(description({path: {method: operation}})).description.endpoints
    return endpoint


def lines(service: ImportedService) -> list[tuple[str, str]]:
    """Return what was left out: words and pointers."""
    return [(entry.words, entry.source) for entry in service.left_out]
