"""No secret is left anywhere: marked ones go through everything, then everything is searched.

What an answer's own body holds is shown as it was received, in the views of the body and as the
data of ``aiurdesk send``; it is the one place that is not searched here. The answer to signing in
is, for nobody asked to see it. Everything that the program says itself is, too: verdicts, notes,
reports, previews, logs, files, the terminal, and what other programs see of its processes.
"""

import contextlib
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from aiurdesk.core.auth import SCHEMES
from aiurdesk.core.errors import KeyringFailure
from tests.child_process import running
from tests.end_to_end.gossip_server import MOODS, GossipServer
from tests.end_to_end.leak_scene import (
    ACCOUNTS,
    APP_SECRET,
    CONTROL,
    IN_HEADER,
    SCHEMES_THAT_ASK,
    a_scene,
)
from tests.needles import spellings

pytestmark = pytest.mark.usefixtures("own_places")

EVERYWHERE = {
    *("words", "report", "preview", "verdict", "prepared request", "redirects", "failure", "JSON"),
    *("error text", "log records", "credentials", "standard output", "standard error"),
    *("file profile/aiurdesk.log", "file profile/credentials.json", "a file name"),
    *("cmdline of a child", "environ of a child", "another origin"),
}


def has_heard(server: GossipServer, text: str) -> bool:
    """Tell whether a server was told a text: then it really went out."""
    told = "\n".join(server.heard).encode()
    return any(spelling in told for spelling in spellings(text))


def test_every_scheme_is_tried():
    assert {account.scheme for account in ACCOUNTS} == {scheme.id for scheme in SCHEMES}


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
async def test_nothing_that_is_said_or_kept_holds_a_secret(
    account, secret_service, needles, gossip, bystander, tmp_path, capsys, caplog
):
    caplog.set_level("DEBUG", "aiurdesk")
    gossip.elsewhere = bystander.url
    async with a_scene(tmp_path, needles, gossip) as scene:
        credential, request = await scene.add(account)
        for mood in MOODS:
            gossip.mood = mood
            assert await scene.send(credential, request) != "not signed in"
        # The long answer has started the helper process.
        needles.search_processes()
        assert has_heard(gossip, account.text)
        gossip.mood, gossip.refuses_to_sign_in = "no_http_at_length", True
        await scene.sign_out(credential)
        if SCHEMES_THAT_ASK.intersection([account.scheme]):
            assert await scene.send(credential, request) == "not signed in"
        needles.search("credentials", repr(scene.services.credentials.all))
        secret_service.lock()
        with contextlib.suppress(KeyringFailure):
            await scene.sign_out(credential)
        assert await scene.send(credential, request) == "KeyringFailure"
    needles.search("log records", caplog.text)
    needles.search("another origin", "\n".join(bystander.heard))
    needles.search_folder(tmp_path)
    written = capsys.readouterr()
    needles.search("standard output", written.out)
    needles.search("standard error", written.err)
    assert needles.found == []
    assert needles.places >= EVERYWHERE


async def test_what_is_no_secret_is_found_everywhere(
    secret_service, needles, gossip, bystander, tmp_path, caplog
):
    caplog.set_level("DEBUG", "aiurdesk")
    needles.add("the control", CONTROL)
    gossip.elsewhere = bystander.url
    async with a_scene(tmp_path, needles, gossip) as scene:
        credential, request = await scene.add(ACCOUNTS[0])
        for mood in MOODS:
            gossip.mood = mood
            await scene.send(credential, request)
    needles.search("log records", caplog.text)
    needles.search("another origin", "\n".join(bystander.heard))
    needles.search_folder(tmp_path)
    found = {line.removeprefix("the control in ") for line in needles.found}
    assert found >= {"words", "report", "preview", "verdict", "JSON", "redirects", "another origin"}
    assert found >= {"log records", "file profile/aiurdesk.log"}
    assert {line for line in needles.found if not line.startswith("the control")} == set()


async def test_a_keyring_that_dies_and_a_call_that_is_cancelled_tell_nothing(
    secret_service, needles, gossip, tmp_path, caplog
):
    async with a_scene(tmp_path, needles, gossip) as scene:
        credential, request = await scene.add(ACCOUNTS[1])
        gossip.mood = "silent"
        await scene.cancel(credential, request, heard=2)  # signing in, and the request itself
        secret_service.kill_keyring()
        await scene.sign_out(credential)
        assert await scene.send(credential, request) == "KeyringFailure"
    needles.search("log records", caplog.text)
    needles.search_folder(tmp_path)
    assert has_heard(gossip, APP_SECRET)
    assert needles.found == []


async def test_a_refused_token_is_renewed_once_and_no_more(
    secret_service, needles, gossip, tmp_path
):
    async with a_scene(tmp_path, needles, gossip) as scene:
        credential, request = await scene.add(ACCOUNTS[1])
        await scene.send(credential, request)
        before = len(gossip.heard)
        gossip.mood = "unauthorized"
        assert await scene.send(credential, request) == "envelope"
        # Refused, renewed; the new token is the same, so it would not fare better.
        assert len(gossip.heard) - before == 2


def aiurdesk(*arguments: str, profile: Path) -> AbstractContextManager["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "aiurdesk", *arguments, "--profile", profile]
    pipe = subprocess.PIPE
    return running(command, stdin=pipe, stdout=pipe, stderr=pipe)


@pytest.mark.parametrize(
    ("mood", "fields"),
    [
        ("unexpected", ("--scheme", "header", "header=X-Api-Key", "value=-")),
        ("redirect", ("--scheme", "token", "place=bearer", "token=-")),
        ("long", ("--scheme", "token", "token=-")),
    ],
)
def test_the_command_line_tells_no_secret(
    fields, mood, secret_service, needles, gossip, bystander, tmp_path
):
    text = needles.add("the secret", IN_HEADER)
    gossip.elsewhere = bystander.url
    profile = tmp_path / "profile"
    calls = (
        ("credentials", "add", "Own", *fields, "--origin", gossip.url),
        ("credentials", "list"),
        ("credentials", "list", "--json"),
        ("credentials", "test", "Own"),
        ("send", f"{gossip.url}/some/thing", "--credential", "Own", "--show", "json"),
    )
    gossip.mood = mood
    for arguments in calls:
        with aiurdesk(*arguments, profile=profile) as process:
            needles.search_processes()
            standard_input = f"{text}\n" if "add" in arguments else ""
            out, err = process.communicate(standard_input, timeout=60)
            assert process.returncode in (0, 1, 4), err
            needles.search("standard error", err)
            needles.search("standard output", _without_body(out))
    assert has_heard(gossip, text)
    needles.search_folder(tmp_path)
    needles.search("another origin", "\n".join(bystander.heard))
    assert needles.found == []


def _without_body(out: str) -> str:
    """Take the body of an answer out of the object of ``--show json``."""
    lines = out.splitlines()
    return "\n".join(line for line in lines if not line.startswith('    "body": "'))
