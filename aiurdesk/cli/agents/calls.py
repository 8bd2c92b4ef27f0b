"""The tools that send: one request, or the saved requests of a folder."""

import asyncio
from collections.abc import Iterable
from contextlib import aclosing
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.cli.agents.arguments import RunRequests, Send
from aiurdesk.cli.agents.questions import Ask, Declined, asking_by, confirm, confirm_run
from aiurdesk.cli.agents.results import RunOne, RunResult, SendResult, items_of
from aiurdesk.cli.agents.sent import cleaned, result_of
from aiurdesk.cli.agents.workspace import Workspace
from aiurdesk.cli.arguments import NO_CREDENTIAL_NAME
from aiurdesk.cli.credentials import load, unknown_credential
from aiurdesk.cli.environments import check_variable_name
from aiurdesk.cli.sending import in_sandbox, with_json_parameter
from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.saved_request import request_of, with_values
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.environments.environment import OF_PROCESS, Environment, variable_names
from aiurdesk.core.environments.scope import VariableScope
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.expressions import path_problem
from aiurdesk.core.preparing.address import with_scheme
from aiurdesk.core.preparing.custom_url import address_problem, is_custom_url
from aiurdesk.core.preparing.header import header_problem
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import (
    Body,
    Header,
    JsonBody,
    Request,
    SavedRequest,
    TextBody,
    has_subscription,
)
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.core.translation import joined_sentences, listed, printable, tr
from aiurdesk.services.collections.collections import (
    Selection,
    open_selection,
    with_found_files,
)
from aiurdesk.services.credentials.credential_secrets import SANDBOX_APP
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.services.expectations.examination import Examined
from aiurdesk.services.runs.run_environment import (
    change_by,
    environment_of_run,
    start_environment,
)
from aiurdesk.services.runs.run_reports.run_record import ResultRecord, result_record
from aiurdesk.services.runs.runner import Run, runner_of
from aiurdesk.services.runs.runner import RunResult as Ran
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest
from aiurdesk.services.sending.reach import requests_reach
from aiurdesk.services.sending.trust import NotTrusted
from aiurdesk.services.sockets.street import StreetTerms, last_of

_MOST_REQUESTS = 500
_MOST_RUN_S = 600.0
_CONTENT_TYPE = "content-type"


async def send(given: Send, workspace: Workspace, ask: Ask) -> SendResult:
    """Send one request, after the person was asked where that is needed.

    Raises:
        ProblemError: Nothing was sent; the text says why.
    """
    if given.path and (problem := path_problem(given.path)) is not None:
        raise ProblemError(problem)
    _check_texts(given)
    plan = await _plan(given, workspace)
    if has_subscription(plan.request.body) or plan.request.endpoint.is_websocket:
        raise ProblemError(
            tr("This tool sends single requests; sockets are for 'aiurdesk listen'.")
        )
    is_composed = given != Send(given.target, path=given.path, offset=given.offset) or not (
        plan.request.saved_name
    )
    await confirm(plan, ask, is_composed=is_composed)
    if plan.environment.is_sandbox:
        plan = await in_sandbox(plan, workspace.services)
    request = plan.request
    # What an agent sends is always seen in the history, if there is one.
    options = replace(request.options, is_recorded=None)
    plan = replace(plan, request=replace(request, options=options))
    folder = request.folder
    terms = StreetTerms(
        workspace.limits,
        asking_by(ask),
        folder=Path(folder) if folder else None,
        is_watched=False,
    )
    try:
        last = await last_of(workspace.services.street.send(plan, terms))
    except SignInFailed as failure:
        exchange = failure.unsent
    else:
        if isinstance(last, NotSent):
            raise _not_sent(last.problems, plan)
        assert isinstance(last, Examined), "nobody watches a stream here"
        exchange = last.exchange
    kept = await asyncio.to_thread(cleaned, exchange)
    name = workspace.keep(kept.exchange, is_body_whole=kept.is_body_whole)
    result = await result_of(kept, workspace.services, given.path, given.offset)
    return replace(result, result=name)


def _not_sent(problems: Iterable[Problem], plan: PlannedRequest) -> ProblemError:
    told = tuple(problems)
    if not told:
        return Declined()
    secrets = plan.environment.secrets
    sentences = (redact_unknown(redact_text(one.named_sentence, secrets)) for one in told)
    return ProblemError(joined_sentences(sentences))


def _check_texts(given: Send) -> None:
    """Check that an agent does not name what only a person may put into a request.

    Raises:
        ProblemError: It names a variable of the process.
    """
    _check_variables(
        (
            given.target,
            given.method,
            given.body,
            *given.values,
            *given.values.values(),
            *given.headers,
            *given.headers.values(),
            *given.variables.values(),
        )
    )


