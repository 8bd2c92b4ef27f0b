"""The operations of a description as endpoints."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import OWN_GENERATION, Endpoint, Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.request.typed import BODILESS_METHODS
from aiurdesk.core.translation import tr
from aiurdesk.importers.openapi import swagger2
from aiurdesk.importers.openapi.bodies import OperationBody, body_of
from aiurdesk.importers.openapi.parameters import parameters_of
from aiurdesk.importers.openapi.refs import Node
from aiurdesk.importers.openapi.responses import (
    ResponseExamples,
    codes_of,
    fields_of,
    responses_of,
    returned,
    success_of,
)
from aiurdesk.importers.openapi.schemas import SchemaBundle
from aiurdesk.importers.openapi.servers import (
    places_of,
    schemes_of,
    security_places,
    security_words,
)

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace", "query")
_OF_PATH = frozenset(
    {*_METHODS, "$ref", "summary", "description", "parameters", "additionalOperations"}
)
_OF_OPERATION = frozenset(
    {
        "operationId", "summary", "description", "tags", "parameters", "requestBody", "responses",
        "security", "deprecated", "externalDocs", "consumes", "produces",
    }
)  # fmt: skip
_PLACEHOLDER = re.compile(r"\{([^{}/]+)\}")
_NO_WORD = re.compile(r"[^a-z0-9_-]+")
_VERSION = re.compile(r"api|v\d[\d.]{0,20}", re.IGNORECASE)
_LONGEST_WORD = 80


_DEEPEST_TAG = 10


def tag_paths(document: Node) -> dict[str, tuple[str, ...]]:
    """Return the tags that a description lists, each with those that it is nested in.

    Source: OpenAPI 3.2.0 section 4.22.
    """
    tags = document.entries("tags")
    parents = {tag.text("name").strip(): tag.text("parent").strip() for tag in tags}
    paths = {}
    for name in parents:
        path, above = [name], parents[name]
        # A stranger's tags may go in circles.
        while above in parents and above not in path and len(path) < _DEEPEST_TAG:
            path.insert(0, above)
            above = parents[above]
        paths[name] = tuple(path)
    return paths


def _groups_of_tags(document: Node) -> dict[str, str]:
    return {name: " › ".join(path) for name, path in tag_paths(document).items()}


class EndpointMaker:
    """Makes endpoints of operations, each with an id of its own."""

    def __init__(self, document: Node, service_id: str, bundle: SchemaBundle) -> None:
        self._document, self._service_id, self._bundle = document, service_id, bundle
        self._is_swagger = "swagger" in document
        self._ids: set[str] = set()
        self._examples = ResponseExamples()
        self._groups = _groups_of_tags(document)
        self._places = places_of(schemes_of(document))

    def of_path(self, path: str, item: Node) -> Iterator[Endpoint]:
        """Yield the endpoints of one path."""
        item.list_others(_OF_PATH)
        for method in _METHODS:
            if isinstance(item.raw(method).value, dict):
                yield self._endpoint(path, method.upper(), item, item.raw(method))
        for method, operation in item.object("additionalOperations").members():
            if re.fullmatch(r"[A-Za-z-]+", method) and isinstance(operation.value, dict):
                yield self._endpoint(path, method.upper(), item, operation)

    def _endpoint(self, path: str, method: str, item: Node, operation: Node) -> Endpoint:
        operation.list_others(_OF_OPERATION)
        given = _parameters(item, operation)
        body, responses = self._body(operation, given), operation.object("responses")
        if self._is_swagger:
            responses = swagger2.responses(responses, self._types("produces", operation))
            given = [swagger2.parameter(node) for node in given]
        parameters = [made for node in given for made in parameters_of(node)]
        path = path if path.startswith("/") else f"/{path}"
        path = path.partition("#")[0]
        parameters = _of_path(path, parameters, operation)
        success = success_of(responses)
        codes = tuple(codes_of(responses))
        if method in BODILESS_METHODS and body.parameters:
            operation.leave_out(tr("the body of a {method}").format(method=method))
            body = OperationBody()
        tags = tuple(tag.strip() for tag in operation.texts("tags") if tag.strip())
        tag = tags[0] if tags else _group_of(path)
        own_id = operation.text("operationId").strip()
        words = operation.text("description") or item.text("description")
        title = operation.text("summary") or item.text("summary")
        return Endpoint(
            # Without the groups around it, which a description may get later.
            id=self._id(tag, own_id or f"{method} {path}", operation),
            service_id=self._service_id,
            group=self._groups.get(tag, tag),
            name=own_id or f"{method} {path}",
            method=method,
            path=_with_names(path, parameters),
            title=" ".join(title.split())[:200],
            description=words.strip(),
            authentication_note=security_words(operation, self._document),
            security=security_places(operation, self._document, self._places),
            parameters=tuple(_unique((*parameters, *body.parameters))),
            response_fields=fields_of(success),
            code_cases=codes,
            returns=returned(success, responses),
            has_envelope=bool(codes),
            generation=OWN_GENERATION,
            is_deprecated=operation.is_true("deprecated"),
            tags=tags,
            responses=tuple(responses_of(responses, self._bundle, self._examples)),
            body_types=body.types,
        )

    def _body(self, operation: Node, given: list[Node]) -> OperationBody:
        if not self._is_swagger:
            return body_of(operation.object("requestBody"), self._bundle)
        made = swagger2.request_body(given, self._types("consumes", operation))
        # A body counts from the file that it stands in.
        holder = next((node for node in given if node.text("in") == "body"), operation)
        given[:] = [node for node in given if node.text("in") not in ("body", "formData")]
        return body_of(holder.replaced(made or {}), self._bundle)

    def _id(self, group: str, name: str, operation: Node) -> str:
        plain = f"{self._service_id}.{word(group) or 'api'}.{word(name) or 'operation'}"
        made, number = plain, 1
        while made in self._ids:
            number += 1
            made = f"{plain}-{number}"
        self._ids.add(made)
        if number > 1:
            words = tr("the id {plain}, which another operation has: this one is {made}")
            operation.leave_out(words.format(plain=plain, made=made))
        return made

    def _types(self, name: str, operation: Node) -> list[str]:
        return operation.texts(name) or self._document.texts(name)


def word(text: str) -> str:
    """Return a text as a part of an id: lower case, dashes instead of spaces and signs."""
    return _NO_WORD.sub("-", text.casefold())[:_LONGEST_WORD].strip("-")


def _parameters(item: Node, operation: Node) -> list[Node]:
    """Return the parameters of an operation, which overrule its path's."""
    both = (*item.entries("parameters"), *operation.entries("parameters"))
    return list({(node.text("name"), node.text("in")): node for node in both}.values())


