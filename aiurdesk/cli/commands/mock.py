"""``aiurdesk mock``: answer as a service does, until SIGINT or SIGTERM."""

import argparse
import asyncio
import contextlib
import signal
import sys

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.logged_run import follow_settings
from aiurdesk.cli.output import tell
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.mocks.mock_host import MockChoices, MockHost, RunningMock
from aiurdesk.services.services import Services

_MOST_SEED = 2**63
_EPILOG = tr(
    "responses:\n  Saved examples come first, then the examples of the description, then "
    "values\n  made of its schemas. The header Prefer asks for another one:\n"
    "    Prefer: code=404           a documented status or result code\n"
    '    Prefer: example="Empty"    a saved or documented example\n'
    "    Prefer: dynamic=true       made of the schema\n"
    "    Prefer: break=slow         hang, cut-off, wrong-length, not-json, html, …\n"
    "  What POST /lamps creates, GET /lamps/{id} finds again, until it is deleted or\n"
    "  a POST to /_mock/reset forgets everything. GET /_mock lists all responses.\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument(
        "source",
        metavar="SERVICE|DESCRIPTION|FOLDER",
        help=tr("name of a service, file or URL of a description, or folder of a collection"),
    )
    add_option(
        parser, "--port N", tr("listen on this port; a free one is taken without it"), type=_port
    )
    add_option(
        parser,
        "--host H",
        tr("listen on this address of the computer, so that others can reach it"),
        default="127.0.0.1",
    )
    add_option(parser, "--tls", tr("speak HTTPS, with a certificate of its own for the host"))
    add_option(
        parser,
        "--no-credentials",
        tr("answer requests without the credentials that the description requires, too"),
    )
    add_option(
        parser, "--seed N", tr("make other values; the same number makes the same"), type=_seed
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Serve until SIGINT or SIGTERM."""
    asyncio.run(_serve(open_services(), arguments))
    return ExitCode.SUCCESS


def _port(text: str) -> int:
    # argparse makes its own message of a ValueError.
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError(text)
    return port


def _seed(text: str) -> int:
    number = int(text)
    if not 0 <= number < _MOST_SEED:
        raise ValueError(text)
    return number


def overview(mock: RunningMock) -> str:
    """Return what is needed to call the mock, one fact in each line."""
    facts = {
        tr("mock of"): mock.name,
        tr("address"): mock.url,
        tr("endpoints"): f"{mock.endpoint_count:,}",
        tr("reset"): f"curl -X POST {mock.reset_url}",
    }
    if mock.ca_file is not None:
        facts[tr("authority")] = str(mock.ca_file)
    width = max(map(len, facts)) + 2
    return printable("".join(f"{name:<{width}}{fact}\n" for name, fact in facts.items()))


def _tell(method: str, path: str, status: int, source: str) -> None:
    """Print a line for an answer, where a person looks on."""
    # A program that started the mock may never read it, and would stop it with a full pipe.
    if sys.stderr.isatty():
        sys.stderr.write(printable(f"{method} {path[:200]}  {status}  {source}\n"))


async def _serve(services: Services, arguments: argparse.Namespace) -> None:
    follow_settings(services, is_recorded=False)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Event loops on Windows have no signal handlers; there Ctrl+C cancels this coroutine.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    host = MockHost(services, _tell)
    choices = MockChoices(
        arguments.source,
        arguments.port or 0,
        arguments.host,
        has_tls=arguments.tls,
        seed=1 if arguments.seed is None else arguments.seed,
        asks_for_credentials=not arguments.no_credentials,
    )
    try:
        mock = await host.start(choices)
        tell(*mock.mistakes)
        sys.stdout.write(overview(mock))
        # A program that starts the mock reads the address from a pipe, while it runs.
        sys.stdout.flush()
        if mock.is_for_others:
            text = tr("Everyone who reaches {host} over the network can call it, and read it.")
            tell(text.format(host=arguments.host))
        sys.stderr.write(tr("The mock is running. Press Ctrl+C to stop it.\n"))
        await stopped.wait()
    finally:
        await host.aclose()
        await services.aclose()