def _check_variables(texts: Iterable[str]) -> None:
    for text in texts:
        for name in variable_names(text):
            if name.startswith(OF_PROCESS):
                words = tr(
                    "Variables of the process, such as {name}, are for saved requests that a "
                    "person trusts, not for what an agent writes."
                )
                raise ProblemError(words.format(name=printable(name)))


def _scope(variables: dict[str, str]) -> VariableScope:
    for name in variables:
        check_variable_name(name)
    secrets = (Secret(value) for name, value in variables.items() if is_secret_name(name))
    return VariableScope(given=variables, secrets=tuple(secrets))


async def _plan(given: Send, workspace: Workspace) -> PlannedRequest:
    services = workspace.services
    is_address = is_custom_url(given.target)
    listed_endpoint = None if is_address else services.library.endpoint(given.target)
    # Secrets are needed only where a credential is named.
    if given.credential and given.credential.casefold() != NO_CREDENTIAL_NAME:
        await load(services)
        if services.credentials.by_name(given.credential) is None:
            raise unknown_credential(given.credential, services)
    if not is_address and listed_endpoint is None:
        found = await workspace.request_named(given.target)
        if found is None:
            text = tr("There is no endpoint or saved request {name}. The tool find lists them.")
            raise ProblemError(text.format(name=printable(given.target)))
        return await _plan_of_saved(given, *found, workspace)
    environment = await workspace.environment(given.environment)
    environment = _scope(given.variables).over(environment)
    request = _composed(given, listed_endpoint)
    await services.pipeline.judge.check(request)
    chosen = SANDBOX_APP if environment.is_sandbox else None
    return _sendable(services.pipeline.plan(request, environment, chosen))


def _sendable(plan: PlannedRequest) -> PlannedRequest:
    if problems := plan.problems:
        raise _not_sent(problems, plan)
    return plan


def _composed(given: Send, endpoint: Endpoint | None) -> Request:
    """Return the request that an agent has put together."""
    body, headers = _body(given), _headers(given)
    target: Endpoint | Typed
    if endpoint is None:
        url = with_scheme(given.target)
        if (refused := address_problem(url)) is not None:
            raise ProblemError(refused)
        target = Typed(url, given.method.upper() or ("GET" if body is None else "POST"))
    else:
        target = endpoint
        _check_parameters(given.values, endpoint)
    request = Request(
        target,
        method="" if endpoint is None else given.method.upper(),
        values=tuple(given.values.items()),
        headers=headers,
        body=body,
        credential=_credential(given),
        is_forced=given.anyway,
    )
    return with_json_parameter(request)


def _credential(given: Send) -> str | None:
    if given.credential.casefold() == NO_CREDENTIAL_NAME:
        return NO_CREDENTIAL
    return given.credential or None


def _check_parameters(values: Iterable[str], endpoint: Endpoint) -> None:
    for name in values:
        parameter = endpoint.parameter(name)
        if parameter is None:
            text = tr("{endpoint} has no parameter {name}. It has: {names}.")
            names = listed(one.name for one in endpoint.parameters) or tr("none")
            words = text.format(endpoint=endpoint.id, name=printable(name), names=names)
            raise ProblemError(words)
        if parameter.traits.is_file:
            text = tr("{name} is a file, and agents send no files of this computer.")
            raise ProblemError(text.format(name=parameter.name))


def _headers(given: Send) -> tuple[Header, ...]:
    headers = tuple(Header(name, value) for name, value in given.headers.items())
    for header in headers:
        if (problem := header_problem(header)) is not None:
            raise ProblemError(problem)
    # That of the body is a part of the body.
    is_typed = bool(given.body)
    return tuple(h for h in headers if not (is_typed and h.name.casefold() == _CONTENT_TYPE))


def _body(given: Send) -> Body | None:
    if not given.body:
        return None
    of_type = (v for name, v in given.headers.items() if name.casefold() == _CONTENT_TYPE)
    content_type = next(of_type, "application/json")
    if content_type.partition(";")[0].strip().endswith("json"):
        return JsonBody(given.body)
    return TextBody(given.body, content_type)


async def _plan_of_saved(
    given: Send, selection: Selection, found: CollectionRequest, workspace: Workspace
) -> PlannedRequest:
    services = workspace.services
    environment = await _environment_of(selection, given.environment, workspace)
    # The folders of a workspace have no links and are whole paths.
    folder = Path(found.path).parent
    saved = _changed(with_found_files(found.saved, folder), given)
    request = found.with_inherited(request_of(saved, services.library))
    await services.pipeline.judge.check(request)
    if request.credential:
        await load(services)
    chosen = SANDBOX_APP if environment.is_sandbox else None
    environment = replace(environment, folders=(*environment.folders, str(folder)))
    environment = _scope(given.variables).over(environment)
    return _sendable(services.pipeline.plan(request, environment, chosen))


