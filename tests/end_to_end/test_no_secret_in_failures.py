"""No secret is shown or stored when a request or a sign-in gets no response."""

import json

import pytest

from aiurdesk.core.response.response import FailureKind
from tests.command_line import run_command
from tests.end_to_end.echo_server import FAILURES
from tests.end_to_end.leak_setup import (
    ACCOUNTS,
    IN_HEADER,
    SERVICES,
    SIGN_IN_SCHEMES,
    running_setup,
    search_output,
    search_remains,
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
        setup.bind(closed)
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
        for service_ids in ((request.endpoint.service_id,), SERVICES):
            setup.move(closed, *service_ids)
            await setup.send(credential, request)
    kinds = (*distrusted, FailureKind.CONNECTION_REFUSED)
    assert setup.failures == [kind for kind in kinds for _ in range(2)]
    search_remains(marked_secrets, tmp_path, caplog)
    search_output(marked_secrets, *capsys.readouterr())
    assert marked_secrets.leaks == []


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
    if account.scheme == "oauth2":
        # It follows no redirect, so that one is a response like others.
        failures = {m: k for m, k in failures.items() if "redirect" not in f"{m} {k}"}
    async with running_setup(tmp_path, marked_secrets, echo_server) as setup:
        credential, request = await setup.add(account)
        for echo_server.mode in failures:
            assert await setup.send(credential, request) == "not signed in"
        assert setup.failures == list(failures.values())
        echo_server.mode = "silent"
        await setup.cancel(credential, request)
    search_remains(marked_secrets, tmp_path, caplog, other_server)
    search_output(marked_secrets, *capsys.readouterr())
    assert marked_secrets.leaks == []


def test_the_command_line_shows_no_secret_without_a_response(
    secret_service, marked_secrets, echo_server, secure_echo_server, other_server, closed, tmp_path
):
    text = marked_secrets.add("the secret", IN_HEADER)
    echo_server.elsewhere = other_server.url
    profile = tmp_path / "profile"
    places = (echo_server.url, secure_echo_server.url, closed)
    origins = (part for address in places for part in ("--origin", address))
    fields = ("--scheme", "header", "header=X-Api-Key", "value=-")
    add = ("credentials", "add", "Own", *fields, *origins, "--profile", profile)
    run = run_command(*add, typed=f"{text}\n")
    assert run.returncode == 0, run.stderr
    modes = ("no_http", "no_http_at_length", "redirect_to_plain_http")
    requests = [
        *((mode, echo_server.url) for mode in modes),
        *(("content", address) for address in places[1:]),
    ]
    kinds = []
    for mode, address in requests:
        echo_server.mode = mode
        call = ("send", f"{address}/some/thing", "--credential", "Own", "--show", "json")
        run = run_command(*call, "--profile", profile)
        assert run.returncode == 3, run.stderr
        kinds.append(json.loads(run.stdout)["failure"]["kind"])
        search_output(marked_secrets, run.stdout, run.stderr)
    assert kinds == [
        *(FAILURES[mode] for mode in modes),
        FailureKind.CERTIFICATE_UNKNOWN,
        FailureKind.CONNECTION_REFUSED,
    ]
    search_remains(marked_secrets, tmp_path, other_server=other_server)
    assert marked_secrets.leaks == []
