"""``aiurdesk mcp``: tools for agents, over the Model Context Protocol."""

import argparse
import asyncio
import contextlib
import os
import signal
from pathlib import Path

from aiurdesk.cli import agents
from aiurdesk.cli.command import OpenServices
from aiurdesk.cli.extras import require
from aiurdesk.cli.logged_run import follow_settings, run_logged
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import AGENT
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.services import Services

_EPILOG = tr(
    "tools:\n"
    "  find, describe, send, run, history, explain_code, mock\n"
    "\n"
    "  A client of the Model Context Protocol starts this command and speaks with it\n"
    "  over standard input and output, with a configuration such as\n"
    '    {"mcpServers": {\n'
    '      "aiurdesk": {"command": "aiurdesk", "args": ["mcp", "DIR"]}}}\n'
    "\n"
    "  Secrets are always dots. A folder has to be trusted: 'aiurdesk trust FOLDER'.\n"
    "  What may change something, and anything in a careful environment, is sent only\n"
    "  after the client has asked the person. What agents send is in the history:\n"
    "  'aiurdesk history by:agent'.\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument(
        "folders",
        metavar="FOLDER",
        nargs="*",
        help=tr("folder of a collection whose saved requests agents may use; it is trusted"),
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Serve until standard input ends.

    Raises:
        ProblemError: The SDK is not installed, or a folder is not trusted.
    """
    require("agents", "mcp")
    services = open_services()
    folders = [_trusted(name, services) for name in arguments.folders]
    # Here only: the SDK takes half a second.
    return run_logged(services, _serve(services, folders))


def _trusted(name: str, services: Services) -> Path:
    folder = os.path.realpath(name)
    if not os.path.isdir(folder):
        raise ProblemError(tr("There is no folder {folder}.").format(folder=printable(name)))
    if services.trust.untrusted([folder]):
        text = tr(
            "{folder} is not trusted, so agents do not get it. If you trust whoever wrote it, "
            "allow it with 'aiurdesk trust {folder}'."
        )
        raise ProblemError(text.format(folder=printable(folder)))
    return Path(folder)


async def _serve(services: Services, folders: list[Path]) -> ExitCode:
    limits = follow_settings(services, is_recorded=True)
    services.history.sender = AGENT
    workspace = agents.workspace.Workspace(services, folders, limits)
    streams = agents.protocol_streams
    stopped = asyncio.Event()
    with contextlib.suppress(NotImplementedError):
        # Clients end it so where the end of the input does not. Ctrl+C cancels this coroutine.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    try:
        with streams.protocol_output() as output:
            server = agents.server.AgentServer(workspace)
            await server.serve(streams.InputStream(stopped), output)
    finally:
        services.history.hurry()
        await workspace.aclose()
        await services.aclose()
    return ExitCode.SUCCESS
