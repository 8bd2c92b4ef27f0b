"""The client against the fuzzing server of Autobahn's test suite, case by case.

Run: python -m tests.benchmarks.autobahn [ADDRESS]

The suite needs Python 2.7, so it is installed apart from the project:

    python2.7 -m pip install --target autobahn autobahntestsuite==0.8.2
    touch autobahn/zope/__init__.py
    PYTHONPATH=autobahn python2.7 autobahn/bin/wstest -m fuzzingserver

It writes its verdicts to ``reports``. The client echoes each message.
"""

import asyncio
import sys

from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.transport.http import HttpTransport

AGENT = "aiurdesk"
CASE_S = 120


async def messages_of(transport: HttpTransport, address: str, *, is_echoed: bool) -> list[Frame]:
    """Return the messages of a socket, up to its end."""
    request = PreparedRequest("GET", address)
    outcome, connection = await transport.connect(request, Limits(), SocketOptions())
    assert connection is not None, outcome
    messages: list[Frame] = []
    while frames := await connection.receive():
        for frame in frames:
            is_text = frame.kind is not FrameKind.TEXT or isinstance(frame.content, str)
            if frame.direction is Direction.RECEIVED and frame.kind.is_message and is_text:
                if is_echoed:
                    await connection.send_frame(frame.content)
                else:
                    messages.append(frame)
    return messages


async def run_cases(base: str) -> None:
    """Run all cases, and let the server write its reports."""
    transport = HttpTransport()
    (count,) = await messages_of(transport, f"{base}/getCaseCount", is_echoed=False)
    for number in range(1, int(count.text) + 1):
        address = f"{base}/runCase?case={number}&agent={AGENT}"
        async with asyncio.timeout(CASE_S):
            await messages_of(transport, address, is_echoed=True)
        sys.stdout.write(f"\r{number} of {count.text}")
        sys.stdout.flush()
    await messages_of(transport, f"{base}/updateReports?agent={AGENT}", is_echoed=False)
    await transport.aclose()


if __name__ == "__main__":
    asyncio.run(run_cases(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:9001"))
