"""``aiurdesk listen`` as a process of its own against real sockets on loopback."""

import asyncio
import http
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from urllib.parse import urlsplit

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.main import parse
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.resources import read_text
from tests.child_process import default_signals
from tests.command_line import run_command
from tests.graphql_server import graphql_server
from tests.transport.sockets.socket_server import a_raw_server, a_socket_server

PAGE = read_text("manual/sockets.md")
SHOWN = [line.split()[1:] for line in PAGE.splitlines() if line.startswith("    aiurdesk listen")]
VARIABLES = {name: value for name, value in os.environ.items() if name != "DISPLAY"}


async def started(url: str, *arguments: str, profile, cwd=None, **variables: str) -> Process:
    """Start the command; the address gets the scheme of WebSocket."""
    address = url.replace("http", "ws", 1)
    command = ["-m", "aiurdesk", "listen", address, *arguments, "--profile", str(profile)]
    with default_signals():
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=VARIABLES | variables,
            cwd=cwd,
        )


async def listened(url: str, *arguments: str, typed: str = "", profile, **variables: str):
    """Run the command to its end; the address gets the scheme of WebSocket."""
    call = ("listen", url.replace("http", "ws", 1), *arguments, "--profile", profile)
    run = await asyncio.to_thread(
        run_command, *call, environment=VARIABLES | variables, typed=typed
    )
    return run.returncode, run.stdout.splitlines(), run.stderr


async def ended(process: Process, typed: str | None = "") -> tuple[int | None, list[str], str]:
    """Return exit status, lines of standard output, and standard error."""
    out, err = await process.communicate(None if typed is None else typed.encode())
    return process.returncode, out.decode().splitlines(), err.decode()


async def test_cookies_are_taken_from_a_file(tmp_path):
    file = tmp_path / "cookies.txt"
    heard = []

    async def tell(socket) -> None:
        heard.append(socket.request.headers.get("Cookie"))
        await socket.send("hello")

    async with a_socket_server(tell) as url:
        host = urlsplit(url).hostname
        file.write_text(f"{host}\tFALSE\t/\tFALSE\t0\tsid\ts3cret-s3cret\n")
        for options in (("--cookies", str(file)), ("--cookies", "none")):
            status, lines, _ = await listened(url, *options, "--count", "1", profile=tmp_path)
            assert (status, lines) == (0, ["hello"])
    assert heard == ["sid=s3cret-s3cret", None]
    assert "\tsid\ts3cret-s3cret\n" in file.read_text()


async def echo(socket) -> None:
    async for message in socket:
        await socket.send(message)


async def test_messages_are_sent_in_order_and_each_frame_is_a_line(tmp_path):
    async with a_socket_server(echo) as url:
        status, lines, words = await listened(
            *(url, "--send", "zero", "--count", "3"),
            profile=tmp_path,
            typed="one\ntwo words\nthree\n",
        )
    assert (status, lines) == (0, ["zero", "one", "two words"])
    assert words.startswith("Connected")


async def test_an_address_may_be_typed_without_its_scheme(tmp_path):
    async with a_socket_server(echo) as url:
        address, call = url.partition("://")[2], ("--send", "hello", "--count", "1")
        status, lines, words = await listened(address, *call, profile=tmp_path)
    assert (status, lines) == (0, ["hello"])
    assert "No scheme was given: ws:// is used, because the host is this computer." in words


async def test_frames_as_json_with_the_verdict_on_an_envelope(tmp_path):
    async def talk(socket) -> None:
        await socket.send('{"code": -8, "message": "no", "protocolVersion": "1"}')
        await socket.send(b"\xff")
        await socket.close(3000, "done")

    async with a_socket_server(talk) as url:
        status, lines, words = await listened(url, "--json", profile=tmp_path)
    # A code of 3000 says that something is wrong.
    assert status == 1
    text, data, close = map(json.loads, lines)
    assert text["verdict"]["code"] == -8
    assert (text["kind"], data["base64"]) == ("text", "/w==")
    assert (close["kind"], close["code"], close["reason"]) == ("close", 3000, "done")
    assert "−8 Not signed in or not permitted · no" in words
    assert "Closed by the server · done" in words


@pytest.mark.parametrize("is_json", [False, True])
async def test_a_refusal_has_the_verdict_and_the_status_of_its_envelope(tmp_path, is_json):
    def refuse(connection, _request):
        return connection.respond(http.HTTPStatus.OK, '{"code":-4,"message":"No channel."}')

    async with a_socket_server(echo, process_request=refuse) as url:
        options = ["--json"] if is_json else []
        status, lines, words = await listened(url, *options, "--table", "2020", profile=tmp_path)
    assert status == 1
    assert "−4 Target does not exist" in words
    assert "No channel." in words
    if is_json:
        assert [json.loads(line)["verdict"]["code"] for line in lines] == [-4]
    else:
        assert lines == ['{"code":-4,"message":"No channel."}']


