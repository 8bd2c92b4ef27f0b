"""The tools that say what there is: find and describe."""

from collections.abc import AsyncIterator, Iterator

from aiurdesk.cli.agents.arguments import Describe, Find
from aiurdesk.cli.agents.results import (
    CodeFacts,
    DescribeResult,
    FindResult,
    Found,
    ParameterFacts,
    items_of,
    page_of,
)
from aiurdesk.cli.agents.workspace import Workspace
from aiurdesk.cli.credentials import load
from aiurdesk.core.api.endpoint import Endpoint, Parameter, Service
from aiurdesk.core.api.endpoint_filter import matches, searchable_text
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.environment_file import name_in_files
from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.environments.environment import BUILT_IN, variable_names
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.methods import may_write
from aiurdesk.core.request.request import (
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    TextBody,
    Value,
)
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.collections.collections import Selection
from aiurdesk.services.runs.run_environment import change_by

_MOST_VALUES = 200


async def find(given: Find, workspace: Workspace) -> FindResult:
    """Return endpoints, saved requests, services, environments and credentials that match."""
    found = [
        one async for one, text in _everything(given.kind, workspace) if matches(given.query, text)
    ]
    items, following = items_of(found, given.offset)
    return FindResult(items, len(found), following)


async def _everything(kind: str, workspace: Workspace) -> AsyncIterator[tuple[Found, str]]:
    """Yield everything with the text that is searched; what belongs to the person comes first."""
    sources = {
        "request": _requests,
        "environment": _found_environments,
        "credential": _credentials,
        "service": _services,
        "endpoint": _endpoints,
    }
    for name, source in sources.items():
        if kind in ("", name):
            async for found in source(workspace):
                yield found


async def _requests(workspace: Workspace) -> AsyncIterator[tuple[Found, str]]:
    for selection in await workspace.selections():
        for request in selection.requests:
            found = _found_request(selection, request)
            yield found, f"{found.title} {found.method} {found.target}".casefold()


async def _found_environments(workspace: Workspace) -> AsyncIterator[tuple[Found, str]]:
    for name in await _environments(workspace):
        yield Found("environment", name), f"environment {name}".casefold()


async def _credentials(workspace: Workspace) -> AsyncIterator[tuple[Found, str]]:
    await load(workspace.services)
    for one in workspace.services.credentials.all:
        found = Found("credential", one.name, one.scheme, target=", ".join(one.origins))
        yield found, f"credential {one.name} {one.scheme}".casefold()


async def _services(workspace: Workspace) -> AsyncIterator[tuple[Found, str]]:
    for description in workspace.services.library.with_code_lab.descriptions:
        service = description.service
        found = Found("service", service.id, service.name, target=service.base_url)
        yield found, f"service {service.id} {service.name} {service.description}".casefold()


async def _endpoints(workspace: Workspace) -> AsyncIterator[tuple[Found, str]]:
    for description in workspace.services.library.with_code_lab.descriptions:
        for endpoint in description.endpoints:
            yield _found_endpoint(endpoint), searchable_text(endpoint, description.service)


async def _environments(workspace: Workspace) -> list[str]:
    names = [name_in_files(one.name) for one in BUILT_IN]
    names += (await workspace.services.environments.read()).by_name
    names += workspace.mocks
    for selection in await workspace.selections():
        names += selection.collection.environments
    return list(dict.fromkeys(names))


def _found_request(selection: Selection, request: CollectionRequest) -> Found:
    return Found(
        "request",
        request.path,
        request.title,
        request.saved.method,
        redact_unknown(request.saved.target_text),
        selection.collection.root.path,
    )


def _found_endpoint(endpoint: Endpoint) -> Found:
    return Found(
        "endpoint", endpoint.id, endpoint.shown_title, endpoint.shown_method, endpoint.path
    )


async def describe(given: Describe, workspace: Workspace) -> DescribeResult:
    """Return everything about one thing.

    Raises:
        ProblemError: There is nothing of that name.
    """
    services, kind, name = workspace.services, given.kind, given.name
    if kind in ("", "endpoint") and (endpoint := services.library.endpoint(name)) is not None:
        return _of_endpoint(endpoint, workspace, given.offset)
    if kind in ("", "service") and (service := services.library.service(name)) is not None:
        return _of_service(service, workspace, given.offset)
    if kind in ("", "request") and (found := await workspace.request_named(name)) is not None:
        return _of_request(*found, workspace, given.offset)
    if kind in ("", "environment") and name in await _environments(workspace):
        return await _of_environment(name, workspace)
    if kind in ("", "credential"):
        await load(services)
        if (credential := services.credentials.by_name(name)) is not None:
            return DescribeResult(
                "credential",
                credential.name,
                authentication=credential.scheme,
                values={key: _shown(key, value) for key, value in credential.values},
                others=list(credential.origins),
            )
    text = tr("There is nothing called {name}. The tool find lists what there is.")
    raise ProblemError(text.format(name=printable(name)))


