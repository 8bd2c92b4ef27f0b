"""A client of ``aiurdesk mcp`` made with the SDK, which keeps every line of the protocol."""

import asyncio
import json
import os
import shlex
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import mcp_types
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

ROOT = Path(__file__).resolve().parents[1]
WITHIN_S = 120


class Person:
    """Answers the questions of the client, and keeps them."""

    def __init__(self, action: Literal["accept", "decline", "cancel"] = "accept") -> None:
        self.action = action
        self.asked: list[str] = []

    async def __call__(self, _context: Any, params: Any) -> mcp_types.ElicitResult:
        """Answer one question."""
        self.asked.append(params.message)
        content: Any = {} if self.action == "accept" else None
        return mcp_types.ElicitResult(action=self.action, content=content)


@asynccontextmanager
async def agent(
    lines: Path,
    *arguments: object,
    person: Person | None = None,
    environment: Mapping[str, str] = {},  # noqa: B006 - it is only read
    mode: Any = "auto",
) -> AsyncIterator[Client]:
    """Run the command and give a client that is connected to it.

    Args:
        lines: The file that gets every line that the command writes to standard output.
        arguments: Of the command.
        person: Who answers; None for a client that cannot ask.
        environment: More variables of the process.
        mode: As for ``Client``.
    """
    command = shlex.join([sys.executable, "-m", "aiurdesk", "mcp", *map(str, arguments)])
    parameters = StdioServerParameters(
        command="sh",
        args=["-c", f"{command} | tee {shlex.quote(str(lines))}"],
        env=os.environ | environment,
        cwd=ROOT,
    )
    connection = stdio_client(parameters)
    ask: Any = person
    async with Client(connection, elicitation_callback=ask, mode=mode) as client:
        yield client


def talk(conversation: Callable[[], Awaitable[None]]) -> None:
    """Carry out a conversation within a bounded time."""

    async def bounded() -> None:
        async with asyncio.timeout(WITHIN_S):
            await conversation()

    asyncio.run(bounded())


def messages(lines: Path) -> list[Any]:
    """Return the messages of the command: each line of its output is one, and nothing else."""
    return [json.loads(line) for line in lines.read_text("utf-8").splitlines()]


class EchoServer(ThreadingHTTPServer):
    """Responds with the headers and the body that came, in its headers and its body."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Echo)
        self.received: list[str] = []
        """The line of each request."""
        self.padding = ""
        """Text that makes the body long."""

    @property
    def base(self) -> str:
        """The address, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"


class _Echo(BaseHTTPRequestHandler):
    server: EchoServer

    def do_GET(self) -> None:
        self.server.received.append(self.requestline)
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        sent = self.headers.get("Authorization", "")
        members = {"you": sent, "word": sent.rpartition(" ")[2], "body": body, "path": self.path}
        data = json.dumps({**members, "padding": self.server.padding}).encode()
        self.send_response(200)
        self.send_header("X-You", sent)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@contextmanager
def echo_server() -> Iterator[EchoServer]:
    """Run a server on a thread."""
    server = EchoServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
