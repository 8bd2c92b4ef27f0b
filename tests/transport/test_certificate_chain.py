"""The certificates of servers are read, also those that are not trusted."""

import hashlib
import ssl

import pytest
from cryptography.hazmat.primitives import serialization

from aiurdesk.core.environments.certificates import MOST_LINKS
from aiurdesk.core.problem import FixAction
from aiurdesk.core.verdict.failures import judge_failure
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.certificate_chain import (
    UNREADABLE,
    ChainServer,
    fetch_chain,
    kept_chain,
    read_chain,
    refusal_of,
)
from aiurdesk.transport.tls import TrustedCertificate
from tests.transport.calls import LIMITS, a_request, a_transport, answered, failed, outcome_of
from tests.transport.certificates import Issued, a_chain, for_clients, server_context
from tests.transport.misbehaving_server import answering, hang, read_head, response, serving

UNKNOWN = "certificate_unknown"


def der(issued: Issued) -> bytes:
    return issued.certificate.public_bytes(serialization.Encoding.DER)


async def test_a_refused_chain_comes_with_the_failure_and_nothing_is_sent():
    read: list[bytes] = []

    async def listen(reader, _writer) -> None:
        read.append(await reader.read(1))

    chain = a_chain(3)
    async with serving(listen, server_context(chain)) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/"))
    assert outcome.kind == UNKNOWN
    assert outcome.chain is not None
    assert [link.subject for link in outcome.chain.links] == ["Link 0", "Link 1", "Link 2"]
    assert outcome.chain.anchor == outcome.chain.links[2]
    assert outcome.chain.links[0].names == ("localhost",)
    assert [link.is_authority for link in outcome.chain.links] == [False, True, True]
    assert not any(read)


@pytest.mark.parametrize(("sent", "anchor"), [(3, "Link 2"), (2, "Link 1")])
async def test_the_authority_that_is_offered_makes_the_server_trusted(sent, anchor):
    chain = a_chain(3)
    script = answering(response(b"hi"))
    async with serving(script, server_context(chain[:sent])) as port, a_transport() as transport:
        request = a_request(f"https://localhost:{port}/")
        refused = failed(await transport.send(request, LIMITS)).chain
        assert refused is not None
        assert refused.anchor is not None
        assert refused.anchor.subject == anchor
        trusted = TrustedCertificate(refused.anchor.pem, "localhost", port)
        await transport.trust(trusted)
        outcome = answered(await transport.send(request, LIMITS))
    assert outcome.body.data == b"hi"
    assert outcome.tls is not None
    assert len(outcome.tls.chain) == sent


async def test_a_certificate_that_the_server_signed_itself_can_be_trusted():
    chain = a_chain(1, "localhost")
    async with (
        serving(answering(response(b"hi")), server_context(chain)) as port,
        a_transport() as transport,
    ):
        request = a_request(f"https://localhost:{port}/")
        refused = failed(await transport.send(request, LIMITS)).chain
        assert refused is not None
        assert refused.anchor == refused.links[0]
        await transport.trust(TrustedCertificate(refused.links[0].pem, "localhost", port))
        assert answered(await transport.send(request, LIMITS)).body.data == b"hi"


@pytest.mark.parametrize("count", [99, 130])
async def test_a_chain_of_a_hundred_certificates_is_cut_off(count):
    chain = a_chain(count)
    async with serving(hang_open, server_context(chain)) as port:
        refused = failed(await outcome_of(f"https://localhost:{port}/")).chain
    assert refused is not None
    assert len(refused.links) == MOST_LINKS
    assert refused.count == count
    # More than a hundred are accepted by no program.
    assert (refused.anchor is None) == (count > 100)


async def hang_open(_reader, _writer) -> None:
    await hang()


async def test_more_than_100_kb_of_certificates_are_a_sentence():
    async with serving(hang_open, server_context(a_chain(400))) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/"))
    assert outcome.kind == "tls_error"
    assert outcome.detail == "the certificates of the server are larger than 100 KB"
    assert outcome.chain is None


async def test_the_chain_is_asked_for_without_a_request(authority):
    chain = a_chain(2)
    async with serving(hang_open, server_context(chain)) as port, a_transport() as transport:
        address = f"https://localhost:{port}/"
        unknown = await transport.chain_of(address)
        await transport.trust(TrustedCertificate(chain[1].pem.decode(), "localhost", port))
        trusted = await transport.chain_of(address)
    assert unknown is not None
    assert trusted is not None
    assert (unknown.refusal, trusted.refusal) == (UNKNOWN, "")
    assert (trusted.faults(), trusted.anchor) == ((), None)


async def test_a_server_without_tls_has_no_chain():
    async def plain(reader, writer) -> None:
        writer.write(b"220 mail.example\r\n")
        await read_head(reader)

    async with serving(plain) as port:
        address = parse_address(f"https://localhost:{port}/")
        assert await fetch_chain(ChainServer(address)) == ()
        assert await refusal_of(ChainServer(address), ssl.create_default_context()) == ""
        assert await refusal_of(ChainServer(address), None) == ""
    assert await fetch_chain(ChainServer(address)) == ()


