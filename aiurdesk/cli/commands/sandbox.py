"""``aiurdesk sandbox``: run the sandbox for other programs until SIGINT or SIGTERM."""

import argparse
import asyncio
import contextlib
import signal
import sys

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.sandbox_host import RunningSandbox
from aiurdesk.services.services import Services


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_option(
        parser,
        "--port N",
        tr("first port, one for each service; free ports are taken without it"),
        type=_port,
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Serve until SIGINT or SIGTERM."""
    asyncio.run(_serve(open_services(), arguments.port))
    return ExitCode.SUCCESS


def _port(text: str) -> int:
    # argparse makes its own message of a ValueError.
    port = int(text)
    # The services take the next ports, so there must be room above the first one.
    if not 1 <= port <= 65500:
        raise ValueError(text)
    return port


def overview(sandbox: RunningSandbox) -> str:
    """Return what is needed to call the sandbox, one fact in each line."""
    base_urls = sandbox.environment.base_urls
    facts = {
        **base_urls,
        tr("authority"): str(sandbox.ca_file),
        tr("app id"): sandbox.app_id,
        tr("app secret"): sandbox.app_secret,
        tr("sign in as"): f"{sandbox.email}  {sandbox.password}",
    }
    width = max(map(len, facts)) + 2
    return "".join(f"{name:<{width}}{fact}\n" for name, fact in facts.items())


async def _serve(services: Services, port: int | None) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Event loops on Windows have no signal handlers; there Ctrl+C cancels this coroutine.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    try:
        sandbox = await services.sandbox.start(port)
        sys.stdout.write(overview(sandbox))
        # A program that starts the sandbox reads the addresses from a pipe, while it runs.
        sys.stdout.flush()
        sys.stderr.write(tr("The sandbox is running. Press Ctrl+C to stop it.\n"))
        await stopped.wait()
    finally:
        await services.sandbox.aclose()
