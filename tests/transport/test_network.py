from aiurdesk.transport.network import FIRST_BYTES, ReceivedData, TrackedStream
from tests.transport.calls import LIMITS, a_request, a_transport, answered
from tests.transport.misbehaving_server import (
    answering,
    keeping_open,
    response,
    serving,
    tls_context,
)


def test_the_first_bytes_and_the_end_are_recorded():
    received = ReceivedData()
    for data in (b"HTTP", b"/1.1", b"x" * 200):
        received.record(data)
    assert received.first_bytes == b"HTTP/1.1" + b"x" * (FIRST_BYTES - 8)
    assert not received.is_eof
    received.record(b"")
    assert received.is_eof


async def test_a_response_has_tls_version_cipher_and_issuer(authority):
    script = keeping_open(lambda _head: response())
    async with serving(script, tls_context(authority)) as port, a_transport(authority) as transport:
        request = a_request(f"https://localhost:{port}/")
        outcomes = [answered(await transport.send(request, LIMITS)) for _ in range(2)]
    for outcome in outcomes:
        assert outcome.tls is not None
        assert outcome.tls.version == "TLSv1.3"
        assert outcome.tls.cipher.startswith("TLS_")
        assert "trustme" in outcome.tls.issuer
        assert outcome.server_address == f"127.0.0.1:{port}"
    assert outcomes[0].tls is outcomes[1].tls


async def test_a_plain_connection_has_an_address_and_no_tls():
    async with serving(answering(response())) as port, a_transport() as transport:
        outcome = answered(await transport.send(a_request(f"http://127.0.0.1:{port}/"), LIMITS))
    assert (outcome.tls, outcome.server_address) == (None, f"127.0.0.1:{port}")


class _StreamWithoutInfo:
    """A stream without any extra information."""

    def get_extra_info(self, _info: str) -> None:
        return None


def test_a_stream_without_extra_info_has_no_connection_info():
    assert TrackedStream(_StreamWithoutInfo(), set()).connection_info() == (None, "")  # type: ignore[arg-type]