def _of_path(path: str, parameters: list[Parameter], operation: Node) -> list[Parameter]:
    """Return the parameters, those in the path exactly as the path names them."""
    names = list(dict.fromkeys(_PLACEHOLDER.findall(path)))
    in_path = {p.name: p for p in parameters if p.location is Location.PATH}
    for name in in_path:
        if name not in names:
            operation.leave_out(
                tr("the parameter {name}, which the path does not name").format(name=name)
            )
    for name in names:
        if name not in in_path:
            words = tr("the type of {name}, which the path names and no parameter describes: text")
            operation.leave_out(words.format(name=name))
    # First, so that they keep their names, which stand in the path.
    firsts = [
        in_path.get(name) or Parameter(name, ParameterKind.TEXT, Location.PATH, required=True)
        for name in names
        if name.strip()
    ]
    return [*firsts, *(p for p in parameters if p.location is not Location.PATH)]


def _unique(parameters: tuple[Parameter, ...]) -> Iterator[Parameter]:
    """Yield parameters with names that differ in more than case; each is sent under its own."""
    taken: set[str] = set()
    for parameter in parameters:
        name, number = parameter.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{parameter.name} ({parameter.location}{'' if number == 2 else f' {number}'})"
        taken.add(name.casefold())
        yield (
            parameter
            if name == parameter.name
            else replace(parameter, name=name, wire_name=parameter.name)
        )


def _with_names(path: str, parameters: list[Parameter]) -> str:
    """Return a path whose placeholders have the names that its parameters get."""
    made = {
        old.name: new.name
        for old, new in zip(parameters, _unique(tuple(parameters)), strict=True)
        if old.location is Location.PATH
    }
    return _PLACEHOLDER.sub(lambda match: f"{{{made.get(match[1], match[1])}}}", path)


def _group_of(path: str) -> str:
    """Return the group of an operation without tags: the first word of its path.

    A version is not a group where another word follows, because it has all endpoints.
    """
    segments = [segment for segment in path.split("/") if segment and not segment.startswith("{")]
    words = (segment for segment in segments if not _VERSION.fullmatch(segment))
    return next(words, (*segments, "api")[0])[:_LONGEST_WORD]
