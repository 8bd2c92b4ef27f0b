"""No secret is left where no answer came: on the way there, at the door, or while signing in."""

import json
import subprocess
import sys

import pytest

from aiurdesk.core.response.response import FailureKind
from tests.end_to_end.gossip_server import FAILURES
from tests.end_to_end.leak_scene import (
    ACCOUNTS,
    IN_HEADER,
    PLAIN,
    SCHEMES_THAT_ASK,
    SERVICES,
    WHERE_NOBODY_IS,
    a_scene,
    trust,
)

pytestmark = pytest.mark.usefixtures("own_places")


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
async def test_what_never_arrives_tells_no_secret(
    account,
    secret_service,
    needles,
    secure_gossip,
    authority,
    distrusted,
    closed,
    tmp_path,
    capsys,
    caplog,
):
    caplog.set_level("DEBUG", "aiurdesk")
    async with a_scene(tmp_path, needles, secure_gossip) as scene:
        await trust(scene.services, authority, secure_gossip.url)
        scene.bind(closed, PLAIN)
        credential, request = await scene.add(account)
        trusted = secure_gossip.context
        for context in distrusted.values():
            secure_gossip.context = trusted
            assert await scene.send(credential, request) == "envelope"
            secure_gossip.context = context
            await scene.send(credential, request)
            await scene.sign_out(credential)
            await scene.send(credential, request)
        secure_gossip.context = trusted
        for place in (closed, PLAIN):
            for service_ids in ((request.endpoint.service_id,), SERVICES):
                scene.move(place, *service_ids)
                await scene.send(credential, request)
    kinds = (*distrusted, *WHERE_NOBODY_IS)
    assert scene.failures == [kind for kind in kinds for _ in range(2)]
    search_what_is_left(needles, tmp_path, capsys, caplog)


@pytest.mark.parametrize(
    "account",
    [account for account in ACCOUNTS if account.scheme in SCHEMES_THAT_ASK],
    ids=lambda account: account.name,
)
async def test_signing_in_without_an_answer_tells_no_secret(
    account, secret_service, needles, gossip, bystander, tmp_path, capsys, caplog
):
    caplog.set_level("DEBUG", "aiurdesk")
    gossip.elsewhere = bystander.url
    gossip.is_moody_at_sign_in = True
    # Signing in keeps to limits of its own, by which nobody waits in a test: it is cancelled.
    failures = {mood: kind for mood, kind in FAILURES.items() if mood != "silent"}
    async with a_scene(tmp_path, needles, gossip) as scene:
        credential, request = await scene.add(account)
        for gossip.mood in failures:
            assert await scene.send(credential, request) == "not signed in"
        assert scene.failures == list(failures.values())
        gossip.mood = "silent"
        await scene.cancel(credential, request)
    needles.search("another origin", "\n".join(bystander.heard))
    search_what_is_left(needles, tmp_path, capsys, caplog)


def search_what_is_left(needles, folder, capsys, caplog) -> None:
    """Search logs, files and what was written to the terminal."""
    needles.search("log records", caplog.text)
    needles.search_folder(folder)
    written = capsys.readouterr()
    needles.search("standard output", written.out)
    needles.search("standard error", written.err)
    assert needles.found == []


def test_the_command_line_tells_no_secret_where_no_answer_came(
    secret_service, needles, gossip, secure_gossip, bystander, closed, tmp_path
):
    text = needles.add("the secret", IN_HEADER)
    gossip.elsewhere = bystander.url
    profile = tmp_path / "profile"
    places = (gossip.url, secure_gossip.url, closed, PLAIN)
    origins = (part for place in places for part in ("--origin", place))
    fields = ("--scheme", "header", "header=X-Api-Key", "value=-")
    added = aiurdesk("credentials", "add", "Own", *fields, *origins, profile=profile, told=text)
    assert added.returncode == 0, added.stderr
    kinds = []
    moods = ("no_http", "no_http_at_length", "downhill")
    for gossip.mood, place in (*((mood, gossip.url) for mood in moods), *enumerate(places[1:])):
        call = ("send", f"{place}/some/thing", "--credential", "Own", "--show", "json")
        run = aiurdesk(*call, profile=profile)
        assert run.returncode == 3, run.stderr
        kinds.append(json.loads(run.stdout)["failure"]["kind"])
        needles.search("standard output", run.stdout)
        needles.search("standard error", run.stderr)
    assert kinds == [
        *(FAILURES[mood] for mood in moods),
        FailureKind.CERTIFICATE_UNKNOWN,
        *WHERE_NOBODY_IS,
    ]
    needles.search_folder(tmp_path)
    assert needles.found == []


def aiurdesk(*arguments, profile, told="") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "aiurdesk", *arguments, "--profile", str(profile)],
        input=f"{told}\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
