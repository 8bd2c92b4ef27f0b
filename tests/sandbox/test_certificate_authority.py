"""Certificates that are kept, checked and made anew."""

import os
import ssl
import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from aiurdesk.sandbox.certificate_authority import CertificateAuthority

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def leaf(authority: CertificateAuthority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.server_file.read_bytes())


def test_it_is_the_same_at_the_next_start(tmp_path):
    first = CertificateAuthority.load_or_create(tmp_path / "new" / "folder", NOW)
    second = CertificateAuthority.load_or_create(
        tmp_path / "new" / "folder", NOW + timedelta(days=90)
    )
    assert first.pem == second.pem
    assert leaf(first) == leaf(second)
    assert first.certificate_file.read_text() == first.pem


def test_the_server_certificate_is_for_this_computer_only(tmp_path):
    authority = CertificateAuthority.load_or_create(tmp_path, NOW)
    names = leaf(authority).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    addresses = names.get_values_for_type(x509.IPAddress)
    assert [str(address) for address in addresses] == ["127.0.0.1", "::1"]
    root = x509.load_pem_x509_certificate(authority.pem.encode())
    limits = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    ssl.create_default_context(cadata=authority.pem)


def test_an_old_server_certificate_is_renewed_under_the_same_authority(tmp_path):
    first = CertificateAuthority.load_or_create(tmp_path, NOW)
    old = leaf(first)
    second = CertificateAuthority.load_or_create(tmp_path, NOW + timedelta(days=380))
    assert second.pem == first.pem
    assert leaf(second) != old


def test_an_authority_about_to_expire_is_made_anew(tmp_path):
    first = CertificateAuthority.load_or_create(tmp_path, NOW)
    assert (
        CertificateAuthority.load_or_create(tmp_path, NOW + timedelta(days=3630)).pem != first.pem
    )


@pytest.mark.parametrize("content", [b"", b"nonsense", None])
@pytest.mark.parametrize("name", ["authority-key.pem", "server-key.pem", "authority.pem"])
def test_what_is_damaged_or_gone_is_made_anew(tmp_path, name, content):
    CertificateAuthority.load_or_create(tmp_path, NOW)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    authority = CertificateAuthority.load_or_create(tmp_path, NOW)
    assert (tmp_path / name).read_bytes() != content
    leaf(authority).verify_directly_issued_by(
        x509.load_pem_x509_certificate(authority.pem.encode())
    )


def test_a_key_that_is_not_that_of_its_certificate_is_made_anew(tmp_path):
    mine = CertificateAuthority.load_or_create(tmp_path / "mine", NOW)
    other = CertificateAuthority.load_or_create(tmp_path / "other", NOW)
    certificate = leaf(mine).public_bytes(Encoding.PEM)
    key = other.server_file.read_bytes()
    mixed = certificate + key[key.index(b"-----BEGIN PRIVATE") :]
    mine.server_file.write_bytes(mixed)
    again = CertificateAuthority.load_or_create(tmp_path / "mine", NOW)
    assert again.server_file.read_bytes() != mixed
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(again.server_file)


def test_keys_are_readable_by_their_owner_only(tmp_path):
    authority = CertificateAuthority.load_or_create(tmp_path, NOW)
    for name in ("authority-key.pem", authority.server_file.name):
        mode = stat.S_IMODE((tmp_path / name).stat().st_mode)
        # Elsewhere the folder of the profile is what keeps others out.
        assert mode == 0o600 or os.name != "posix"


def test_nothing_half_written_is_left_behind(tmp_path):
    CertificateAuthority.load_or_create(tmp_path, NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "authority-key.pem",
        "authority.pem",
        "server-key.pem",
    ]
