"""``aiurdesk certificates`` against servers of the test, with a real keyring."""

import contextlib
import http.server
import json
import os
import re
import shlex
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from aiurdesk.resources import read_text
from tests.command_line import run_command
from tests.transport.certificates import a_chain, asking_for, client_pkcs12, server_context
from tests.transport.sockets.socket_server import accepting

SECRET = "correct horse battery"


class Greeting(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Greet, over a WebSocket where one is asked for."""
        if "Sec-WebSocket-Key" in self.headers:
            self.wfile.write(accepting(self.requestline + "\r\n" + str(self.headers)))
            # A text and a close, without masks: RFC 6455 section 5.2.
            self.wfile.write(b"\x81\x02hi\x88\x02\x03\xe8")
            self.rfile.read(1)
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"hi")

    def log_message(self, *_arguments: object) -> None:
        """Write nothing."""


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *_arguments: object) -> None:
        """Write nothing: refused handshakes are what is tested."""


@contextlib.contextmanager
def greeting(context: ssl.SSLContext) -> Iterator[str]:
    """Serve over TLS; yields host and port."""
    server = Quiet(("127.0.0.1", 0), Greeting)
    # The handshake in the thread of the request.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def aiurdesk(profile: Path, *arguments: object, typed: str = "", **variables: str):
    environment = os.environ | variables
    return run_command(*arguments, "--profile", profile, environment=environment, typed=typed)


def certificates(profile: Path, *arguments: object, **more):
    return aiurdesk(profile, "certificates", *arguments, **more)


def test_an_authority_is_looked_at_trusted_listed_and_removed(tmp_path):
    chain = a_chain(3)
    with greeting(server_context(chain)) as host:
        address = f"https://{host}/"
        refused = aiurdesk(tmp_path, "send", address)
        assert (refused.returncode, refused.stdout) == (3, "")
        assert "This computer does not know the authority Link 2." in refused.stderr

        printed = certificates(tmp_path, "show", host, "--json")
        assert printed.returncode == 1
        record = json.loads(printed.stdout)
        assert (record["trusted"], record["refusal"]) == (False, "certificate_unknown")
        assert [one["subject"] for one in record["certificates"]] == ["Link 0", "Link 1", "Link 2"]
        fingerprint = record["can_be_trusted"]
        assert fingerprint in refused.stderr

        unasked = certificates(tmp_path, "trust", host)
        assert unasked.returncode == 2
        assert f"--fingerprint {fingerprint}" in unasked.stderr
        wrong = certificates(tmp_path, "trust", host, "--fingerprint", "AB:CD")
        assert wrong.returncode == 2
        assert "is not trusted" in wrong.stderr
        assert certificates(tmp_path, "list").stdout == ""

        trusted = certificates(tmp_path, "trust", host, "--fingerprint", fingerprint.lower())
        assert trusted.returncode == 0, trusted.stderr
        assert aiurdesk(tmp_path, "send", address).stdout == "hi"
        (listed,) = json.loads(certificates(tmp_path, "list", "--json").stdout)
        assert (f"{listed['host']}:{listed['port']}", listed["kind"]) == (host, "authority")
        assert "expires in 12 days" in certificates(tmp_path, "list").stdout
        good = certificates(tmp_path, "show", host)
        assert (good.returncode, good.stdout.splitlines()[0]) == (0, f"{host} is trusted.")
        assert "trusted already" in certificates(tmp_path, "trust", host).stderr

        assert certificates(tmp_path, "remove", host).returncode == 0
        assert aiurdesk(tmp_path, "send", address).returncode == 3
        assert "no such certificate" in certificates(tmp_path, "remove", host).stderr


def test_a_description_of_a_server_that_is_not_trusted_names_the_command_that_trusts_it(tmp_path):
    with greeting(server_context(a_chain(3))) as host:
        add = ("services", "add", f"https://{host}/openapi.json")
        refused = aiurdesk(tmp_path, *add)
        assert refused.returncode == 2
        (words,) = re.findall(r"To trust it: aiurdesk (.*)", refused.stderr)
        asked = aiurdesk(tmp_path, *shlex.split(words))
        (fingerprint,) = re.findall(r"--fingerprint (\S+)", asked.stderr)
        trusted = aiurdesk(tmp_path, *shlex.split(words), "--fingerprint", fingerprint)
        assert trusted.returncode == 0, trusted.stderr
        # It is read now, and is no description.
        assert "could not be fetched" not in aiurdesk(tmp_path, *add).stderr


def test_a_client_certificate_is_kept_in_the_keyring(secret_service, tmp_path, authority):
    file, profile = tmp_path / "me.p12", tmp_path / "profile"
    file.write_bytes(client_pkcs12(authority, SECRET))
    chain = a_chain(2)
    (tmp_path / "ca.pem").write_bytes(chain[1].pem)
    with greeting(asking_for(server_context(chain), authority)) as host:
        send = ("send", f"https://{host}/")
        assert certificates(profile, "add", host, tmp_path / "ca.pem").returncode == 0
        refused = aiurdesk(profile, *send)
        assert refused.returncode == 3
        assert "client certificate" in refused.stderr

        wrong = certificates(profile, "add", host, file, "--passphrase", "-", typed="wrong one\n")
        assert wrong.returncode == 2
        assert "the passphrase is wrong" in wrong.stderr
        assert "wrong one" not in wrong.stderr
        argument = certificates(profile, "add", host, file, "--passphrase", SECRET)
        assert argument.returncode == 2
        assert SECRET not in argument.stderr

        options = ("--passphrase", "env:MINE")
        added = certificates(profile, "add", host, file, *options, MINE=SECRET)
        assert added.returncode == 0, added.stderr
        assert aiurdesk(profile, *send).stdout == "hi"
        several = certificates(profile, "remove", host)
        assert several.returncode == 2
        assert "Choose one with --fingerprint" in several.stderr
    kept = b"".join(path.read_bytes() for path in profile.rglob("*") if path.is_file())
    (passphrase,) = secret_service.entries().values()
    assert SECRET not in passphrase
    assert SECRET.encode() not in kept
    assert passphrase.encode() not in kept
    assert b"BEGIN PRIVATE KEY" not in kept


def test_the_commands_of_the_manual_work(secret_service, tmp_path, authority):
    page = read_text("manual/certificates.md")
    commands = re.findall("^    aiurdesk (.+)$", page, re.MULTILINE)
    assert len(commands) == 10
    chain = a_chain(3)
    (tmp_path / "authority.pem").write_bytes(chain[2].pem)
    (tmp_path / "me.p12").write_bytes(client_pkcs12(authority, SECRET))
    mine = authority.issue_cert("ann")
    mine.private_key_and_cert_chain_pem.write_to_path(tmp_path / "me.pem")
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "collection.toml").write_text("")
    statuses = []
    with (
        greeting(server_context(chain)) as other,
        greeting(asking_for(server_context(chain), authority)) as host,
    ):
        (checks / "One.request.toml").write_text(f'method = "GET"\nurl = "https://{host}/"\n')
        told = json.loads(certificates(tmp_path, "show", host, "--json").stdout)
        for command in commands:
            line = command.replace("example.org:8443", other).replace("example.org", host)
            line = line.replace("0A:1B", told["can_be_trusted"])
            environment = os.environ | {"MY_PASSPHRASE": SECRET}
            options = ("--profile", "profile")
            done = run_command(
                *shlex.split(line), *options, environment=environment, folder=tmp_path
            )
            assert "Traceback" not in done.stderr
            statuses.append((done.returncode, command, done.stdout, done.stderr))
    # Before anything is trusted, the two that look at certificates say so by their status.
    assert [status for status, *_ in statuses] == [1, 1] + [0] * 8, statuses
    assert {statuses[index][2].strip() for index in (7, 9)} == {"hi"}


def test_a_client_certificate_of_one_call(tmp_path, authority):
    file = tmp_path / "me.p12"
    file.write_bytes(client_pkcs12(authority, SECRET))
    chain = a_chain(2)
    (tmp_path / "ca.pem").write_bytes(chain[1].pem)
    with greeting(asking_for(server_context(chain), authority)) as host:
        send = ("send", f"https://{host}/", "--ca-file", tmp_path / "ca.pem")
        arguments = ("--client-cert", file, "--client-cert-passphrase", "-")
        good = aiurdesk(tmp_path, *send, *arguments, typed=f"{SECRET}\n")
        assert (good.returncode, good.stdout) == (0, "hi"), good.stderr
        wrong = aiurdesk(tmp_path, *send, *arguments, typed="wrong one\n")
        assert (wrong.returncode, wrong.stdout) == (2, "")
        assert "me.p12 could not be decrypted: the passphrase is wrong" in wrong.stderr
        assert "wrong one" not in wrong.stderr
        checks = tmp_path / "checks"
        checks.mkdir()
        (checks / "collection.toml").write_text("")
        (checks / "One.request.toml").write_text(f'method = "GET"\nurl = "https://{host}/"\n')
        report = ("--history", "all", "--junit", tmp_path / "junit.xml")
        run = aiurdesk(tmp_path, "run", checks, *send[2:], *arguments, *report, typed=f"{SECRET}\n")
        assert run.returncode == 0, run.stderr
        refused = aiurdesk(tmp_path, "run", checks, *send[2:], *report)
        assert refused.returncode != 0
    # Neither history, log, report nor output has the passphrase.
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert SECRET.encode() not in kept.replace(file.read_bytes(), b"")
    assert SECRET not in run.stdout + run.stderr + good.stderr + wrong.stderr
    # A client certificate that would be lost with the command is not added.
    unkept = certificates(tmp_path, "add", host, file, "--passphrase", "-", typed=f"{SECRET}\n")
    assert unkept.returncode == 2
    assert "--client-cert FILE" in unkept.stderr


def test_a_collection_brings_no_authority(tmp_path):
    chain, profile, checks = a_chain(2), tmp_path / "profile", tmp_path / "checks"
    (tmp_path / "ca.pem").write_bytes(chain[1].pem)
    with greeting(server_context(chain)) as host:
        # The file of a profile that trusts it, put into the folder of a stranger.
        added = certificates(tmp_path / "other", "add", host, tmp_path / "ca.pem")
        assert added.returncode == 0, added.stderr
        checks.mkdir()
        (tmp_path / "other" / "certificates.json").rename(checks / "certificates.json")
        (checks / "ca.pem").write_bytes(chain[1].pem)
        (checks / "collection.toml").write_text('ca_file = "ca.pem"\n')
        (checks / "One.request.toml").write_text(f'method = "GET"\nurl = "https://{host}/"\n')
        assert aiurdesk(profile, "trust", checks).returncode == 0
        run = aiurdesk(profile, "run", checks)
        assert run.returncode != 0
        assert "unknown authority" in run.stdout + run.stderr
        assert certificates(profile, "list").stdout == ""


def test_a_chain_of_99_certificates_is_a_few_lines(tmp_path):
    with greeting(server_context(a_chain(99))) as host:
        printed = certificates(tmp_path, "show", host)
    assert printed.returncode == 1
    assert len(printed.stdout.splitlines()) < 30
    assert "And 89 more certificates." in printed.stdout


def test_what_has_no_certificates_is_a_sentence(tmp_path):
    assert "is not a host" in certificates(tmp_path, "show", "a b").stderr
    unreached = certificates(tmp_path, "show", "localhost:9")
    assert (unreached.returncode, unreached.stdout) == (2, "")
    assert "no certificates of localhost:9" in unreached.stderr