async def _environment_of(selection: Selection, name: str, workspace: Workspace) -> Environment:
    services = workspace.services
    root = Path(selection.collection.root.path)
    await asyncio.to_thread(services.library.open_collection, root)
    own = dict((await services.environments.read()).by_name)
    own |= {key: mock.environment for key, (mock, _) in workspace.mocks.items()}
    return environment_of_run(selection.collection, name or None, own)


def _changed(saved: SavedRequest, given: Send) -> SavedRequest:
    """Return a saved request with what the agent gave instead."""
    headers, body = _headers(given), _body(given)
    names = {header.name.casefold() for header in headers}
    kept = (header for header in saved.headers if header.name.casefold() not in names)
    credential = saved.credential if not given.credential else _credential(given)
    saved = replace(
        saved,
        method=given.method.upper() or saved.method,
        headers=(*kept, *headers),
        body=saved.body if body is None else body,
        credential=credential,
        is_forced=given.anyway or saved.is_forced,
    )
    return with_values(saved, {name: (value,) for name, value in given.values.items()})


async def run(given: RunRequests, workspace: Workspace, ask: Ask) -> RunResult:
    """Run the saved requests of a folder, with their tests.

    Raises:
        ProblemError: Nothing was sent; the text says why.
    """
    _check_variables(given.variables.values())
    services = workspace.services
    selection = (await open_selection(workspace.path_in(given.folder))).with_cases
    needle = given.only.casefold()
    requests = tuple(_recorded(r) for r in selection.requests if needle in r.title.casefold())
    _check_size(requests, selection)
    environment = await _environment_of(selection, given.environment, workspace)
    if any(request.effective.credential for request in requests):
        await load(services)
    scope = _scope(given.variables)
    writing = [one.title for one in requests if change_by(one, services.library) is not None]
    variables = requests_reach(requests, environment).variables if given.variables else ()
    name = selection.collection.name or given.folder
    await confirm_run(name, writing, environment, variables, ask)
    start = await start_environment(environment, services)
    reach = await asyncio.to_thread(requests_reach, requests, start.environment)
    folders = start.environment.folders
    question = await asyncio.to_thread(services.trust.question, folders, reach)
    if question is not None:
        raise NotTrusted(question)
    ready = Run(
        requests=requests,
        environment=start.environment,
        limits=workspace.limits,
        chosen=start.chosen,
        scope=scope,
        is_stopped_by_failure=given.stop_on_failure,
        history=RunHistory.ALL,
    )
    results: list[RunOne] = []
    try:
        async with (
            asyncio.timeout(_MOST_RUN_S),
            aclosing(runner_of(services).run(ready)) as events,
        ):
            async for event in events:
                results.append(await _result(event, workspace))
    except TimeoutError:
        # What came until then is told; the rest counts as not run.
        pass
    # What failed has to find room.
    ordered = sorted(results, key=lambda one: one.passed)
    page, following = items_of(ordered, 0)
    return RunResult(
        passed=sum(one.passed for one in results),
        failed=sum(not one.passed for one in results),
        not_run=len(requests) - len(results),
        environment=environment.shown_name,
        results=page,
        mistakes=[redact_unknown(one.named_sentence) for one in selection.mistakes[:10]],
        left_out=0 if following is None else len(ordered) - following,
    )


def _recorded(request: CollectionRequest) -> CollectionRequest:
    """Return a request that the history gets, whatever its file says."""
    saved = request.saved
    options = replace(saved.options, is_recorded=None)
    return replace(request, saved=replace(saved, options=options))


def _check_size(requests: tuple[CollectionRequest, ...], selection: Selection) -> None:
    if not requests:
        mistakes = "\n".join(map(str, selection.mistakes))
        raise ProblemError(mistakes or tr("There are no such saved requests."))
    if len(requests) > _MOST_REQUESTS:
        text = tr("These are {count} requests; a run of an agent has at most {most}. Use only.")
        raise ProblemError(text.format(count=len(requests), most=_MOST_REQUESTS))


async def _result(event: Ran, workspace: Workspace) -> RunOne:
    record: ResultRecord = await asyncio.to_thread(result_record, event, has_exchange=False)
    name = ""
    # The exchanges of what passed are in the history.
    if event.exchange is not None and not event.passed:
        kept = await asyncio.to_thread(cleaned, event.exchange)
        name = workspace.keep(kept.exchange, is_body_whole=kept.is_body_whole)
    return RunOne(
        title=record.title,
        passed=record.passed,
        severity=record.severity,
        headline=record.headline,
        exit_status=int(record.status),
        failed_tests=[f"{f.title} {f.found}".strip() for f in record.findings if not f.passed],
        result=name,
    )
