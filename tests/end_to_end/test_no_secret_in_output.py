"""No output of the program holds a secret: requests carry marked secrets, then all is searched.

Searched are verdicts, notes, reports, previews, logs, files, the terminal, and what other programs
see of its processes. Only the body of a response is left out: the views of the body and
``aiurdesk send`` show it as it was received. The body of a response to signing in is searched.
"""

import contextlib

import pytest

from aiurdesk.core.auth import SCHEMES
from aiurdesk.core.errors import KeyringFailure
from aiurdesk.core.verdict.verdict import VerdictKind
from tests.end_to_end.echo_server import MODES, EchoServer
from tests.end_to_end.leak_setup import (
    ACCOUNTS,
    APP_SECRET,
    CONTROL,
    IN_HEADER,
    SIGN_IN_SCHEMES,
    command_line,
    running_setup,
    search_output,
    search_remains,
)
from tests.marked_secrets import encodings_of

pytestmark = pytest.mark.usefixtures("own_temporary_folder")

EVERYWHERE = {
    *("words", "report", "preview", "verdict", "prepared request", "redirects", "failure", "JSON"),
    *("error text", "log records", "credentials", "standard output", "standard error"),
    *("file profile/aiurdesk.log", "file profile/credentials.json", "a file name"),
    *("file profile/history.sqlite",),
    *("cmdline of a child", "environ of a child", "another origin"),
}


def has_received(server: EchoServer, text: str) -> bool:
    """Tell whether a server has received a text, so that the test did send it."""
    received = "\n".join(server.received).encode()
    return any(encoding in received for encoding in encodings_of(text))


def test_every_scheme_is_tested():
    assert {account.scheme for account in ACCOUNTS} == {scheme.id for scheme in SCHEMES}


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
async def test_messages_logs_and_files_hold_no_secret(
    account, secret_service, marked_secrets, echo_server, other_server, tmp_path, capsys, caplog
):
    caplog.set_level("DEBUG", "aiurdesk")
    echo_server.elsewhere = other_server.url
    async with running_setup(tmp_path, marked_secrets, echo_server) as setup:
        credential, request = await setup.add(account)
        for mode in MODES:
            echo_server.mode = mode
            assert await setup.send(credential, request) != "not signed in"
        # The mode ``long`` has started the helper process that parses long bodies.
        marked_secrets.search_processes()
        assert has_received(echo_server, account.sent or account.text)
        assert not account.sent or not has_received(echo_server, account.text)
        echo_server.mode, echo_server.refuses_to_sign_in = "no_http_at_length", True
        await setup.sign_out(credential)
        if SIGN_IN_SCHEMES.intersection([account.scheme]):
            assert await setup.send(credential, request) == "not signed in"
        marked_secrets.search("credentials", repr(setup.services.credentials.all))
        secret_service.lock()
        with contextlib.suppress(KeyringFailure):
            await setup.sign_out(credential)
        without_keyring = "KeyringFailure" if account.fields else VerdictKind.NO_ANSWER
        assert await setup.send(credential, request) == without_keyring
    search_remains(marked_secrets, tmp_path, caplog, other_server)
    search_output(marked_secrets, *capsys.readouterr())
    assert marked_secrets.leaks == []
    # Without a keyring nothing fails before a request is sent.
    assert marked_secrets.places >= EVERYWHERE - (set() if account.fields else {"error text"})


async def test_the_search_finds_a_text_that_is_not_secret(
    secret_service, marked_secrets, echo_server, other_server, tmp_path, caplog
):
    caplog.set_level("DEBUG", "aiurdesk")
    marked_secrets.add("the control", CONTROL)
    echo_server.elsewhere = other_server.url
    async with running_setup(tmp_path, marked_secrets, echo_server) as setup:
        credential, request = await setup.add(ACCOUNTS[0])
        for mode in MODES:
            echo_server.mode = mode
            await setup.send(credential, request)
    search_remains(marked_secrets, tmp_path, caplog, other_server)
    controls = {line.removeprefix("the control in ") for line in marked_secrets.leaks}
    assert controls >= {
        "words",
        "report",
        "preview",
        "verdict",
        "JSON",
        "redirects",
        "another origin",
    }
    assert controls >= {"log records", "file profile/aiurdesk.log"}
    assert {line for line in marked_secrets.leaks if not line.startswith("the control")} == set()


async def test_a_killed_keyring_and_a_cancelled_request_show_no_secret(
    secret_service, marked_secrets, echo_server, tmp_path, caplog
):
    async with running_setup(tmp_path, marked_secrets, echo_server) as setup:
        credential, request = await setup.add(ACCOUNTS[1])
        echo_server.mode = "silent"
        await setup.cancel(credential, request, requests=2)  # signing in, and the request itself
        secret_service.kill_keyring()
        await setup.sign_out(credential)
        assert await setup.send(credential, request) == "KeyringFailure"
    search_remains(marked_secrets, tmp_path, caplog)
    assert has_received(echo_server, APP_SECRET)
    assert marked_secrets.leaks == []


@pytest.mark.parametrize(
    ("mode", "fields"),
    [
        ("unexpected", ("--scheme", "header", "header=X-Api-Key", "value=-")),
        ("redirect", ("--scheme", "token", "place=bearer", "token=-")),
        ("long", ("--scheme", "token", "token=-")),
    ],
)
def test_the_command_line_shows_no_secret(
    fields, mode, secret_service, marked_secrets, echo_server, other_server, tmp_path
):
    text = marked_secrets.add("the secret", IN_HEADER)
    echo_server.elsewhere = other_server.url
    profile = tmp_path / "profile"
    calls = (
        ("credentials", "add", "Own", *fields, "--origin", echo_server.url),
        ("credentials", "list"),
        ("credentials", "list", "--json"),
        ("credentials", "test", "Own"),
        ("send", f"{echo_server.url}/some/thing", "--credential", "Own", "--show", "json"),
    )
    echo_server.mode = mode
    for arguments in calls:
        with command_line(*arguments, profile=profile) as process:
            marked_secrets.search_processes()
            standard_input = f"{text}\n" if "add" in arguments else ""
            out, err = process.communicate(standard_input, timeout=60)
            assert process.returncode in (0, 1, 4), err
            search_output(marked_secrets, _without_body(out), err)
    assert has_received(echo_server, text)
    search_remains(marked_secrets, tmp_path, other_server=other_server)
    assert marked_secrets.leaks == []


def _without_body(out: str) -> str:
    """Remove the body of the response from the JSON of ``--show json``."""
    lines = out.splitlines()
    return "\n".join(line for line in lines if not line.startswith('    "body": "'))
