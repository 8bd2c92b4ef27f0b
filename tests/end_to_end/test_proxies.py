"""Proxies, other addresses and versions of HTTP on the command line, as processes."""

import asyncio
import json
import os
import re
import shlex
from pathlib import Path

import pytest
import trustme

from aiurdesk.core.collection.environment_file import parse_environment
from aiurdesk.resources import read_text
from tests.command_line import run_command
from tests.proxies import PASSWORD, USER, a_proxy
from tests.transport.misbehaving_server import (
    answering,
    keeping_open,
    response,
    serving,
    tls_context,
)

PAGE = read_text("manual/proxies.md")
ENVELOPE = b'{"code": 0, "message": "Done."}'
DONE = keeping_open(lambda _head: response(ENVELOPE, "Content-Type: application/json"))
REQUEST = 'method = "GET"\nurl = "{url}"\ntests = [\n    {{ status = 200 }},\n]\n'


async def aiurdesk(*arguments: object, profile: Path, module: str = "aiurdesk", **variables: str):
    """Run a command while the servers of the test go on."""
    own = ("--profile", profile) if module == "aiurdesk" else ()
    call = [*arguments, *own]
    return await asyncio.to_thread(
        run_command, *call, environment={**os.environ, **variables}, module=module
    )


def collection(folder: Path, url: str, environment: str) -> Path:
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text('name = "Theirs"\n')
    (folder / "environments" / "Live.toml").write_text(environment)
    (folder / "One.request.toml").write_text(REQUEST.format(url=url))
    return folder


async def test_a_request_is_sent_through_the_proxy_that_is_given(tmp_path):
    async with serving(DONE) as port, a_proxy(port) as proxy:
        call = ("send", f"http://localhost:{port}/", "--proxy", f"127.0.0.1:{proxy.port}")
        run = await aiurdesk(*call, "--show", "json", profile=tmp_path)
    assert (run.returncode, proxy.asked) == (0, [f"localhost:{port}"])
    assert (
        f"Through the proxy 127.0.0.1:{proxy.port}." in json.loads(run.stdout)["verdict"]["notes"]
    )
    assert f"Through the proxy 127.0.0.1:{proxy.port}." in run.stderr


async def test_an_environment_of_the_profile_names_a_proxy(tmp_path):
    (tmp_path / "environments").mkdir()
    async with serving(DONE) as port, a_proxy(port, "socks") as proxy:
        file = tmp_path / "environments" / "Office.toml"
        file.write_text(f'proxy = "socks5://127.0.0.1:{proxy.port}"\n')
        call = ("send", f"http://localhost:{port}/", "--environment", "office")
        through = await aiurdesk(*call, profile=tmp_path)
        direct = await aiurdesk(*call, "--proxy", "none", profile=tmp_path)
    assert (through.returncode, direct.returncode) == (0, 0)
    assert proxy.asked == [f"localhost:{port}"]
    assert "Through the proxy" not in direct.stderr


async def test_a_proxy_that_answers_anything_is_not_a_response(tmp_path):
    async with serving(answering(b"<html>Welcome</html>\r\n\r\n")) as port:
        call = ("send", "https://api.example.com/", "--show", "json")
        variables = {"HTTPS_PROXY": f"http://{USER}:s3cret-of-the-proxy@127.0.0.1:{port}"}
        run = await aiurdesk(*call, profile=tmp_path, **variables)
    assert run.returncode == 3
    assert json.loads(run.stdout)["failure"]["kind"] == "proxy_error"
    assert "The answer of the proxy is not HTTP." in run.stderr
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "s3cret-of-the-proxy" not in run.stdout + run.stderr + written.decode("latin-1")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--proxy", "http://proxy.example/x.pac"), "PAC"),
        (("--proxy", f"http://{USER}:{PASSWORD}@proxy.example"), "name a Basic credential"),
        (("--proxy", ""), "name a proxy, none or system"),
        (("--proxy-credential", "Work"), "Name the proxy"),
        (("--proxy", "none", "--proxy-credential", "Work"), "Name the proxy"),
        (("--resolve", "localhost:80:192.0.2.1"), "localhost always means this computer"),
        (("--resolve", "a.example:443"), "HOST:PORT:ADDRESS"),
        (("--http-version", "3"), "--http-version"),
    ],
)
async def test_what_cannot_be_meant_is_wrong_usage(tmp_path, options, words):
    run = await aiurdesk("send", "https://api.example.com/", *options, profile=tmp_path)
    assert (run.returncode, words in run.stderr) == (2, True)
    assert PASSWORD not in run.stderr


