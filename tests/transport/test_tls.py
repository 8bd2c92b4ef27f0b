import os
import ssl
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import trustme

from aiurdesk.core.errors import StorageError
from aiurdesk.transport.tls import (
    TlsPolicy,
    TrustedCertificate,
    read_trusted_certificate,
)
from tests.transport.calls import LIMITS, a_request, a_transport, answered, failed, outcome_of
from tests.transport.certificates import a_client
from tests.transport.misbehaving_server import answering, response, serving, tls_context


def pem_of(authority: trustme.CA) -> str:
    return authority.cert_pem.bytes().decode()


def test_a_certificate_covers_only_its_own_host_and_port():
    anywhere, one_host, one_port = (
        TrustedCertificate("x"),
        TrustedCertificate("x", "a"),
        TrustedCertificate("x", "a", 1),
    )
    assert [one.covers("a", 1) for one in (anywhere, one_host, one_port)] == [True, True, True]
    assert [one.covers("a", 2) for one in (anywhere, one_host, one_port)] == [True, True, False]
    assert [one.covers("b", 1) for one in (anywhere, one_host, one_port)] == [True, False, False]


def test_a_policy_lists_a_certificate_once():
    policy = (
        TlsPolicy()
        .with_certificates((TrustedCertificate("x"),))
        .with_certificates((TrustedCertificate("x"),))
    )
    assert policy.certificates == (TrustedCertificate("x"),)
    assert policy.certificates_for("a", 1) == (TrustedCertificate("x"),)


def test_each_context_is_new_and_verifies(authority):
    policy = TlsPolicy((TrustedCertificate(pem_of(authority)),))
    one, other = policy.context("a", 1), policy.context("a", 1)
    assert one is not other
    assert one.verify_mode is ssl.CERT_REQUIRED
    assert one.check_hostname
    assert one.minimum_version is ssl.TLSVersion.TLSv1_2


async def test_the_file_in_ssl_cert_file_is_trusted(authority, tmp_path, monkeypatch):
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    async with serving(answering(response(b"hi")), tls_context(authority)) as port:
        assert answered(await outcome_of(f"https://localhost:{port}/")).body.data == b"hi"


async def test_a_certificate_that_was_added_to_the_file_after_a_failure_is_trusted(
    authority, unknown_authority, tmp_path, monkeypatch
):
    path = tmp_path / "authority.pem"
    unknown_authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    script = answering(response(b"hi"))
    async with serving(script, tls_context(authority)) as port, a_transport() as transport:
        request = a_request(f"https://localhost:{port}/")
        assert failed(await transport.send(request, LIMITS)).kind == "certificate_unknown"
        authority.cert_pem.write_to_path(path)
        assert answered(await transport.send(request, LIMITS)).body.data == b"hi"


def test_a_certificate_file_is_read(authority, tmp_path):
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    assert read_trusted_certificate(str(path), "a", 1) == TrustedCertificate(
        pem_of(authority), "a", 1
    )


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\xff\x00"])
def test_a_file_without_a_certificate_is_an_error(tmp_path, content):
    path = tmp_path / "authority.pem"
    path.write_bytes(content)
    with pytest.raises(StorageError, match="contains no certificate"):
        read_trusted_certificate(str(path))


def test_a_missing_certificate_file_is_an_error(tmp_path):
    with pytest.raises(StorageError, match="No such file"):
        read_trusted_certificate(str(tmp_path / "nothing.pem"))


async def test_a_certificate_of_an_unknown_authority_is_not_trusted(unknown_authority, authority):
    async with serving(answering(response()), tls_context(unknown_authority)) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind == "certificate_unknown"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such device")
def test_a_file_without_end_is_an_error():
    with pytest.raises(StorageError, match="/dev/zero is larger than 10 MB"):
        read_trusted_certificate("/dev/zero")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_that_nobody_writes_to_is_an_error(tmp_path):
    path = str(tmp_path / "pipe")
    os.mkfifo(path)
    with pytest.raises(StorageError, match="contains no certificate"):
        read_trusted_certificate(path)


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="needs /dev/fd")
def test_a_certificate_is_read_from_a_pipe(authority):
    """Shells put the output of a program in such a place: --ca-file <(program)."""
    reading, writing = os.pipe()
    with ThreadPoolExecutor() as threads:
        read = threads.submit(read_trusted_certificate, f"/dev/fd/{reading}")
        with open(writing, "wb") as file:
            file.write(pem_of(authority).encode())
        assert read.result().pem == pem_of(authority)
    os.close(reading)


async def test_a_common_name_alone_is_not_the_name_of_a_host(authority):
    certificate = authority.issue_cert("me@mail.example", common_name="localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    async with serving(answering(response()), context) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind == "certificate_wrong_host"


def test_the_key_is_never_on_disk_unprotected(authority, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    written: list[str] = []

    class Context:
        def load_cert_chain(self, path, password):
            written.append(Path(path).read_text())
            assert Path(path).stat().st_mode & 0o077 == 0 or sys.platform == "win32"

    a_client(authority).load_into(Context())  # type: ignore[arg-type]
    assert "ENCRYPTED PRIVATE KEY" in written[0]
    assert "BEGIN PRIVATE KEY" not in written[0]
    assert list(tmp_path.iterdir()) == []