async def test_a_refusal_as_text_is_printed(tmp_path):
    def refuse(connection, _request):
        return connection.respond(http.HTTPStatus.BAD_REQUEST, "missing subprotocol\n")

    async with a_socket_server(echo, process_request=refuse) as url:
        status, lines, words = await listened(url, profile=tmp_path)
    assert (status, lines) == (1, ["missing subprotocol"])
    assert "400 Bad request" in words


async def test_a_subprotocol_that_the_server_ignored_is_told(tmp_path):
    call = ("--subprotocol", "chat", "--send", "hello", "--count", "1")
    async with a_socket_server(echo) as url:
        status, lines, words = await listened(url, *call, profile=tmp_path)
    assert (status, lines) == (0, ["hello"])
    assert "The server chose none of the subprotocols that were offered." in words


async def test_silence_that_is_too_long_is_status_three(tmp_path):
    async with a_socket_server(echo) as url:
        status, _, words = await listened(url, "--idle", "0.2", profile=tmp_path)
    assert status == 3
    assert "0.2 s" in words
    told = (await asyncio.to_thread(run_command, "listen", "--help")).stdout
    assert "3 no connection, it was lost, --idle ended it" in " ".join(told.split())


async def test_an_ordinary_success_is_not_a_socket(tmp_path):
    def respond(connection, _request):
        return connection.respond(http.HTTPStatus.OK, '{"code":0,"message":"Welcome."}')

    async with a_socket_server(echo, process_request=respond) as url:
        status, lines, _ = await listened(url, profile=tmp_path)
    assert (status, lines) == (1, ['{"code":0,"message":"Welcome."}'])


async def test_without_a_connection_the_status_is_three(tmp_path):
    status, lines, words = await listened("http://127.0.0.1:1/", profile=tmp_path)
    assert (status, lines) == (3, [])
    assert "Connection refused" in words


async def test_a_plain_socket_to_another_computer_is_refused(tmp_path):
    status, lines, words = await listened("http://host.invalid/", profile=tmp_path)
    assert (status, lines) == (2, [])
    assert "host.invalid are not encrypted" in words
    assert "--allow-http host.invalid" in words


async def test_pings_are_sent_as_often_as_they_are_asked_for(tmp_path):
    pings: list[bytes] = []

    async def take_two(reader, writer) -> None:
        # Each has two bytes, four of the mask, and four of the payload.
        pings.extend([await reader.readexactly(10), await reader.readexactly(10)])
        writer.write(b"\x88\x02\x03\xe8")

    async with a_raw_server(take_two) as url:
        status, lines, _ = await listened(url, "--ping", "0.01", profile=tmp_path)
    assert (status, lines) == (0, [])
    assert [ping[0] for ping in pings] == [0x89, 0x89]


def test_no_pings_can_be_asked_for():
    assert parse(["listen", "wss://a.example", "--ping", "0"]).ping == 0
    assert parse(["listen", "wss://a.example"]).ping == SocketOptions().ping_every_s


async def test_a_lost_connection_and_too_few_messages_are_status_three(tmp_path):
    async def lose(_reader, writer) -> None:
        writer.write(b"\x81\x02hi")

    async with a_raw_server(lose) as url:
        status, lines, words = await listened(url, profile=tmp_path)
    assert (status, lines) == (3, ["hi"])
    assert "The connection was lost" in words

    async def say_once(socket) -> None:
        await socket.send("a")

    async with a_socket_server(say_once) as url:
        status, lines, words = await listened(url, "--count", "2", profile=tmp_path)
    assert (status, lines) == (3, ["a"])
    assert "Only 1 of 2 messages came." in words


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
async def test_ctrl_c_closes_the_socket_and_ends_well(tmp_path):
    closed: asyncio.Queue[int | None] = asyncio.Queue()

    async def greet(socket) -> None:
        await socket.send("hello")
        await socket.wait_closed()
        closed.put_nowait(socket.close_code)

    async with a_socket_server(greet) as url:
        process = await started(url, profile=tmp_path)
        assert process.stdout is not None
        assert await process.stdout.readline() == b"hello\n"
        process.send_signal(signal.SIGINT)
        assert await closed.get() == 1000
        # Standard input is still open: nothing waits for it.
        status, _, words = await ended(process, None)
    assert status == 0
    assert words.endswith("Stopped.\n")
    # What was said until then is in the history.
    history = build_services(tmp_path).history
    (entry,) = await history.page(HistoryFilter())
    exchange = await history.exchange(entry.id)
    await history.aclose()
    assert exchange is not None
    frames = transcript_of(exchange.outcome)
    assert [frame.text for frame in frames if frame.kind.is_message] == ["hello"]
    assert "Close code 1000, normal closure." in exchange.verdict.notes


async def test_a_reader_that_leaves_ends_it(tmp_path):
    async def flood(_reader, writer) -> None:
        while True:
            writer.write(b"\x81\x01x" * 1000)
            await writer.drain()

    async with a_raw_server(flood) as url:
        process = await started(url, profile=tmp_path)
        assert process.stdout is not None
        await process.stdout.readline()
        # What ``head -1`` does.
        process.stdout._transport.close()  # type: ignore[attr-defined]
        status = await process.wait()
    assert status == 0


