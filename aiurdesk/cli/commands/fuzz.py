"""``aiurdesk fuzz``: valid and invalid inputs for the endpoints of a service."""

import argparse
import asyncio
import contextlib
import signal
import sys
import tempfile
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk import cli
from aiurdesk.cli.arguments import NO_CREDENTIAL_NAME
from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.credentials import load
from aiurdesk.cli.environments import environment_name, environment_named, given_variables
from aiurdesk.cli.extras import require
from aiurdesk.cli.logged_run import follow_settings, run_logged
from aiurdesk.cli.options import (
    add_certificate_options,
    add_host_allowed_option,
    add_plain_options,
    add_plan_options,
    duration_s,
    file_name,
    given_plain,
    whole_number,
)
from aiurdesk.cli.output import tell, write_data, write_json
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX, readable_name
from aiurdesk.core.collection.file_name import file_name as file_name_of
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.request import Request
from aiurdesk.core.translation import printable, tr, trn
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.collections.collections import Saving, carry_service, save_request
from aiurdesk.services.credentials.credential_secrets import SANDBOX_APP
from aiurdesk.services.dialects.dialect_files import check_dialect
from aiurdesk.services.fuzzing.findings import Finding
from aiurdesk.services.fuzzing.fuzz_run import FuzzChoices, FuzzRun
from aiurdesk.services.fuzzing.fuzz_source import fuzzed_service
from aiurdesk.services.services import Services

