"""No secret is shown or stored when a request or a sign-in gets no response."""

import pytest

from aiurdesk.core.response.response import FailureKind
from tests.end_to_end.echo_server import FAILURES
from tests.end_to_end.leak_setup import (
    ACCOUNTS,
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
