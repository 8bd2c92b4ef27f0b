"""A request through the whole street against the same request with bare httpx.

Run: python -m tests.benchmarks.street

Both send the same form of 1 KB to the sandbox, which runs in a process of its own, over TLS and
HTTP/2 on one open connection, in turn. The street prepares, sends, reads the envelope, judges,
binds and redacts.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROUNDS = 60
REQUESTS_A_ROUND = 10
CONTENT = "x" * 1000


@contextmanager
def sandbox_process(folder: Path) -> Iterator[tuple[str, Path]]:
    """Run the sandbox apart; yield Stargate's address and the file of the authority."""
    command = [sys.executable, "-m", "aiurdesk", "--profile", str(folder), "sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        facts = {}
        assert process.stdout is not None
        while "sign in as" not in facts:
            name, _, fact = process.stdout.readline().decode().strip().partition("  ")
            facts[name] = fact.strip()
        try:
            yield facts["stargate"], Path(facts["authority"])
        finally:
            process.terminate()


async def bare_sender(base_url: str, authority: Path) -> tuple[Callable[[], Awaitable[None]], ...]:
    """Return a function that sends with httpx alone, and one that closes it."""
    import ssl

    import httpx

    context = ssl.create_default_context(cafile=str(authority))
    client = httpx.AsyncClient(http2=True, verify=context, trust_env=False)
    form = {"AccessToken": "none", "ChannelId": "1", "MessageContent": CONTENT}

    async def send() -> None:
        response = await client.post(f"{base_url}/Message/PushMessage", data=form)
        assert response.status_code == 200
        await response.aread()

    return send, client.aclose


async def street_sender(
    base_url: str, authority: Path
) -> tuple[Callable[[], Awaitable[None]], ...]:
    """Return a function that sends down the whole street, and one that closes it."""
    from aiurdesk.assembly import build_services
    from aiurdesk.core.environments.environment import Environment
    from aiurdesk.core.exchange.redaction import redact_prepared
    from aiurdesk.core.request.request import Request
    from aiurdesk.services.expectations.examination import Examined
    from aiurdesk.services.sockets.street import last_of

    services = build_services(authority.parent.parent)
    host, _, port = base_url.removeprefix("https://").partition(":")
    await services.connections.trust(authority.read_text(), ((host, int(port)),))
    endpoint = services.library.catalogue.endpoint("stargate.message.pushmessage")
    assert endpoint is not None
    environment = Environment("Benchmark", {"stargate": base_url})
    values = (("AccessToken", "none"), ("ChannelId", "1"), ("MessageContent", CONTENT))

    async def send() -> None:
        plan = services.pipeline.plan(Request(endpoint, values=values), environment)
        assert plan.problems == ()
        last = await last_of(services.street.send(plan))
        assert isinstance(last, Examined)
        assert last.exchange.verdict.code == -8
        redact_prepared(last.exchange.prepared)

    return send, services.aclose


async def compare(base_url: str, authority: Path) -> tuple[float, float, float]:
    """Return medians: bare and street in milliseconds a request, and their ratio round by round."""
    bare, close_bare = await bare_sender(base_url, authority)
    street, close_street = await street_sender(base_url, authority)
    figures: dict[str, list[float]] = {"bare": [], "street": []}
    for send in (bare, street) * 5:
        await send()
    for _ in range(ROUNDS):
        for name, send in (("bare", bare), ("street", street)):
            started = time.perf_counter()
            for _ in range(REQUESTS_A_ROUND):
                await send()
            elapsed = time.perf_counter() - started
            figures[name].append(elapsed * 1000 / REQUESTS_A_ROUND)
    await close_bare()
    await close_street()
    ratios = [street / bare for bare, street in zip(*figures.values(), strict=True)]
    return (
        statistics.median(figures["bare"]),
        statistics.median(figures["street"]),
        statistics.median(ratios),
    )


def run_on_asyncio(base_url: str, authority: Path) -> tuple[float, float, float]:
    """Compare on the plain loop."""
    return asyncio.run(compare(base_url, authority))


def run_on_qasync(base_url: str, authority: Path) -> tuple[float, float, float]:
    """Compare on the loop that the window has."""
    import qasync
    from PySide6.QtWidgets import QApplication

    application = QApplication(["benchmark", "-platform", "offscreen"])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(compare(base_url, authority))


LOOPS = {"asyncio": run_on_asyncio, "qasync": run_on_qasync}


def main() -> None:
    """Print a line for each loop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("loops", nargs="*", default=list(LOOPS), help="asyncio, qasync")
    with tempfile.TemporaryDirectory() as folder, sandbox_process(Path(folder)) as (url, authority):
        for name in parser.parse_args().loops:
            bare, street, ratio = LOOPS[name](url, authority)
            sys.stdout.write(
                f"{name}: bare httpx {bare:.2f} ms, street {street:.2f} ms, ratio {ratio:.2f}\n"
            )


if __name__ == "__main__":
    main()
