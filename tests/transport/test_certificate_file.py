import base64
import random
import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.problem import Problem
from aiurdesk.transport.certificate_file import read_certificate_file
from tests.promised import promised
from tests.transport.certificates import a_chain, client_pem, client_pkcs12

DATA = Path(__file__).parents[1] / "data" / "certificates"
NONE, GOOD, WRONG = Secret(""), Secret("correct horse"), Secret("another battery")


def test_authorities_are_read_from_pem_and_der(authority):
    pem = authority.cert_pem.bytes()
    (one,) = a_chain(1)
    der = one.certificate.public_bytes(serialization.Encoding.DER)
    read = promised(read_certificate_file(pem, NONE))
    assert (read.client, read.pem) == (None, pem.decode())
    assert promised(read_certificate_file(der, NONE)).links[0].subject == "Link 0"


@pytest.mark.parametrize("passphrase", [NONE, GOOD])
@pytest.mark.parametrize("make", [client_pem, client_pkcs12])
def test_a_client_certificate_gets_another_passphrase(authority, make, passphrase):
    read = promised(read_certificate_file(make(authority, passphrase.reveal()), passphrase))
    assert read.client is not None
    assert read.links[0].subject == "A client"
    assert "BEGIN ENCRYPTED PRIVATE KEY" in read.client.pem
    assert "BEGIN ENCRYPTED PRIVATE KEY" not in read.pem
    assert read.client.passphrase.reveal() != passphrase.reveal()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    read.client.load_into(context)
    assert len(read.client.passphrase.reveal()) > 40


@pytest.mark.parametrize("make", [client_pem, client_pkcs12])
@pytest.mark.parametrize(("passphrase", "text"), [(WRONG, "wrong"), (NONE, "passphrase")])
def test_a_wrong_passphrase_is_a_sentence(authority, make, passphrase, text):
    problem = read_certificate_file(make(authority, GOOD.reveal()), passphrase)
    assert isinstance(problem, Problem)
    assert text in problem.sentence
    assert WRONG.reveal() not in problem.sentence


def test_a_passphrase_for_nothing_is_not_a_mistake(authority):
    assert promised(read_certificate_file(client_pem(authority), GOOD)).client is not None


def test_a_pkcs12_file_brings_its_whole_chain(authority):
    read = promised(read_certificate_file(client_pkcs12(authority, "x", others=100), Secret("x")))
    assert len(read.links) == 101


def test_a_key_without_its_certificate_is_a_sentence(authority, unknown_authority):
    key = client_pem(authority).partition(b"-----BEGIN PRIVATE")
    other = unknown_authority.cert_pem.bytes() + key[1] + key[2]
    problem = read_certificate_file(other, NONE)
    assert isinstance(problem, Problem)
    assert "no certificate for it" in problem.sentence


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "PEM, DER or PKCS#12"),
        (b"\xff\x00 nothing", "PEM, DER or PKCS#12"),
        (b"\x30\x82\x10\x00 cut off", "passphrase, or it is damaged"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "in PEM"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "damaged"),
    ],
)
def test_what_is_not_a_certificate_is_a_sentence(content, text):
    problem = read_certificate_file(content, NONE)
    assert isinstance(problem, Problem)
    assert text in problem.sentence


def test_more_certificates_than_any_system_has_are_refused():
    (one,) = a_chain(1)
    problem = read_certificate_file(one.pem * 501, NONE)
    assert isinstance(problem, Problem)
    assert "more than 500" in problem.sentence


def test_a_key_of_16384_bits_is_read_without_looking_for_its_primes():
    content = (DATA / "rsa-16384.pem").read_bytes()
    client = promised(read_certificate_file(content, NONE)).client
    assert client is not None
    client.load_into(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    assert "BEGIN ENCRYPTED PRIVATE KEY" in client.pem


# A damaged serial number may be negative, which the library will refuse one day.
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_each_damaged_file_is_a_certificate_or_a_sentence(authority):
    """Bytes of the certificate are changed, which nothing looks at before the keys are compared."""
    chance = random.Random(5)
    (one,) = a_chain(1)
    der = one.certificate.public_bytes(serialization.Encoding.DER)
    key = b"".join(client_pem(authority).partition(b"-----BEGIN PRIVATE")[1:])
    sentences = set()
    for _ in range(400):
        damaged = bytearray(der)
        damaged[chance.randrange(len(der))] = chance.randrange(256)
        pem = base64.encodebytes(damaged)
        content = b"-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n%s" % (pem, key)
        read_certificate_file(bytes(damaged), NONE)
        problem = read_certificate_file(content, NONE)
        assert isinstance(problem, Problem)
        sentences.add(problem.sentence)
    assert any("damaged or of an unknown kind" in sentence for sentence in sentences)
