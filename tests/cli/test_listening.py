"""``aiurdesk listen`` in the sandbox; commands/test_listen tests it as a process."""

import argparse
import os
from typing import BinaryIO

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.commands.listen import configure
from aiurdesk.cli.listening import listen
from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.errors import ProblemError


async def listened(tmp_path, *arguments: str, sandbox: bool = True) -> int:
    parser = argparse.ArgumentParser()
    configure(parser)
    parsed = parser.parse_args([*arguments, *(["--sandbox"] if sandbox else [])])
    return await listen(parsed, build_services(tmp_path))


def a_pipe(data: bytes) -> BinaryIO:
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return os.fdopen(reading, "rb")


@pytest.mark.parametrize(
    ("endpoint", "status", "words"),
    [
        ("envelopes", 0, "Kahla 2020: DissolveEvent. A group was dissolved."),
        ("refused", 1, "−8 Not signed in or not permitted"),
        ("refusedwithoutenvelope", 4, "401 Not signed in"),
        ("refusedwithredirect", 4, "The response points to /Sockets/Echo. The redirect was not"),
        ("cutoff", 3, "The connection was lost"),
        ("invalidutf8", 3, "Byte 3 of a text message is not valid UTF-8."),
        ("toolong", 3, "A message is larger than 16 MB."),
    ],
)
async def test_each_socket_of_the_code_lab_ends_as_it_should(
    tmp_path, capsysbinary, endpoint, status, words
):
    assert await listened(tmp_path, f"code-lab.sockets.{endpoint}") == status
    assert words in capsysbinary.readouterr().err.decode()


async def test_reconnecting_is_told(tmp_path, capsysbinary):
    arguments = ("code-lab.sockets.cutoff", "--reconnect", "--count", "2")
    assert await listened(tmp_path, *arguments) == 0
    printed = capsysbinary.readouterr()
    assert printed.out == b"This is the last message.\n" * 2
    assert "Connecting again in " in printed.err.decode()


async def test_listening_to_a_silent_socket_ends_with_the_timeout(tmp_path, capsysbinary):
    assert await listened(tmp_path, "code-lab.sockets.silence", "--timeout", "0.8") == 0
    assert "Stopped after 0.8 s." in capsysbinary.readouterr().err.decode()
    assert await listened(tmp_path, "code-lab.sockets.silence", "--idle", "0.1") == 3
    assert "No message came within 0.1 s." in capsysbinary.readouterr().err.decode()


async def test_texts_and_files_are_sent_in_their_order(tmp_path, capsysbinary):
    file = tmp_path / "a.bin"
    file.write_bytes(b"\x00\x01")
    sent = ("--send", "one", "--send-file", str(file), "--send", "two", "--count", "3")
    assert await listened(tmp_path, "code-lab.sockets.echo", *sent) == 0
    assert capsysbinary.readouterr().out.split() == [b"one", b"0x0001", b"two"]


async def test_a_file_that_cannot_be_read_is_wrong_usage(tmp_path):
    with pytest.raises(ProblemError, match="could not be read"):
        await listened(tmp_path, "code-lab.sockets.echo", "--send-file", str(tmp_path / "none"))


async def test_lines_that_are_not_text_are_told_and_not_sent(tmp_path, capsysbinary, monkeypatch):
    with a_pipe(b"caf\xe9\ngood\n") as typed:
        monkeypatch.setattr("sys.stdin", typed)
        assert await listened(tmp_path, "code-lab.sockets.echo", "--count", "1") == 0
    printed = capsysbinary.readouterr()
    assert printed.out == b"good\n"
    words = "Line 1 of standard input was not sent: it is not UTF-8. Use --send-file to send bytes."
    assert words in printed.err.decode()


async def test_variables_of_a_message_are_replaced_and_saved_as_they_are_typed(
    tmp_path, capsysbinary, monkeypatch
):
    monkeypatch.setenv("CHAT_WORD", "hush-hush")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.bin").write_bytes(b"\x00")
    file = tmp_path / "checks" / "Hello.request.toml"
    sent = ("--send", "{{user}}: {{env:CHAT_WORD}}", "--send-file", "a.bin", "--count", "2")
    options = ("--subprotocol", "chat", "--idle", "60", "--ping", "0", "--reconnect")
    named = ("--set", "user=Ann", *options, "--save", str(file))
    assert await listened(tmp_path / "profile", "code-lab.sockets.echo", *sent, *named) == 0
    printed = capsysbinary.readouterr()
    assert printed.out.split(b"\n")[0] == b"Ann: hush-hush"
    assert f"Saved as {file}." in printed.err.decode()
    text = file.read_text(encoding="utf-8")
    assert text == (
        'endpoint = "code-lab.sockets.echo"\n'
        'subprotocols = [\n    "chat",\n]\n'
        "ping_every_ms = 0\nidle_ms = 60000\nreconnect = true\n"
        "messages = [\n"
        '    { text = "{{user}}: {{env:CHAT_WORD}}" },\n'
        f'    {{ file = "{tmp_path / "a.bin"}" }},\n'
        "]\n"
    )
    # What a person added to the file stays.
    file.write_text(f"{text}expected_frames = 2\n", encoding="utf-8")
    again = ("--send", "hi", "--count", "1", "--save", str(file))
    assert await listened(tmp_path / "profile", "code-lab.sockets.echo", *again) == 0
    saved = parse_request(file.read_text(encoding="utf-8")).conversation
    assert ([message.content for message in saved.messages], saved.frame_count) == (["hi"], 2)
    assert (saved.ping_every_ms, saved.idle_ms, saved.is_reconnecting) == (0, 60_000, True)


@pytest.mark.parametrize(
    ("sent", "words"),
    [("{{nobody}}", "message 1: {{nobody}} has no value"), ("pin=1234", "The message 1 pin is a")],
)
async def test_what_cannot_be_sent_or_saved_is_refused_before_connecting(tmp_path, sent, words):
    file = tmp_path / "checks" / "Hello.request.toml"
    arguments = ("code-lab.sockets.echo", "--send", sent, "--save", str(file))
    with pytest.raises(ProblemError) as refused:
        await listened(tmp_path / "profile", *arguments)
    assert words in str(refused.value)
    assert not file.exists()


async def test_one_variable_of_the_process_can_be_used_in_several_places(
    tmp_path, capsysbinary, monkeypatch
):
    monkeypatch.setenv("CHAT_WORD", "hush-hush")
    arguments = ("--header", "Authorization:Bearer env:CHAT_WORD", "--set", "a=env:CHAT_WORD")
    sent = ("--set", "b=env:CHAT_WORD", "--send", "{{a}} {{b}} {{env:CHAT_WORD}}", "--count", "1")
    assert await listened(tmp_path, "code-lab.sockets.echo", *arguments, *sent) == 0
    assert capsysbinary.readouterr().out == b"hush-hush hush-hush hush-hush\n"
    assert "CHAT_WORD" not in os.environ


async def test_a_careful_environment_gets_no_message_without_yes(tmp_path, capsysbinary):
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "Mine.toml").write_text('based_on = "Sandbox"\ncareful = true\n')
    send = ("--send", "hi", "--count", "1", "--environment", "Mine")
    with pytest.raises(ProblemError, match=r"^A message to .* may change .* Mine .* --yes"):
        await listened(tmp_path, "code-lab.sockets.echo", *send, sandbox=False)
    assert await listened(tmp_path, "code-lab.sockets.echo", *send, "--yes", sandbox=False) == 0
    assert capsysbinary.readouterr().out == b"hi\n"