async def test_a_missing_credential_of_a_proxy_is_told(tmp_path):
    call = ("send", "https://api.example.com/", "--proxy", "http://127.0.0.1:9")
    run = await aiurdesk(*call, "--proxy-credential", "Work", profile=tmp_path)
    assert run.returncode == 3
    assert "bound to proxy://127.0.0.1:9." in run.stderr


async def test_a_host_has_another_address(tmp_path):
    authority = trustme.CA()
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    async with serving(DONE, tls_context(authority, "api.example.com")) as port:
        call = ("send", f"https://api.example.com:{port}/", "--ca-file", file)
        run = await aiurdesk(
            *call, "--resolve", f"api.example.com:{port}:127.0.0.1", profile=tmp_path
        )
        code = await aiurdesk(
            *call[:2], "--resolve", f"api.example.com:{port}:127.0.0.1", "--as", "curl",
            profile=tmp_path,
        )  # fmt: skip
    assert (run.returncode, run.stdout.encode()) == (0, ENVELOPE)
    assert "The address was overridden: api.example.com → 127.0.0.1." in run.stderr
    assert f"--resolve api.example.com:{port}:127.0.0.1" in code.stdout


async def test_the_version_of_http_is_chosen(tmp_path):
    async with serving(DONE) as port:
        call = ("send", f"http://localhost:{port}/", "--show", "json", "--http-version")
        run = await aiurdesk(*call, "2", profile=tmp_path)
        other = await aiurdesk(*call, "1.1", profile=tmp_path)
    assert (run.returncode, other.returncode) == (3, 0)
    assert json.loads(run.stdout)["failure"]["kind"] == "http_version_refused"
    assert "HTTP/2 is not possible" in run.stderr


async def test_a_collection_leads_requests_elsewhere_only_if_it_is_trusted(tmp_path):
    async with serving(DONE) as port, a_proxy(port) as proxy:
        url = f"http://localhost:{port}/"
        environment = f'proxy = "http://127.0.0.1:{proxy.port}"\n'
        folder = collection(tmp_path / "theirs", url, environment)
        call = ("run", folder, "--environment", "Live")
        refused = await aiurdesk(*call, profile=tmp_path)
        assert proxy.asked == []
        trusted = await aiurdesk(*call, "--trust", profile=tmp_path)
        assert proxy.asked == [f"localhost:{port}"]
        tests = ("-q", "-p", "no:cacheprovider", folder, "--aiurdesk-environment", "Live")
        own = (*tests, f"--aiurdesk-profile={tmp_path}")
        as_tests = await aiurdesk(*own, "--aiurdesk-trust", profile=tmp_path, module="pytest")
        assert len(proxy.asked) == 2
    assert (refused.returncode, trusted.returncode, as_tests.returncode) == (2, 0, 0)
    words = f"wants to use the proxy http://127.0.0.1:{proxy.port}, and the folder"
    assert words in refused.stdout + refused.stderr


async def test_a_run_goes_through_the_proxy_that_is_given(tmp_path):
    async with serving(DONE) as port, a_proxy(port) as proxy:
        folder = collection(tmp_path / "theirs", f"http://localhost:{port}/", "")
        run = await aiurdesk(
            "run", folder, "--proxy", f"http://127.0.0.1:{proxy.port}", profile=tmp_path
        )
    assert (run.returncode, len(proxy.asked)) == (0, 1)


async def test_an_import_is_fetched_through_a_proxy(tmp_path):
    document = b'{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}}'
    async with serving(answering(response(document))) as port, a_proxy(port) as proxy:
        call = ("import", f"http://localhost:{port}/a.json", "--into", tmp_path / "into")
        await aiurdesk(*call, "--proxy", f"http://127.0.0.1:{proxy.port}", profile=tmp_path)
    assert proxy.asked == [f"localhost:{port}"]


COMMANDS = re.findall(r"^    aiurdesk (.+)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
async def test_the_commands_of_the_manual_are_understood(tmp_path, command):
    """Nothing is sent: a command prints its code, or names no folder."""
    call = shlex.split(command)
    run = await aiurdesk(*call, *(("--as", "curl") if call[0] == "send" else ()), profile=tmp_path)
    if call[0] == "send":
        assert (run.returncode, run.stdout.startswith("curl")) == (0, True)
    else:
        assert "There is no folder or file FOLDER." in run.stderr


def test_the_files_of_the_manual_are_read():
    blocks = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    saved = [parse_environment("Any", block) for block in blocks]
    assert [one.proxy_credential for one in saved] == ["Office proxy", ""]
    assert [len(one.addresses) for one in saved] == [0, 1]