_LONGEST_NAME = 60
_EPILOG = tr(
    "findings:\n  A failure of the service, also under HTTP 200; a wrong value that it\n"
    "  accepted; a code or a status that is not documented; a body that does not\n"
    "  fit its schema; a refusal that says nothing; no response. Each is made as\n"
    "  small as it gets.\n\nexit status:\n  0 nothing was found · 1 something was found · "
    "2 wrong usage or input ·\n  3 there was no response at all\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument(
        "source",
        metavar="SERVICE|DESCRIPTION",
        help=tr("name of a service, or file or URL of a description"),
    )
    add_option(
        parser, "--for TIME", tr("how long, such as 30s or 5m; 60s without it"), type=duration_s
    )
    add_option(
        parser,
        "--endpoint E",
        tr("only this endpoint, as 'aiurdesk endpoints' prints it or its last part; repeatable"),
        action="append",
        default=[],
    )
    add_option(
        parser,
        "--seed N",
        tr("send other inputs; the same number sends the same"),
        type=whole_number,
        default=1,
    )
    add_option(
        parser,
        "--cases N",
        tr("send at most N valid and N invalid inputs to each endpoint"),
        type=whole_number,
        default=1_000,
    )
    add_option(
        parser,
        "--rate N",
        tr("send at most N requests a second; 20 without it"),
        type=whole_number,
        default=20,
    )
    add_option(parser, "--writes", tr("call endpoints that may change something, too"))
    add_option(parser, "--url URL", tr("send to this address in place of the service's own"))
    add_option(parser, "--sandbox", tr("the same as --environment Sandbox"))
    add_option(
        parser,
        "--dialect D",
        tr("how to read responses, as 'aiurdesk dialects' names it; http for the status alone"),
        default="",
    )
    add_host_allowed_option(parser)
    add_plan_options(parser, verb="send")
    add_certificate_options(parser)
    add_plain_options(parser)
    add_option(
        parser,
        "--save FOLDER",
        tr("save a request for each finding into this folder of a collection"),
        type=file_name,
    )
    add_option(parser, "--json", tr("print the findings as JSON"))


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Send, print what was found, and return the exit status."""
    require("fuzz", "schemathesis")
    services = open_services()
    return run_logged(services, _fuzz(arguments, services))


async def _fuzz(arguments: argparse.Namespace, services: Services) -> int:
    limits = follow_settings(services, is_recorded=False)
    services.connections.plain.given = given_plain(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            service_id = await fuzzed_service(services, arguments.source, Path(folder))
            choices = await _choices(arguments, services, service_id)
            fuzz = FuzzRun(services, choices, limits)
            await _until_stopped(fuzz, arguments)
            await _save(arguments.save, fuzz, choices, services)
        return _report(fuzz, is_json=arguments.json)
    finally:
        await services.aclose()


async def _choices(
    arguments: argparse.Namespace, services: Services, service_id: str
) -> FuzzChoices:
    if arguments.dialect:
        check_dialect(arguments.dialect, services.library.dialects)
    environment = await environment_named(environment_name(arguments), services)
    is_sandbox = environment.is_sandbox
    if is_sandbox:
        environment = environment.in_sandbox((await services.start_sandbox()).environment)
    if arguments.url:
        environment = _with_url(environment, service_id, arguments.url)
    if arguments.secret or arguments.secret_file:
        await cli.given_secrets.give_secrets(arguments, services, None)
    if arguments.ca_file or arguments.client_cert:
        await cli.certificates.read_certificates(arguments, services.connections)
    credential = arguments.credential
    if credential is not None and credential.casefold() != NO_CREDENTIAL_NAME:
        await load(services)
    elif credential is not None or not is_sandbox:
        credential = NO_CREDENTIAL
    else:
        credential = SANDBOX_APP.name
    return FuzzChoices(
        service_id,
        given_variables(arguments.set).over(environment),
        tuple(arguments.endpoint),
        arguments.seed,
        getattr(arguments, "for") or 60.0,
        arguments.cases,
        float(arguments.rate),
        arguments.writes,
        tuple(host.casefold() for host in arguments.host_allowed),
        arguments.dialect,
        credential,
    )


def _with_url(environment: Environment, service_id: str, url: str) -> Environment:
    if not url.startswith(("http://", "https://")):
        raise ProblemError(
            tr("--url takes an address with http:// or https://, not {url}.").format(url=url)
        )
    urls = {**environment.base_urls, service_id: url.rstrip("/")}
    return replace(environment, base_urls=urls)


async def _until_stopped(fuzz: FuzzRun, arguments: argparse.Namespace) -> None:
    """Run to the end, or until Ctrl+C: then what was found is reported all the same."""
    loop = asyncio.get_running_loop()
    # Here, so that what cannot be begun is said at once.
    fuzz.endpoints()
    problems: list[ProblemError] = []

    async def run() -> None:
        try:
            await fuzz.run(lambda found: None if arguments.json else _tell(found))
        except ProblemError as error:
            problems.append(error)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(run())
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(signal.SIGINT, task.cancel)
    with contextlib.suppress(NotImplementedError):
        loop.remove_signal_handler(signal.SIGINT)
    if problems:
        raise problems[0]


def _tell(found: Finding) -> None:
    """Print a finding while the run goes on."""
    write_data(printable(finding_text(found)))
    sys.stdout.flush()


def finding_text(found: Finding) -> str:
    """Return a finding with the command that sends it again."""
    lines = [f"{found.endpoint_id}", f"  {found.words}"]
    lines += [f"  {line}" for line in found.curl.splitlines()]
    return "\n".join([*lines, "", ""])


def _report(fuzz: FuzzRun, *, is_json: bool) -> int:
    found = list(fuzz.found.values())
    if is_json:
        write_json(
            {
                "sent": fuzz.sent,
                "endpoints_left_out": fuzz.left_out,
                "findings": [msgspec.to_builtins(one) for one in found],
            }
        )
    words = trn("{count:,} request was sent.", "{count:,} requests were sent.", fuzz.sent)
    tell(words.format(count=fuzz.sent))
    if fuzz.left_out:
        text = trn(
            "{count:,} endpoint may change something and was not called; --writes calls it, too.",
            "{count:,} endpoints may change something and were not called; --writes calls them, "
            "too.",
            fuzz.left_out,
        )
        tell(text.format(count=fuzz.left_out))
    if not found:
        tell(tr("Nothing is wrong with the responses."))
    else:
        text = trn("{count:,} finding.", "{count:,} findings.", len(found))
        tell(text.format(count=len(found)))
    if fuzz.sent and not fuzz.answered:
        return ExitCode.NO_RESPONSE
    return ExitCode.REFUSED if found else ExitCode.SUCCESS


async def _save(
    folder: str | None, fuzz: FuzzRun, choices: FuzzChoices, services: Services
) -> None:
    if not folder:
        return
    for number, found in enumerate(fuzz.found.values(), start=1):
        endpoint = services.library.endpoint(found.endpoint_id)
        if endpoint is None:
            continue
        request = Request(
            endpoint,
            values=found.values,
            is_forced=True,
            dialect=choices.dialect,
            credential=choices.credential,
            notes=found.words,
        )
        name = readable_name(f"{number} {endpoint.shown_title} {found.kind}")[:_LONGEST_NAME]
        saving = Saving(Path(folder) / f"{file_name_of(name.strip())}{REQUEST_SUFFIX}", request)
        await save_request(saving, services.trust)
        await carry_service(services.library.own, request, saving.file)