def _shown(name: str, value: str) -> str:
    return DOTS if is_secret_name(name) and not variable_names(value) else redact_unknown(value)


def _of_endpoint(endpoint: Endpoint, workspace: Workspace, offset: int) -> DescribeResult:
    table = workspace.services.library.dialects.get(endpoint.table)
    headlines = {code: row.headline for row in (table.rows if table else ()) for code in row.codes}
    parameters, following = items_of(map(_parameter, endpoint.parameters), offset, 9_000)
    codes = [
        CodeFacts(one.code, one.when, headlines.get(one.code, ""))
        for one in endpoint.cases_of(endpoint.table)
    ]
    return DescribeResult(
        "endpoint",
        endpoint.id,
        endpoint.shown_title,
        page_of(endpoint.description, 0, 2_000).text,
        endpoint.shown_method,
        endpoint.path,
        may_write=may_write(endpoint.method) or endpoint.is_websocket,
        authentication=f"{endpoint.authentication} {endpoint.authentication_note}".strip(),
        dialect=endpoint.table,
        parameters=parameters,
        codes=items_of(codes, 0, 4_000)[0],
        next_offset=following,
    )


def _parameter(parameter: Parameter) -> ParameterFacts:
    return ParameterFacts(
        parameter.name,
        str(parameter.kind),
        str(parameter.location),
        parameter.required,
        page_of(parameter.description, 0, 1_000).text,
        parameter.default,
        page_of(parameter.example, 0, 500).text,
        [str(choice.value) for choice in parameter.choices[:50]],
    )


def _of_service(service: Service, workspace: Workspace, offset: int) -> DescribeResult:
    endpoints = workspace.services.library.endpoints_of(service.id)
    ids, following = items_of((endpoint.id for endpoint in endpoints), offset)
    return DescribeResult(
        "service",
        service.id,
        service.name,
        page_of(service.description, 0, 2_000).text,
        target=service.base_url,
        dialect=service.table,
        others=ids,
        next_offset=following,
    )


def _of_request(
    selection: Selection, found: CollectionRequest, workspace: Workspace, offset: int
) -> DescribeResult:
    saved, effective = found.saved, found.effective
    values = dict(_values(saved.values))
    if isinstance(saved.body, FormBody | MultipartBody):
        values |= _values((row.name, row.value) for row in saved.body.rows if row.is_sent)
    values |= {header.name: _shown(header.name, header.value) for header in effective.headers}
    body = page_of(redact_unknown(_body_text(saved.body)), offset, 6_000)
    names = dict.fromkeys(name for text in found.texts for name in variable_names(text))
    return DescribeResult(
        "request",
        found.name,
        found.title,
        page_of(saved.notes, 0, 2_000).text,
        saved.method,
        redact_unknown(saved.target_text),
        may_write=change_by(found, workspace.services.library) is not None,
        credential=effective.credential or "",
        dialect=effective.dialect,
        file=found.path,
        values=dict(list(values.items())[:_MOST_VALUES]),
        body=body.text,
        variables=list(names)[:_MOST_VALUES],
        tests=[" ".join(filter(None, (t.kind, t.subject, t.comparison))) for t in saved.tests],
        cases=[case.name for case in saved.cases],
        examples=list(found.examples),
        others=list(selection.collection.environments),
        next_offset=body.next_offset,
    )


def _values(pairs: Iterator[tuple[str, Value]] | tuple[tuple[str, Value], ...]) -> dict[str, str]:
    return {name: _value_text(name, value) for name, value in pairs}


def _value_text(name: str, value: Value) -> str:
    if isinstance(value, FileValue):
        return f"@{value.path}"
    return _shown(name, value if isinstance(value, str) else ", ".join(value))


def _body_text(body: object) -> str:
    match body:
        case JsonBody() | TextBody():
            return body.text
        case GraphqlBody():
            return f"{body.query}\n{body.variables}".strip()
    return ""


async def _of_environment(name: str, workspace: Workspace) -> DescribeResult:
    own = (await workspace.services.environments.read()).by_name
    environment = own.get(name)
    for selection in await workspace.selections():
        if environment is None and name in selection.collection.environments:
            saved = selection.collection.environments[name]
            return DescribeResult(
                "environment",
                name,
                may_write=saved.is_careful,
                values={one.name: _shown(one.name, one.value) for one in saved.variables},
                others=[f"{service}: {address}" for service, address in saved.base_urls],
            )
    if environment is None:
        environment = await workspace.environment(name)
    careful = tr("The person is asked before anything is sent in it.")
    return DescribeResult(
        "environment",
        name,
        description=careful if environment.is_careful else "",
        values={key: _shown(key, value) for key, value in environment.variables.items()},
        others=[f"{service}: {url}" for service, url in environment.base_urls.items()],
    )
