"""Swagger 2 in the words of OpenAPI 3, so that one importer reads both.

Source: OpenAPI Specification 2.0, and "What has changed" of 3.0.
"""

from typing import Any

from aiurdesk.importers.openapi.refs import Node

_FORM = ("application/x-www-form-urlencoded", "multipart/form-data")
_OF_PARAMETER = frozenset({"name", "in", "required", "description", "collectionFormat"})
_STYLES = {
    "csv": ("form", False),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}


def servers(document: Node) -> list[dict[str, Any]]:
    """Return the servers that host, base path and schemes describe."""
    host, base = document.text("host"), document.text("basePath").rstrip("/")
    if not host:
        return [{"url": base}] if base else []
    # The specification takes the scheme that the description came by; https is the safe guess.
    schemes = [scheme for scheme in document.texts("schemes") if scheme in ("http", "https")] or [
        "https"
    ]
    schemes.sort(reverse=True)
    return [{"url": f"{scheme}://{host}{base}"} for scheme in schemes]


def parameter(node: Node) -> Node:
    """Return a parameter that is not a body with its schema in an object of its own."""
    value = node.value
    schema = {name: member for name, member in value.items() if name not in _OF_PARAMETER}
    style, explode = _STYLES.get(str(value.get("collectionFormat", "csv")), ("form", False))
    kept = {name: value[name] for name in _OF_PARAMETER if name in value}
    if value.get("in") in ("query", "formData"):
        kept |= {"style": style, "explode": explode}
    return node.replaced({**kept, "schema": schema})


def request_body(parameters: list[Node], consumes: list[str]) -> Any:
    """Return the ``requestBody`` that parameters of the body and of the form describe."""
    whole = next((parameter for parameter in parameters if parameter.text("in") == "body"), None)
    if whole is not None:
        types = [content_type for content_type in consumes if content_type not in _FORM] or [
            "application/json"
        ]
        media = {"schema": whole.value.get("schema", {})}
        return {
            "description": whole.text("description"),
            "required": whole.is_true("required"),
            "content": dict.fromkeys(types, media),
        }
    fields = [
        parameter
        for parameter in parameters
        if parameter.text("in") == "formData" and parameter.text("name")
    ]
    if not fields:
        return None
    has_file = any(field.text("type") == "file" for field in fields)
    type_ = _FORM[1] if has_file or _FORM[1] in consumes and _FORM[0] not in consumes else _FORM[0]
    schema = {
        "type": "object",
        "properties": {field.text("name"): _field(field) for field in fields},
        "required": [field.text("name") for field in fields if field.is_true("required")],
    }
    return {"content": {type_: {"schema": schema}}}


def _field(node: Node) -> dict[str, Any]:
    return {
        name: value for name, value in node.value.items() if name not in ("name", "in", "required")
    }


def responses(node: Node, produces: list[str]) -> Node:
    """Return the responses with a content type for each schema."""
    types = produces or ["application/json"]
    converted = {}
    for status, _ in node.members():
        response = node.object(status)
        examples = response.object("examples")
        content = {}
        if "schema" in response or examples:
            for type_ in dict.fromkeys((*types, *(name for name, _ in examples.members()))):
                media = {"schema": response.value.get("schema", {})}
                if type_ in examples:
                    media["example"] = examples.value[type_]
                content[type_] = media
        converted[status] = {**response.value, "content": content}
    return node.replaced(converted)
