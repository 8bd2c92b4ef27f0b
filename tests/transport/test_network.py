from aiurdesk.transport.network import FIRST_BYTES, Evidence, WatchedStream
from tests.transport.calls import LIMITS, a_request, a_transport, answered
from tests.transport.misbehaving_server import (
    answering,
    keeping_open,
    response,
    serving,
    tls_context,
)


def test_evidence_is_the_beginning_and_the_end():
    evidence = Evidence()
    for data in (b"HTTP", b"/1.1", b"x" * 200):
        evidence.note(data)
    assert evidence.first == b"HTTP/1.1" + b"x" * (FIRST_BYTES - 8)
    assert not evidence.is_ended
    evidence.note(b"")
    assert evidence.is_ended


async def test_what_protects_the_connection_is_told(authority):
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


class _Nowhere:
    """A connection that knows nothing about itself."""

    def get_extra_info(self, _info: str) -> None:
        return None


def test_a_connection_that_knows_nothing_has_no_facts():
    assert WatchedStream(_Nowhere(), set()).facts() == (None, "")  # type: ignore[arg-type]
