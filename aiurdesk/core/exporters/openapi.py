"""A collection as an API description, OpenAPI 3.1.

Source: OAI/OpenAPI-Specification versions/3.1.0.md, sections 4.8.8 to 4.8.14.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aiurdesk.core.environments.environment import VARIABLE
from aiurdesk.core.exporters.exported import (
    CollectionFormat,
    Exported,
    ExportedFolder,
    ExportedItem,
    ExportedRequest,
    body_text,
    left_out_environments,
    left_out_of,
    texts,
    written_json,
)
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    MultipartBody,
    Row,
    TextBody,
)
from aiurdesk.core.translation import tr

_METHODS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace"))
_DESCRIBED_ELSEWHERE = frozenset(("accept", "content-type", "authorization"))
_AUTHORITY = re.compile(r"^(?:[a-z]+://[^/?#]*|\{\{[^}]*\}\})", re.IGNORECASE)
_NOT_A_WORD = re.compile(r"[^A-Za-z0-9]+")


def write_openapi(folder: ExportedFolder) -> Exported:
    """Return the description; of two requests with one method and path the first one is in it."""
    left_out: list[str] = []
    paths: dict[str, dict[str, Any]] = {}
    servers: dict[str, None] = {}
    ids: set[str] = set()
    for title, item in folder.requests():
        exported = item.sent
        base, path = _divided(exported.url)
        method = exported.method.lower()
        if method not in _METHODS:
            text = tr("{title}: its method {method}, which OpenAPI does not have.")
            left_out.append(text.format(title=title, method=exported.method))
        elif method in paths.get(path, {}):
            text = tr("{title}: {method} {path} is there already.")
            left_out.append(text.format(title=title, method=exported.method, path=path))
        else:
            servers[base] = None
            operation = _operation(title, item, path, ids)
            paths.setdefault(path, {})[method] = operation
            left_out += _lost(title, exported)
            if len(servers) > 1 and base != next(iter(servers)):
                text = tr("{title}: that it is at {base}, which stands beside others.")
                left_out.append(text.format(title=title, base=base))
            left_out += left_out_of(title, item, has_examples=True)
    described = {"description": folder.notes} if folder.notes else {}
    tags = [
        {"name": title, "description": inner.notes}
        for title, inner in folder.with_inner()
        if title and inner.notes
    ]
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": folder.name, **described, "version": "1"},
        **({"tags": tags} if tags else {}),
        "servers": [_server(url, dict(folder.variables)) for url in servers if url],
        "paths": paths,
    }
    left_out += left_out_environments(folder)
    return Exported(written_json(document), tuple(left_out))


def _lost(title: str, exported: ExportedRequest) -> Iterator[str]:
    """Yield what a description has no place for, or only one of."""
    if "#" in exported.url:
        yield tr("{title}: what follows # in its address.").format(title=title)
    names = [header.name for header in exported.headers]
    for name in dict.fromkeys(one for one in names if one.lower() in _DESCRIBED_ELSEWHERE):
        yield tr("{title}: its header {name}.").format(title=title, name=name)
    body = exported.body
    rows = body.rows if isinstance(body, FormBody | MultipartBody) else ()
    fields = [row.name for row in rows if row.is_sent for _ in texts(row.value)]
    for every in ([name for name, _ in _query(exported.url)], names, fields):
        for name, count in Counter(every).items():
            if count > 1:
                words = tr("{title}: all values of {name} but one.")
                yield words.format(title=title, name=name)
    if isinstance(body, FileBody) or any(isinstance(row.value, FileValue) for row in rows):
        yield tr("{title}: the paths of its files.").format(title=title)


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def _divided(url: str) -> tuple[str, str]:
    """Return the address of the server, and the path without its query."""
    start = _AUTHORITY.match(url)
    base = start[0] if start else ""
    path = url[len(base) :].partition("?")[0].partition("#")[0]
    path = VARIABLE.sub(lambda variable: f"{{{_word(variable.group())}}}", path)
    return base, path if path.startswith("/") else f"/{path}"


def _server(url: str, variables: dict[str, str]) -> dict[str, Any]:
    names = [match.group() for match in VARIABLE.finditer(url)]
    server: dict[str, Any] = {"url": VARIABLE.sub(lambda v: f"{{{_word(v.group())}}}", url)}
    if names:
        server["variables"] = {
            _word(name): {"default": variables.get(name.strip("{} "), "")} for name in names
        }
    return server


def _word(text: str) -> str:
    return _NOT_A_WORD.sub("_", text).strip("_")


def _operation(title: str, item: ExportedItem, path: str, ids: set[str]) -> dict[str, Any]:
    exported = item.sent
    name = _word(title) or "request"
    while name in ids:
        name += "_"
    ids.add(name)
    operation: dict[str, Any] = {"operationId": name, "summary": item.name}
    if "/" in title:
        operation["tags"] = [title.rpartition("/")[0]]
    if item.saved.notes:
        operation["description"] = item.saved.notes
    if parameters := _parameters(exported, path):
        operation["parameters"] = parameters
    if exported.content_type:
        content = {exported.content_type: _content(exported)}
        operation["requestBody"] = {"content": content}
    operation["responses"] = _responses(item) or {"default": {"description": "Any response."}}
    return operation


def _responses(item: ExportedItem) -> dict[str, Any]:
    """Return what examples say of responses, by their statuses."""
    responses: dict[str, Any] = {}
    for one in item.examples:
        status = str(one.response.status or "default")
        said = one.response.reason or "Any response."
        response = responses.setdefault(status, {"description": said})
        kind = one.content_type.partition(";")[0].strip()
        if kind and one.text:
            content = response.setdefault("content", {}).setdefault(kind, {"examples": {}})
            described = {"description": one.notes} if one.notes else {}
            content["examples"][one.name] = {**described, "value": _value(one.text, kind)}
    return responses


def _value(text: str, kind: str) -> Any:
    """Return an example of JSON as its value; a number in plain text is a text."""
    try:
        return json.loads(text, parse_constant=_refused) if "json" in kind.lower() else text
    except (ValueError, RecursionError):
        return text


def _refused(constant: str) -> Any:
    raise ValueError(constant)


def _parameters(exported: ExportedRequest, path: str) -> list[dict[str, Any]]:
    query = _query(exported.url)
    in_path = re.findall(r"\{([^}]+)\}", path)
    parameters: dict[tuple[str, str], dict[str, Any]] = {}
    for name in in_path:
        required = {"required": True, "schema": {"type": "string"}}
        parameters["path", name] = {"name": name, "in": "path", **required}
    for location, pairs in (
        ("query", query),
        ("header", [(header.name, header.value) for header in exported.headers]),
    ):
        for name, value in pairs:
            # Accept, Content-Type and Authorization are described elsewhere. Section 4.8.12.
            if location == "header" and name.lower() in _DESCRIBED_ELSEWHERE:
                continue
            written = {"name": name, "in": location, "schema": {"type": "string"}}
            parameters.setdefault((location, name), {**written, "example": value})
    return list(parameters.values())


def _content(exported: ExportedRequest) -> dict[str, Any]:
    match exported.body:
        case TextBody(text):
            return {"schema": {"type": "string"}, "example": text}
        case FileBody():
            return {"schema": {"type": "string", "format": "binary"}}
        case FormBody(rows) | MultipartBody(rows):
            return {"schema": {"type": "object", "properties": _properties(rows)}}
    text = body_text(exported.body) or ""
    try:
        return {"example": json.loads(text)}
    except ValueError:
        # With variables it may not be JSON; then it is an example in words.
        return {"example": text}


def _properties(rows: tuple[Row, ...]) -> dict[str, Any]:
    return {
        row.name: {"type": "string", "format": "binary"}
        if isinstance(row.value, FileValue)
        else {"type": "string", "example": "".join(texts(row.value)[:1])}
        for row in rows
        if row.is_sent
    }


OPENAPI = CollectionFormat("openapi", "OpenAPI 3.1", ".openapi.json", write_openapi)