async def test_secrets_are_read_but_never_printed(tmp_path):
    seen: asyncio.Queue[str] = asyncio.Queue()

    def refuse(connection, request):
        seen.put_nowait(request.path)
        return connection.respond(http.HTTPStatus.UNAUTHORIZED, "Key topsecret-1 is not known")

    async with a_socket_server(echo, process_request=refuse) as url:
        values = ("AccessToken=env:SOCKET_KEY", "Password=-", "--json")
        typed = "topsecret-2\nnot sent\n"
        status, lines, words = await listened(
            url, *values, profile=tmp_path, typed=typed, SOCKET_KEY="topsecret-1"
        )
    assert await seen.get() == "/?AccessToken=topsecret-1&Password=topsecret-2"
    assert status == 1
    assert "topsecret" not in words
    assert "topsecret-2" not in lines[0]
    # As with ``send``: only the body is printed as it was received.
    members = json.loads(lines[0])
    assert "topsecret" not in json.dumps(members | {"response": None})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["gateway.home.index"],
            "gateway.home.index is not a socket or stream. Use 'aiurdesk send",
        ),
        (["wss://a.example", "--count", "0"], "enter a number of messages such as 5"),
        (["wss://a.example", "--timeout", "nan"], "enter a number of seconds such as 2.5"),
        (["wss://a.example", "--ping", "-1"], "enter a number of seconds such as 2.5"),
        (["wss://a.example", "Key=mine", "AccessToken=mine"], "AccessToken is a secret"),
        (["wss://"], "Enter an address"),
        (["wss://a.example", "--subprotocol", "a b"], "'a b' is not a valid name of a subprotocol"),
    ],
)
async def test_wrong_usage_sends_nothing(tmp_path, arguments, words):
    status, lines, said = await listened(*arguments, profile=tmp_path)
    assert (status, lines) == (2, [])
    assert words in said


async def test_the_first_command_of_the_readme_works_as_it_stands(tmp_path):
    process = await started(*SHOWN[0][1:], profile=tmp_path)
    assert await ended(process) == (0, ["hello"], "Connected with extension permessage-deflate.\n")


async def test_the_readme_sends_a_file_and_saves_a_socket(tmp_path):
    (tmp_path / "README.md").write_bytes(b"# Hi")
    _, _, _, with_file, saving = (arguments[1:] for arguments in SHOWN)
    process = await started(*with_file, profile=tmp_path, cwd=tmp_path)
    assert (await ended(process))[:2] == (0, ["hello", "0x23204869"])
    process = await started(*saving, profile=tmp_path, cwd=tmp_path)
    assert (await ended(process))[:2] == (0, ["Ann"])
    saved = (tmp_path / "checks" / "Echo.request.toml").read_text(encoding="utf-8")
    assert '{ text = "{{user}}" },' in saved


@pytest.mark.parametrize("arguments", SHOWN, ids=" ".join)
def test_the_readme_shows_only_arguments_that_there_are(arguments):
    assert parse(arguments).endpoint == arguments[1]


async def test_messages_are_read_by_the_dialect_that_is_given(tmp_path):
    async def say(connection):
        await connection.send('{"jsonrpc": "2.0", "method": "newHeads"}')
        await connection.send('{"jsonrpc": "2.0", "error": {"code": -32601, "message": "No."}}')

    async with a_socket_server(say) as url:
        call = ("--dialect", "json-rpc", "--json", "--count", "2")
        _status, lines, words = await listened(url, *call, profile=tmp_path)
    event, refusal = map(json.loads, lines[:2])
    assert "verdict" not in event
    assert refusal["verdict"]["code"] == -32601
    assert refusal["verdict"]["table"] == "json-rpc"
    assert "−32601 No such method · No." in words


async def test_a_subscription_of_graphql_is_listened_to(tmp_path):
    document = tmp_path / "a.graphql"
    document.write_text("subscription A($to: Int!) { counted(to: $to) }")
    connection = tmp_path / "connection.json"
    connection.write_text('{"Authorization": "{{env:WORD}}"}')
    options = ("--graphql", str(document), "--connection", str(connection))
    with graphql_server() as server:
        server.needs = "hush-hush"
        code, lines, said = await listened(
            server.url, "to:=2", *options, profile=tmp_path, WORD="hush-hush"
        )
        assert [json.loads(line)["type"] for line in lines] == [
            "connection_ack", "ping", "next", "next", "complete",
        ]  # fmt: skip
        assert code == 0
        assert "1000" in said
        assert "hush" not in said
        # A document with a mistake is refused by the server, and told in its words.
        document.write_text("subscription { nothing }")
        code, _, said = await listened(server.url, *options, profile=tmp_path, WORD="hush-hush")
        assert code == 1
        assert "Cannot query field" in said
        # What it has among its secrets is in no file.
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert not any(b"hush-hush" in path.read_bytes() for path in files)
