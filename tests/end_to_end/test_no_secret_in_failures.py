"""No secret is shown or stored when a request or a sign-in gets no response."""

import json
import subprocess
import sys

import pytest

from aiurdesk.core.response.response import FailureKind
from tests.end_to_end.echo_server import FAILURES
from tests.end_to_end.leak_setup import (
    ACCOUNTS,
    IN_HEADER,
    PLAIN,
    SERVICES,
    SIGN_IN_SCHEMES,
    UNREACHABLE_FAILURES,
    running_setup,
    trust,
)

pytestmark = pytest.mark.usefixtures("own_temporary_folder")


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
async def test_requests_that_cannot_connect_show_no_secret(
    account,
    secret_service,
    marked_secrets,
    secure_echo_server,
    authority,
    distrusted,
    closed,
    tmp_path,
    capsys,
    caplog,
):
    caplog.set_level("DEBUG", "aiurdesk")
    async with running_setup(tmp_path, marked_secrets, secure_echo_server) as setup:
        await trust(setup.services, authority, secure_echo_server.url)
        setup.bind(closed, PLAIN)
        credential, request = await setup.add(account)
        trusted = secure_echo_server.context
        for context in distrusted.values():
            secure_echo_server.context = trusted
            assert await setup.send(credential, request) == "envelope"
            secure_echo_server.context = context
            await setup.send(credential, request)
            await setup.sign_out(credential)
            await setup.send(credential, request)
        secure_echo_server.context = trusted
        for place in (closed, PLAIN):
            for service_ids in ((request.endpoint.service_id,), SERVICES):
                setup.move(place, *service_ids)
                await setup.send(credential, request)
    kinds = (*distrusted, *UNREACHABLE_FAILURES)
    assert setup.failures == [kind for kind in kinds for _ in range(2)]
    search_output_and_files(marked_secrets, tmp_path, capsys, caplog)


@pytest.mark.parametrize(
    "account",
    [account for account in ACCOUNTS if account.scheme in SIGN_IN_SCHEMES],
    ids=lambda account: account.name,
)
async def test_a_sign_in_without_a_response_shows_no_secret(
    account, secret_service, marked_secrets, echo_server, other_server, tmp_path, capsys, caplog
):
    caplog.set_level("DEBUG", "aiurdesk")
    echo_server.elsewhere = other_server.url
    echo_server.uses_mode_at_sign_in = True
    # Signing in has its own, longer timeouts. No test waits for them: it is cancelled instead.
    failures = {mode: kind for mode, kind in FAILURES.items() if mode != "silent"}
    async with running_setup(tmp_path, marked_secrets, echo_server) as setup:
        credential, request = await setup.add(account)
        for echo_server.mode in failures:
            assert await setup.send(credential, request) == "not signed in"
        assert setup.failures == list(failures.values())
        echo_server.mode = "silent"
        await setup.cancel(credential, request)
    marked_secrets.search("another origin", "\n".join(other_server.received))
    search_output_and_files(marked_secrets, tmp_path, capsys, caplog)


def search_output_and_files(marked_secrets, folder, capsys, caplog) -> None:
    """Search logs, files and what was written to the terminal."""
    marked_secrets.search("log records", caplog.text)
    marked_secrets.search_folder(folder)
    written = capsys.readouterr()
    marked_secrets.search("standard output", written.out)
    marked_secrets.search("standard error", written.err)
    assert marked_secrets.found == []


def test_the_command_line_shows_no_secret_without_a_response(
    secret_service, marked_secrets, echo_server, secure_echo_server, other_server, closed, tmp_path
):
    text = marked_secrets.add("the secret", IN_HEADER)
    echo_server.elsewhere = other_server.url
    profile = tmp_path / "profile"
    places = (echo_server.url, secure_echo_server.url, closed, PLAIN)
    origins = (part for place in places for part in ("--origin", place))
    fields = ("--scheme", "header", "header=X-Api-Key", "value=-")
    added = aiurdesk("credentials", "add", "Own", *fields, *origins, profile=profile, stdin=text)
    assert added.returncode == 0, added.stderr
    kinds = []
    modes = ("no_http", "no_http_at_length", "redirect_to_plain_http")
    for echo_server.mode, place in (
        *((mode, echo_server.url) for mode in modes),
        *enumerate(places[1:]),
    ):
        call = ("send", f"{place}/some/thing", "--credential", "Own", "--show", "json")
        run = aiurdesk(*call, profile=profile)
        assert run.returncode == 3, run.stderr
        kinds.append(json.loads(run.stdout)["failure"]["kind"])
        marked_secrets.search("standard output", run.stdout)
        marked_secrets.search("standard error", run.stderr)
    assert kinds == [
        *(FAILURES[mode] for mode in modes),
        FailureKind.CERTIFICATE_UNKNOWN,
        *UNREACHABLE_FAILURES,
    ]
    marked_secrets.search_folder(tmp_path)
    assert marked_secrets.found == []


def aiurdesk(*arguments, profile, stdin="") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "aiurdesk", *arguments, "--profile", str(profile)],
        input=f"{stdin}\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
