"""The certificates that commands use."""

import argparse
import io

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from aiurdesk.cli.certificates import chain_record, read_certificates
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.services.sending.connections import Connections
from aiurdesk.transport.certificate_chain import read_chain
from aiurdesk.transport.http import HttpTransport
from tests.transport.certificates import a_chain

OPTIONS = ("ca_file", "client_cert", "client_cert_passphrase")


def arguments(*values: str | None) -> argparse.Namespace:
    return argparse.Namespace(**dict(zip(OPTIONS, values, strict=True)))


async def test_nothing_is_read_without_an_option():
    def open_transport():
        raise AssertionError("too early")

    connections = Connections(open_transport)
    await read_certificates(arguments(None, None, None), connections)
    with pytest.raises(ProblemError, match="needs --client-cert FILE"):
        await read_certificates(arguments(None, None, "-"), connections)


@pytest.mark.parametrize("passphrase", ["hunter2hunter2", "env:", "-"])
async def test_a_passphrase_is_not_an_argument(tmp_path, passphrase):
    connections = Connections(HttpTransport)
    given = arguments(None, str(tmp_path / "me.p12"), passphrase)
    with pytest.raises(ProblemError, match="--client-cert-passphrase") as failed:
        await read_certificates(given, connections, io.StringIO(""))
    assert "hunter2" not in str(failed.value)


async def test_the_file_of_a_client_certificate_is_named(tmp_path):
    connections = Connections(HttpTransport)
    given = arguments(None, str(tmp_path / "me.p12"), None)
    with pytest.raises(StorageError, match=r"me\.p12 could not be read"):
        await read_certificates(given, connections)


def test_json_has_all_that_is_shown():
    der = [one.certificate.public_bytes(Encoding.DER) for one in a_chain(2)]
    chain = read_chain(der, "localhost", 443, "certificate_unknown")
    assert chain is not None
    record = chain_record(chain)
    assert record["trusted"] is False
    assert record["can_be_trusted"] == record["certificates"][1]["sha256"]
    assert record["certificates"][0]["days_left"] == 12
    assert record["faults"] == [
        {"certificate": 2, "text": "This computer does not know the authority Link 1."}
    ]
