"""Plain HTTP on the command line and in pytest, to a server on loopback with other names."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.test_proxies import aiurdesk
from tests.transport.misbehaving_server import keeping_open, response, serving

PUBLIC, NEAR = "legacy.corp.example", "api"
NOT_ENCRYPTED = "Not encrypted: others on the network could read it."


def noting(heads: list[bytes]):
    def answer(head: bytes) -> bytes:
        heads.append(head)
        cookie = ("Set-Cookie: sid=abcdefghij; Path=/",) if head.split()[1] == b"/in" else ()
        return response(b'{"done": true}', "Content-Type: application/json", *cookie)

    return keeping_open(answer)


def at(host: str, port: int, *options: object, path: str = "/") -> tuple[object, ...]:
    resolve = f"{host}:{port}:127.0.0.1"
    return ("send", f"http://{host}:{port}{path}", "--resolve", resolve, *options)


async def test_a_host_nearby_is_sent_to_with_a_quiet_mark(tmp_path):
    heads: list[bytes] = []
    async with serving(noting(heads)) as port:
        near = await aiurdesk(*at(NEAR, port, "--show", "json"), profile=tmp_path)
        here = await aiurdesk("send", f"http://localhost:{port}/", profile=tmp_path)
    assert (near.returncode, here.returncode, len(heads)) == (0, 0, 2)
    assert NOT_ENCRYPTED in json.loads(near.stdout)["verdict"]["notes"]
    assert NOT_ENCRYPTED not in here.stderr


async def test_a_public_host_needs_the_option_which_counts_for_one_call(tmp_path):
    heads: list[bytes] = []
    async with serving(noting(heads)) as port:
        call = at(PUBLIC, port)
        refused = await aiurdesk(*call, profile=tmp_path)
        other = await aiurdesk(*call, "--allow-http", "other.example", profile=tmp_path)
        assert heads == []
        sent = await aiurdesk(*call, "--allow-http", PUBLIC, profile=tmp_path)
        again = await aiurdesk(*call, profile=tmp_path)
    statuses = (refused.returncode, other.returncode, sent.returncode, again.returncode)
    assert (statuses, len(heads)) == ((2, 2, 0, 2), 1)
    assert f"Requests to {PUBLIC} are not encrypted." in refused.stderr
    assert f"--allow-http {PUBLIC}" in refused.stderr
    assert NOT_ENCRYPTED in sent.stderr


async def test_a_host_of_the_settings_counts_for_each_call(tmp_path):
    heads: list[bytes] = []
    (tmp_path / "settings.json").write_text(json.dumps({"plain_hosts": [PUBLIC]}))
    async with serving(noting(heads)) as port:
        sent = await aiurdesk(*at(PUBLIC, port), profile=tmp_path)
        typed = at(PUBLIC, port, "--header", "Cookie: {{c}}", "--set", "c=env:AIURDESK_C")
        refused = await aiurdesk(*typed, profile=tmp_path, AIURDESK_C="sid=0123456789")
    assert (sent.returncode, refused.returncode, len(heads)) == (0, 2, 1)


@pytest.mark.parametrize("host", [PUBLIC, NEAR])
async def test_a_credential_needs_an_option_of_its_own(tmp_path, host):
    heads: list[bytes] = []
    async with serving(noting(heads)) as port:
        secret = f"Work@http://{host}:{port}=env:AIURDESK_T"
        header = ("--header", "Authorization: Bearer {{secret:Work}}", "--secret", secret)
        call = at(host, port, *header, "--allow-http", host)
        token = {"AIURDESK_T": "t0ken-0123456789"}
        refused = await aiurdesk(*call, profile=tmp_path, **token)
        assert heads == []
        option = f"--allow-http-credentials {host}"
        sent = await aiurdesk(*call, *option.split(), profile=tmp_path, **token)
    assert (refused.returncode, sent.returncode, len(heads)) == (2, 0, 1)
    assert option in refused.stderr
    assert b"Bearer t0ken-0123456789" in heads[0]
    assert token["AIURDESK_T"] not in refused.stderr + sent.stderr


async def test_a_credential_for_https_is_not_bound_to_http(tmp_path):
    heads: list[bytes] = []
    async with serving(noting(heads)) as port:
        secret = f"Work@https://{NEAR}:{port}=env:AIURDESK_T"
        header = ("--header", "Authorization: Bearer {{secret:Work}}", "--secret", secret)
        call = at(NEAR, port, *header, "--allow-http-credentials", NEAR)
        refused = await aiurdesk(*call, profile=tmp_path, AIURDESK_T="t0ken-0123456789")
    assert (refused.returncode, heads) == (2, [])
    assert f"--secret Work@http://{NEAR}:{port} binds it" in refused.stderr


@pytest.mark.parametrize("host", ["*", "http://a.example", "a.example:80", ""])
async def test_what_is_not_one_host_is_wrong_usage(tmp_path, host):
    run = await aiurdesk("send", "http://a.example/", "--allow-http", host, profile=tmp_path)
    assert (run.returncode, "is not a host" in run.stderr) == (2, True)


def theirs(folder: Path, port: int, path: str = "/") -> Path:
    """Return a collection that would allow itself what it may not."""
    (folder / "environments").mkdir(parents=True)
    allow = f'plain_hosts = ["{PUBLIC}"]\nallow_http = ["{PUBLIC}"]\n'
    (folder / "collection.toml").write_text(f'name = "Theirs"\n{allow}')
    (folder / "environments" / "Live.toml").write_text(
        f'{allow}[variables]\nhost = "{PUBLIC}"\n[addresses]\n"{PUBLIC}:{port}" = "127.0.0.1"\n'
    )
    (folder / "One.request.toml").write_text(
        f'method = "GET"\nurl = "http://{{{{host}}}}:{port}{path}"\n{allow}'
    )
    return folder


async def test_no_collection_and_no_environment_of_one_allows_a_host(tmp_path):
    heads: list[bytes] = []
    async with serving(noting(heads)) as port:
        folder = theirs(tmp_path / "theirs", port)
        call: tuple[object, ...] = ("run", folder, "--environment", "Live", "--trust")
        call += ("--resolve", f"{PUBLIC}:{port}:127.0.0.1")
        refused = await aiurdesk(*call, profile=tmp_path / "profile")
        assert heads == []
        assert f"--allow-http {PUBLIC}" in refused.stdout + refused.stderr
        sent = await aiurdesk(*call, "--allow-http", PUBLIC, profile=tmp_path / "profile")
    assert (refused.returncode, sent.returncode, len(heads)) == (2, 0, 1)


async def test_a_saved_request_that_is_sent_by_itself_allows_no_host(tmp_path):
    heads: list[bytes] = []
    async with serving(noting(heads)) as port:
        folder = theirs(tmp_path / "theirs", port)
        call: tuple[object, ...] = (
            "send",
            folder / "One.request.toml",
            "--environment",
            "Live",
            "--trust",
        )
        refused = await aiurdesk(*call, profile=tmp_path / "profile")
        assert (refused.returncode, heads) == (2, [])
        assert f"--allow-http {PUBLIC}" in refused.stderr
        sent = await aiurdesk(*call, "--allow-http", PUBLIC, profile=tmp_path / "profile")
    assert (sent.returncode, len(heads)) == (0, 1)


async def test_in_a_run_a_cookie_is_not_sent_back_without_permission(tmp_path):
    heads: list[bytes] = []
    async with serving(noting(heads)) as port:
        folder = theirs(tmp_path / "theirs", port, "/in")
        (folder / "Two.request.toml").write_text(
            f'method = "GET"\nurl = "http://{{{{host}}}}:{port}/two"\n'
        )
        call: tuple[object, ...] = (
            "run",
            folder,
            "--environment",
            "Live",
            "--trust",
            "--allow-http",
            PUBLIC,
        )
        call += ("--resolve", f"{PUBLIC}:{port}:127.0.0.1")
        refused = await aiurdesk(*call, profile=tmp_path / "profile")
        assert (refused.returncode, len(heads)) == (2, 1)
        assert f"--allow-http-credentials {PUBLIC}" in refused.stdout + refused.stderr
        allowed = ("--allow-http-credentials", PUBLIC)
        sent = await aiurdesk(*call, *allowed, profile=tmp_path / "profile")
    assert (sent.returncode, len(heads)) == (0, 3)
    assert b"sid=abcdefghij" in heads[-1]


async def test_a_socket_needs_the_option_as_well(tmp_path):
    heads: list[bytes] = []
    async with serving(noting(heads)) as port:
        call = ("listen", f"ws://{PUBLIC}:{port}/", "--resolve", f"{PUBLIC}:{port}:127.0.0.1")
        refused = await aiurdesk(*call, profile=tmp_path)
        assert (refused.returncode, heads) == (2, [])
        assert f"--allow-http {PUBLIC}" in refused.stderr
        await aiurdesk(*call, "--allow-http", PUBLIC, profile=tmp_path)
    assert b"Upgrade: websocket" in heads[0]


async def test_a_service_of_the_catalogue_is_reached_over_https_only(tmp_path):
    heads: list[bytes] = []
    (tmp_path / "environments").mkdir()
    async with serving(noting(heads)) as port:
        address = f"http://{NEAR}:{port}"
        (tmp_path / "environments" / "Mine.toml").write_text(
            f'[base_urls]\ngateway = "{address}"\n'
        )
        call = ("send", "gateway.home.index", "--environment", "Mine")
        options = ("--resolve", f"{NEAR}:{port}:127.0.0.1", "--allow-http", NEAR)
        refused = await aiurdesk(*call, *options, profile=tmp_path)
        assert (refused.returncode, heads) == (2, [])
        assert f"go over https:// only, and in the environment Mine its address is {address}" in (
            refused.stderr
        )


async def test_in_pytest_only_the_command_line_allows_a_host(tmp_path):
    heads: list[bytes] = []
    async with serving(noting(heads)) as port:
        folder = theirs(tmp_path / "theirs", port)
        allow = f"--aiurdesk-allow-http {PUBLIC}"
        (folder / "pytest.ini").write_text(f"[pytest]\naddopts = {allow}\n")
        call: tuple[object, ...] = (
            folder,
            "--rootdir",
            folder,
            "-c",
            folder / "pytest.ini",
            "-p",
            "no:cacheprovider",
        )
        call += ("--aiurdesk-environment", "Live", "--aiurdesk-trust")
        call += ("--aiurdesk-profile", tmp_path / "profile")
        refused = await aiurdesk(*call, profile=tmp_path, module="pytest")
        assert (refused.returncode, heads) == (1, [])
        assert allow in refused.stdout
        sent = await aiurdesk(*call, *allow.split(), profile=tmp_path, module="pytest")
    assert (sent.returncode, len(heads)) == (0, 1)
