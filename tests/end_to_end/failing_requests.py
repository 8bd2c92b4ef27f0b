"""A script that sends failing requests to the code lab: with low limits, cancelled, and closed.

``test_console_output`` runs it with the name of an event loop and a folder for the profile.
Anything that it writes to the console is a mistake of the program.
"""

import asyncio
import functools
import gc
import itertools
import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiurdesk.assembly import build_services
from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import Request
from aiurdesk.services.sending.planned_request import SendTerms
from aiurdesk.services.services import Services

LOW = Limits(read_s=0.1, total_s=0.5, memory_bytes=1000, body_bytes=300_000, redirects=3)
HIGH = Limits(read_s=0.4, total_s=1, body_bytes=8 * 2**20)
FAILING = ("endless", "huge", "gzipbomb", "hang", "redirectloop", "cutoff", "badgzip")
AT_ONCE = 50
FEW = 8


class Sender:
    """Sends to the code lab."""

    def __init__(self, services: Services, environment: Environment) -> None:
        catalogue = services.library.with_code_lab
        self._pipeline = services.pipeline
        self._environment = environment
        self.endpoints = {e.id: e for e in catalogue.endpoints if e.id.startswith("code-lab.")}

    def failing(self, name: str) -> Endpoint:
        """Return an endpoint that never gives a complete response."""
        return self.endpoints[f"code-lab.noanswer.{name}"]

    async def send(
        self, endpoint: Endpoint, limits: Limits, on_progress: OnProgress | None = None
    ) -> None:
        """Send once, with the default values of the endpoint."""
        plan = self._pipeline.plan(Request(endpoint), self._environment)
        await self._pipeline.send(plan, SendTerms(limits, on_progress=on_progress))


async def few_at_a_time(
    function: Callable[..., Awaitable[None]], cases: list[tuple[Any, ...]]
) -> None:
    """Call a function for each case, a few at a time: most calls only wait for a timeout."""
    for start in range(0, len(cases), FEW):
        await asyncio.gather(*itertools.starmap(function, cases[start : start + FEW]))


async def send_to_each(sender: Sender) -> None:
    """Send to every endpoint."""
    endpoints = sender.endpoints.values()
    await few_at_a_time(sender.send, list(itertools.product(endpoints, (LOW, HIGH))))


async def cancel_after(sender: Sender, name: str, limits: Limits, pieces: int) -> None:
    left = iter(range(pieces))

    def cancel_at_last(_progress: object) -> None:
        if next(left, None) is None:
            task.cancel()

    task = asyncio.get_running_loop().create_task(
        sender.send(sender.failing(name), limits, cancel_at_last)
    )
    await asyncio.wait([task], timeout=0.1)
    task.cancel()
    await asyncio.wait([task])


async def cancel_in_the_middle(sender: Sender) -> None:
    cases = list(itertools.product(FAILING, (LOW, HIGH), (1, 4, 40)))
    await few_at_a_time(functools.partial(cancel_after, sender), cases)


def many(sender: Sender, limits: Limits) -> list[asyncio.Task[None]]:
    loop = asyncio.get_running_loop()
    names = itertools.islice(itertools.cycle(FAILING), AT_ONCE)
    return [loop.create_task(sender.send(sender.failing(name), limits)) for name in names]


async def send_many(sender: Sender) -> None:
    for limits in (LOW, HIGH):
        tasks = many(sender, limits)
        await asyncio.sleep(0.2)
        for task in tasks[::3]:
            task.cancel()
        await asyncio.wait(tasks)


async def main(profile: Path) -> None:
    services = build_services(profile)
    sandbox = await services.start_sandbox()
    sender = Sender(services, sandbox.environment)
    await send_to_each(sender)
    await cancel_in_the_middle(sender)
    await send_many(sender)
    running = many(sender, HIGH)
    await asyncio.sleep(0.2)
    await services.connections.aclose()
    for task in running:
        task.cancel()
    await asyncio.wait(running)
    await services.aclose()


def loop_named(name: str) -> Callable[[], asyncio.AbstractEventLoop]:
    if name == "asyncio":
        return asyncio.new_event_loop
    import qasync
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    return lambda: qasync.QEventLoop(app)


if __name__ == "__main__":
    # Unexpected codes are logged, which must not be printed here.
    logging.getLogger().addHandler(logging.NullHandler())
    with asyncio.Runner(debug=False, loop_factory=loop_named(sys.argv[1])) as runner:
        runner.run(main(Path(sys.argv[2])))
    gc.collect()
