from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.core.network.certificates import (
    CertificateKind,
    HostCertificate,
    certificate_record,
    read_certificate,
)

ENDS = datetime(2027, 1, 1, tzinfo=UTC)
ONE = HostCertificate(CertificateKind.AUTHORITY, "site.example", "PEM", "Root", "AB", ENDS)


@pytest.mark.parametrize("port", [None, 8443])
@pytest.mark.parametrize("kind", CertificateKind)
def test_what_is_written_is_read(kind, port):
    one = replace(ONE, kind=kind, port=port, id="7" if kind is CertificateKind.CLIENT else "")
    assert read_certificate(certificate_record(one)) == one


def test_members_that_say_nothing_are_left_out():
    assert set(certificate_record(ONE)) == {"kind", "host", "pem", "name", "sha256", "expires_at"}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"host": " "},
        {"pem": ""},
        {"expires_at": "2027-01-01T00:00:00"},
        {"expires_at": "soon"},
        {"port": "many"},
    ],
)
def test_a_record_with_a_mistake_is_left_out(change):
    assert read_certificate({**certificate_record(ONE), **change}) is None
    assert read_certificate("text") is None


def test_a_certificate_is_for_its_host_and_port():
    one_port = replace(ONE, port=8443)
    assert [ONE.covers("site.example", port) for port in (443, 8443)] == [True, True]
    assert [one_port.covers("site.example", port) for port in (443, 8443)] == [False, True]
    assert not ONE.covers("a.site.example", 443)
    assert (ONE.where, one_port.where) == ("site.example", "site.example:8443")
    assert replace(one_port, host="::1").where == "[::1]:8443"


def test_the_same_certificate_for_the_same_host_is_one():
    assert ONE.is_like(replace(ONE, name="another name", pem="with more"))
    assert not ONE.is_like(replace(ONE, port=1))
    assert not ONE.is_like(replace(ONE, sha256="CD"))
