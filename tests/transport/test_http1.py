"""What a message of HTTP/1.1 says that the client drops: its mistakes, and its trailers."""

import pytest

from aiurdesk.core.request.request import Header
from aiurdesk.core.verdict.failures import judge_failure
from aiurdesk.transport.http1 import head_problem, trailers_in
from tests.transport.calls import LIMITS, a_request, a_transport, answered, failed, outcome_of
from tests.transport.misbehaving_server import answering, http2, serving, tls_context

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n"


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (OK + b"X Name: SECRET", "the header name “X Name” contains a character that is not"),
        (OK + b"X : SECRET", "the header name “X ” contains a character that is not allowed"),
        (OK + b"Good: 1\r\nno colon", "the line “no colon” is not a header, because it has no"),
        (OK + b"X: SECRET\x00", "the value of the header X contains a control character"),
        (OK + b"Content-Length: x", "the value of the header Content-Length is not a number"),
        (OK + b"Content-Length: 1\r\nContent-Length: 2", "Content-Length names several lengths"),
        (OK + b"Transfer-Encoding: gzip, chunked", "Transfer-Encoding is not chunked"),
        (b"HTTP/1.1 twenty OK\r\nX: 1", "the status line “HTTP/1.1 twenty OK” is not valid"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"X Y: 1", "the header name “X Y” contains"),
    ],
)
async def test_the_part_of_the_head_that_is_not_valid_is_named(head, words):
    async with serving(answering(head + b"\r\n\r\n")) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/"))
    assert (outcome.kind, words in outcome.detail) == ("protocol_error", True), outcome.detail
    assert "SECRET" not in outcome.detail
    note = f"{outcome.detail[0].upper()}{outcome.detail[1:]}."
    assert note in judge_failure(outcome).notes


def test_a_head_that_goes_on_in_the_next_line_has_no_mistake():
    assert head_problem(OK + b"X: 1\r\n 2\r\nContent-Length: 3, 3\r\n\r\n") is None


@pytest.mark.parametrize("tail", [b"", b"0\r\n\r\n"])
async def test_trailers_come_with_the_response(tail):
    sent = CHUNKED + b"0;x=y\r\nGrpc-Status: 5\r\nX-Twice: 1\r\nX-Twice: \xc3\xbc\r\n\r\n"
    async with serving(answering(CHUNKED + tail if tail else sent)) as port:
        outcome = answered(await outcome_of(f"http://localhost:{port}/"))
    assert outcome.body.data == b"hi"
    assert [(header.name, header.value) for header in outcome.trailers] == (
        [] if tail else [("Grpc-Status", "5"), ("X-Twice", "1"), ("X-Twice", "ü")]
    )


async def test_trailers_of_each_request_over_one_connection_of_http2(authority):
    def respond(connection, event) -> None:
        number, path = event.stream_id, dict(event.headers)[b":path"]
        connection.send_headers(number, [(":status", "200"), ("trailer", "grpc-status")])
        connection.send_data(number, b"hi")
        connection.send_headers(number, [("grpc-status", path[1:])], end_stream=True)

    context = tls_context(authority, protocols=("h2",))
    async with serving(http2(respond), context) as port, a_transport(authority) as transport:
        for text in ("5", "7"):
            request = a_request(f"https://localhost:{port}/{text}")
            outcome = answered(await transport.send(request, LIMITS))
            assert (outcome.http_version, outcome.body.data) == ("HTTP/2", b"hi")
            assert outcome.trailers == (Header("grpc-status", text),)


def test_what_only_looks_like_trailers_is_none():
    assert trailers_in(b"0\r\nX: 1\r\n") == ()
    # The body itself ends like one.
    assert trailers_in(b"a: b\r\n\r\n") == ()
    assert trailers_in(b"0\r\nX Y: 1\r\n\r\n") == ()
    assert trailers_in(b"0\r\n" + b"X: 1\r\n" * 201 + b"\r\n") == ()


async def test_a_tls_error_behind_the_request_does_not_say_that_nothing_was_sent(authority):
    async def breaking(reader, writer) -> None:
        await reader.readuntil(b"\r\n\r\n")
        # Below TLS: this is not a record of the connection.
        raw = writer.get_extra_info("socket").dup()
        raw.setblocking(True)
        raw.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)
        raw.close()
        await reader.read()

    async with serving(breaking, tls_context(authority)) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    verdict = judge_failure(outcome)
    assert outcome.kind == "tls_lost"
    assert "nothing was sent" not in verdict.meaning.lower()
    assert "The server may have carried it out." in verdict.meaning
