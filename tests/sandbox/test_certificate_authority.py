"""Certificates are stored, checked and renewed."""

import contextlib
import os
import ssl
import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from aiurdesk.sandbox.certificate_authority import CertificateAuthority, can_be_named
from aiurdesk.storage.files import write_atomically

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NOW_HERE = datetime.now(UTC)


def leaf(authority: CertificateAuthority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.server_file.read_bytes())


def test_the_next_start_loads_the_same_authority(tmp_path):
    first = CertificateAuthority.load_or_create(tmp_path / "new" / "folder", NOW, write_atomically)
    second = CertificateAuthority.load_or_create(
        tmp_path / "new" / "folder", NOW + timedelta(days=90), write_atomically
    )
    assert first.pem == second.pem
    assert leaf(first) == leaf(second)
    assert first.certificate_file.read_text() == first.pem


def test_the_server_certificate_is_for_this_computer_only(tmp_path):
    authority = CertificateAuthority.load_or_create(tmp_path, NOW, write_atomically)
    names = leaf(authority).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    addresses = names.get_values_for_type(x509.IPAddress)
    assert [str(address) for address in addresses] == ["127.0.0.1", "::1"]
    root = x509.load_pem_x509_certificate(authority.pem.encode())
    limits = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    ssl.create_default_context(cadata=authority.pem)


def test_an_old_server_certificate_is_renewed_under_the_same_authority(tmp_path):
    first = CertificateAuthority.load_or_create(tmp_path, NOW, write_atomically)
    old = leaf(first)
    second = CertificateAuthority.load_or_create(
        tmp_path, NOW + timedelta(days=380), write_atomically
    )
    assert second.pem == first.pem
    assert leaf(second) != old


def test_an_authority_about_to_expire_is_replaced(tmp_path):
    first = CertificateAuthority.load_or_create(tmp_path, NOW, write_atomically)
    assert (
        CertificateAuthority.load_or_create(
            tmp_path, NOW + timedelta(days=3630), write_atomically
        ).pem
        != first.pem
    )


@pytest.mark.parametrize("content", [b"", b"nonsense", None])
@pytest.mark.parametrize("name", ["authority-key.pem", "server-key.pem", "authority.pem"])
def test_a_damaged_or_missing_file_is_replaced(tmp_path, name, content):
    CertificateAuthority.load_or_create(tmp_path, NOW, write_atomically)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    authority = CertificateAuthority.load_or_create(tmp_path, NOW, write_atomically)
    assert (tmp_path / name).read_bytes() != content
    leaf(authority).verify_directly_issued_by(
        x509.load_pem_x509_certificate(authority.pem.encode())
    )


def test_a_key_that_does_not_match_its_certificate_is_replaced(tmp_path):
    mine = CertificateAuthority.load_or_create(tmp_path / "mine", NOW, write_atomically)
    other = CertificateAuthority.load_or_create(tmp_path / "other", NOW, write_atomically)
    certificate = leaf(mine).public_bytes(Encoding.PEM)
    key = other.server_file.read_bytes()
    mixed = certificate + key[key.index(b"-----BEGIN PRIVATE") :]
    mine.server_file.write_bytes(mixed)
    again = CertificateAuthority.load_or_create(tmp_path / "mine", NOW, write_atomically)
    assert again.server_file.read_bytes() != mixed
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(again.server_file)


def test_only_the_owner_can_read_the_keys(tmp_path):
    authority = CertificateAuthority.load_or_create(tmp_path, NOW, write_atomically)
    for name in ("authority-key.pem", authority.server_file.name):
        mode = stat.S_IMODE((tmp_path / name).stat().st_mode)
        # On other systems the permissions of the profile folder protect the keys.
        assert mode == 0o600 or os.name != "posix"


def test_no_temporary_files_are_left_behind(tmp_path):
    CertificateAuthority.load_or_create(tmp_path, NOW, write_atomically)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "authority-key.pem",
        "authority.pem",
        "server-key.pem",
    ]


@pytest.mark.skipif(os.name != "posix", reason="only there a folder has such permissions")
def test_only_the_owner_can_look_into_the_folder(tmp_path):
    old = tmp_path / "old"
    old.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        for folder in (old, tmp_path / "new"):
            CertificateAuthority.load_or_create(folder, NOW, write_atomically)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(folder.stat().st_mode) for folder in (old, tmp_path / "new")}
    assert modes == {0o700}


@pytest.mark.skipif(os.name != "posix", reason="only there a folder can hold a named pipe")
def test_named_pipes_are_replaced_and_not_waited_for(tmp_path):
    for name in ("authority-key.pem", "server-key.pem", "authority.pem"):
        os.mkfifo(tmp_path / name)
    authority = CertificateAuthority.load_or_create(tmp_path, NOW, write_atomically)
    assert authority.certificate_file.read_text() == authority.pem
    assert all(path.is_file() for path in tmp_path.iterdir())


def handshake(authority: CertificateAuthority, host: str) -> None:
    """Let a client that trusts the authority meet its server under a name."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(authority.server_file)
    client = ssl.create_default_context(cadata=authority.pem)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [
        client.wrap_bio(to_client, to_server, server_hostname=host),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for _ in range(4):
        for side in sides:
            with contextlib.suppress(ssl.SSLWantReadError):
                side.do_handshake()
    assert sides[0].version()


@pytest.mark.parametrize("host", ["lamps.test", "192.0.2.7", "2001:db8::1"])
def test_a_further_host_is_named_and_no_other_one_is_trusted(tmp_path, host):
    authority = CertificateAuthority.load_or_create(tmp_path, NOW_HERE, write_atomically, host)
    for name in (host, "localhost", "127.0.0.1"):
        handshake(authority, name)
    for name in ("other.test", "192.0.2.8"):
        with pytest.raises(ssl.SSLCertVerificationError):
            handshake(authority, name)


@pytest.mark.parametrize(
    ("host", "can"),
    [("lamps", True), ("a-b.c_d", True), ("::1", True), ("10.0.0.1", True), ("bücher.de", False),
     ("", False), ("a b", False), ("-a", False)],
)  # fmt: skip
def test_a_certificate_names_addresses_and_plain_names(host, can):
    assert can_be_named(host) is can