def test_certificates_are_put_in_their_order():
    chain = a_chain(4)
    mixed = [der(chain[number]) for number in (0, 3, 1, 2)]
    read = read_chain(mixed, "localhost", 443, UNKNOWN)
    assert read is not None
    assert [link.subject for link in read.links] == ["Link 0", "Link 1", "Link 2", "Link 3"]
    # One that has nothing to do with it stays away.
    stranger = read_chain([der(chain[0]), der(a_chain(1)[0])], "localhost", 443, UNKNOWN)
    assert stranger is not None
    assert [link.subject for link in stranger.links] == ["Link 0"]


def test_what_cannot_be_read_is_said():
    chain = a_chain(2)
    read = read_chain([der(chain[0]), b"\x30\x03\x02\x01\x01"], "localhost", 443, UNKNOWN)
    assert read is not None
    assert read.notes == (UNREADABLE,)
    assert read_chain([b"nothing"], "localhost", 443) is None
    assert read_chain([], "localhost", 443) is None


def test_fingerprints_are_those_of_other_programs():
    (one,) = a_chain(1)
    (link,) = kept_chain(one.pem.decode(), "localhost", 443).links
    digest = ssl.PEM_cert_to_DER_cert(one.pem.decode())
    assert link.pem == one.pem.decode()
    assert link.sha256.replace(":", "").lower() == hashlib.sha256(digest).hexdigest()


@pytest.mark.parametrize(
    ("days", "host", "kind", "text"),
    [
        (-2, "localhost", "certificate_expired", "The certificate of Link 0 expired 1 day ago"),
        (9, "other.example", "certificate_wrong_host", "is for other.example, not for localhost."),
    ],
)
async def test_what_no_authority_mends_is_named(days, host, kind, text):
    chain = a_chain(2, host, days=days)
    async with (
        serving(answering(response()), server_context(chain)) as port,
        a_transport() as transport,
    ):
        await transport.trust(TrustedCertificate(chain[1].pem.decode(), "localhost", port))
        refused = failed(await transport.send(a_request(f"https://localhost:{port}/"), LIMITS))
    assert refused.kind == kind
    assert refused.chain is not None
    assert text in refused.chain.faults()[0].text
    assert refused.chain.anchor is None


async def refused_by_dates(life, *, is_root_known: bool, sent: int = 3) -> Verdict:
    """Return the verdict on a server whose certificates are valid between some days only."""
    chain = a_chain(3, life=life)
    async with (
        serving(hang_open, server_context(chain[:sent])) as port,
        a_transport() as transport,
    ):
        if is_root_known:
            await transport.trust(TrustedCertificate(chain[2].pem.decode(), "localhost", port))
        refused = failed(await transport.send(a_request(f"https://localhost:{port}/"), LIMITS))
    return judge_failure(refused)


async def test_a_certificate_that_is_not_valid_yet_is_not_called_expired():
    verdict = await refused_by_dates({0: (3, 30)}, is_root_known=True)
    assert verdict.headline == "Certificate not valid yet"
    assert "The certificate of Link 0 is valid from " in verdict.meaning
    assert verdict.fixes[0].text.startswith("Check date, time and time zone of this computer.")


@pytest.mark.parametrize("sent", [2, 3])
async def test_the_certificate_of_a_chain_that_has_expired_is_named(sent):
    verdict = await refused_by_dates({1: (-30, -3)}, is_root_known=True, sent=sent)
    assert verdict.headline == "Certificate of the authority expired"
    assert verdict.meaning.startswith("Certificate 2 of the chain, the one of Link 1, expired 2 d")
    assert "the server should send a current certificate" in verdict.fixes[0].text


async def test_no_other_name_is_suggested_where_the_name_is_right():
    verdict = await refused_by_dates({1: (-30, -3)}, is_root_known=False)
    words = verdict.fixes[0].text
    assert words.startswith("Trusting an authority would not help. Check the date")
    assert "name" not in words


async def test_a_missing_intermediate_is_to_be_sent_and_its_own_is_not_trusted():
    verdict = await refused_by_dates({}, is_root_known=True, sent=1)
    assert verdict.headline == "Certificate from an unknown authority"
    assert verdict.fixes[0].text.startswith(
        "The server should send the certificate of Link 1 with its own"
    )
    assert FixAction.TRUST_CERTIFICATE not in {fix.action for fix in verdict.fixes}


async def test_a_certificate_with_a_forbidden_use_has_words_of_its_own():
    own, root = a_chain(2)
    async with (
        serving(hang_open, server_context([for_clients(own, root), root])) as port,
        a_transport() as transport,
    ):
        await transport.trust(TrustedCertificate(root.pem.decode(), "localhost", port))
        refused = failed(await transport.send(a_request(f"https://localhost:{port}/"), LIMITS))
    verdict = judge_failure(refused)
    assert (refused.kind, verdict.headline) == ("certificate_invalid", "Certificate not accepted")
    assert "break another rule" in verdict.meaning
