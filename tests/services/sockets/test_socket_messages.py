"""Saved messages become what is sent, over a pipeline that sends nothing."""

import os

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import CUSTOM_URLS, Environment
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.request.request import FileContent, Request
from aiurdesk.services.library import Library
from aiurdesk.services.sending.asking import NOBODY
from aiurdesk.services.sending.planned_request import NotSent
from aiurdesk.services.sending.trust import NotTrusted
from aiurdesk.services.sockets import socket_messages
from aiurdesk.services.sockets.socket_messages import (
    PreparedMessages,
    prepare_messages,
    read_message,
)
from aiurdesk.storage.secrets import MemorySecrets
from tests.core.exchange.sockets.frames import a_handshake
from tests.fakes import FakeTransport, a_pipeline


async def nothing(_prepared):
    raise AssertionError("nothing is sent")


async def ready(*messages, environment=CUSTOM_URLS):
    pipeline = a_pipeline(FakeTransport(nothing), Library())
    plan = pipeline.plan(Request(a_handshake().request.endpoint), environment)
    return await prepare_messages(messages, plan, pipeline, NOBODY)


async def test_each_kind_of_message_becomes_text_or_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("CHAT_WORD", "hush-hush")
    file = tmp_path / "a.bin"
    file.write_bytes(b"\x00{{user}}")
    made = await ready(
        SocketMessage("hello {{user}}"),
        SocketMessage('{"word": "{{env:CHAT_WORD}}"}', "json"),
        SocketMessage(str(file), "file"),
        SocketMessage("AAEC", "base64"),
        environment=Environment("Tests", variables={"user": "Ann"}),
    )
    assert not isinstance(made, NotSent)
    assert made.contents == (
        "hello Ann",
        '{"word": "hush-hush"}',
        b"\x00{{user}}",
        b"\x00\x01\x02",
    )
    assert [secret.reveal() for secret in made.secrets] == ["hush-hush"]


@pytest.mark.parametrize(
    ("message", "name", "words"),
    [
        (SocketMessage("hi {{nobody}}", name="Hi"), "message 2 (Hi)", "{{nobody}} has no value"),
        (SocketMessage("AAE", "base64"), "message 2", "This is not base64 ("),
        (SocketMessage("caf\udce9"), "message 2", "half of a character (U+DCE9)"),
        (SocketMessage("/no/such/file", "file"), "message 2", "/no/such/file could not be read"),
    ],
)
async def test_a_message_that_cannot_be_sent_is_refused_before_any_is_sent(message, name, words):
    made = await ready(SocketMessage("fine"), message)
    assert isinstance(made, NotSent)
    (error,) = made.problems
    assert error.field.parameter == name
    assert words in error.sentence


async def test_secrets_of_the_keyring_go_only_to_bound_hosts(tmp_path):
    services = build_services(tmp_path, open_store=MemorySecrets)
    request = Request(a_handshake().request.endpoint)
    bound = Credential("chat", "Chat", "bearer", ("https://chat.example",))
    other = Credential("other", "Other", "bearer", ("https://other.example",))
    try:
        for credential in (bound, other):
            await services.credentials.add(credential, {"token": Secret("hush-hush")})
        plan = services.pipeline.plan(request, CUSTOM_URLS)
        made = {
            name: await services.sockets.prepare_messages(
                (SocketMessage(f"I am {{{{secret:{name}}}}}"),), plan
            )
            for name in ("Chat", "Other", "Nowhere")
        }
    finally:
        await services.aclose()
    assert isinstance(made["Chat"], PreparedMessages)
    assert made["Chat"].contents == ("I am hush-hush",)
    assert [secret.reveal() for secret in made["Chat"].secrets] == ["hush-hush"]
    assert isinstance(made["Other"], NotSent)
    assert "is not sent to https://chat.example" in made["Other"].problems[0].sentence
    assert isinstance(made["Nowhere"], NotSent)
    assert made["Nowhere"].problems[0].sentence.startswith("There is no credential Nowhere")


@pytest.mark.parametrize("kind", ["file", "request"])
async def test_a_strangers_socket_sends_no_file_from_outside(tmp_path, kind):
    mine = tmp_path / "mine"
    mine.mkdir()
    for folder in (tmp_path, mine):
        (folder / "a").write_bytes(b"abc")
    services = build_services(tmp_path / "profile", open_store=MemorySecrets)
    request = replace(Request(a_handshake().request.endpoint), folder=str(mine))
    inside, outside = (SocketMessage(str(folder / "a"), kind) for folder in (mine, tmp_path))
    try:
        plan = services.pipeline.plan(request, CUSTOM_URLS)
        made = await services.sockets.prepare_messages((inside,), plan)
        assert isinstance(made, PreparedMessages)
        with pytest.raises(NotTrusted, match=f"the file {tmp_path}/a"):
            await services.sockets.prepare_messages((inside, outside), plan)
        with pytest.raises(NotTrusted, match="the variable HOME of the process"):
            await services.sockets.prepare_messages((SocketMessage("{{env:HOME}}"),), plan)
        services.trust.add(mine)
        made = await services.sockets.prepare_messages((inside, outside), plan)
        assert isinstance(made, PreparedMessages)
    finally:
        await services.aclose()


def test_a_file_is_neither_a_pipe_nor_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(socket_messages, "MOST_BYTES", 4)
    file = tmp_path / "a.bin"
    file.write_bytes(b"1234")
    assert read_message("", FileContent(str(file))) == b"1234"
    file.write_bytes(b"12345")
    refused = read_message("message 1", FileContent(str(file)))
    assert isinstance(refused, Problem)
    assert refused.sentence == f"{file} is longer than a message that can be sent, 4 B."
    refused = read_message("message 1", FileContent(str(tmp_path)))
    assert isinstance(refused, Problem)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert isinstance(read_message("", FileContent(str(tmp_path / "pipe"))), Problem)
