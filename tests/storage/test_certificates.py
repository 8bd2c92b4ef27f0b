"""The file with the certificates of hosts."""

import json
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.core.environments.certificates import CertificateKind, HostCertificate
from aiurdesk.core.errors import StorageError
from aiurdesk.storage.certificates import StoredCertificates

ENDS = datetime(2027, 1, 1, tzinfo=UTC)
ONE = HostCertificate(CertificateKind.AUTHORITY, "a.example", "PEM", "Root", "AB", ENDS)
OTHER = replace(ONE, kind=CertificateKind.CLIENT, id="7")


def test_certificates_are_added_replaced_and_removed(tmp_path):
    stored = StoredCertificates(tmp_path / "new" / "certificates.json")
    assert (stored.read(), stored.stamp()) == ((), None)
    assert not stored.remove(ONE)
    stored.add(ONE)
    stored.add(OTHER)
    assert stored.read() == (ONE, OTHER)
    newer = replace(ONE, name="Root again")
    stored.add(newer)
    assert stored.read() == (OTHER, newer)
    assert stored.remove(ONE)
    assert not stored.remove(ONE)
    assert stored.read() == (OTHER,)


def test_what_cannot_be_read_stays_in_the_file(tmp_path):
    file = tmp_path / "certificates.json"
    file.write_text('{"certificates": [{"kind": "later"}, 7], "version": 2}')
    stored = StoredCertificates(file)
    assert stored.read() == ()
    stored.add(ONE)
    document = json.loads(file.read_text())
    assert document["certificates"][:2] == [{"kind": "later"}, 7]
    assert document["version"] == 2
    assert stored.read() == (ONE,)


def test_a_file_with_another_list_is_damaged(tmp_path):
    file = tmp_path / "certificates.json"
    file.write_text('{"certificates": {}}')
    with pytest.raises(StorageError, match="is not the list of certificates"):
        StoredCertificates(file).read()
