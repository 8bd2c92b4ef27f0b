"""What signing in gave: fetched once, renewed in time, forgotten when it should be."""

import asyncio
from datetime import timedelta

import pytest

from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.environment import Environment
from aiurdesk.services.sign_in import SignInFailed
from tests.services.login_scene import Scene, request_to

VIEW = request_to("stargate.channel.viewmychannels")


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path)


async def authenticated(scene, credential):
    return await scene.authenticated(VIEW, credential)


async def test_fifty_requests_at_once_share_one_token(scene):
    credential = await scene.added()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(authenticated(scene, credential)) for _ in range(50)]
    assert scene.tokens == 1
    assert len({task.result() for task in tasks}) == 1
    assert scene.secrets.calls == ["get c1/app_secret"]


async def test_fifty_requests_at_once_share_one_refusal(scene):
    credential = await scene.added()
    scene.answers["/accesstoken"] = lambda request: scene.envelope(request, -1)
    ends = await asyncio.gather(
        *(authenticated(scene, credential) for _ in range(50)), return_exceptions=True
    )
    assert {type(end) for end in ends} == {SignInFailed}
    assert len(scene.sent) == 1
    with pytest.raises(SignInFailed):
        await authenticated(scene, credential)
    assert len(scene.sent) == 2


async def test_a_cancelled_sign_in_is_taken_over_by_the_next(scene):
    credential = await scene.added()
    first = asyncio.ensure_future(authenticated(scene, credential))  # noqa: TID251 - to cancel it
    second = asyncio.ensure_future(authenticated(scene, credential))  # noqa: TID251 - waits behind it
    await asyncio.sleep(0)
    first.cancel()
    assert not (await second).is_empty
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.parametrize("ahead_h", [-5, 0, 5])
async def test_a_token_is_renewed_shortly_before_its_end_by_the_server_s_clock(scene, ahead_h):
    scene.server_ahead = timedelta(hours=ahead_h)
    credential = await scene.added()
    await authenticated(scene, credential)
    assert scene.login.expires_in_s(credential) == pytest.approx(1200, abs=1)
    scene.now += timedelta(minutes=19, seconds=38)
    await authenticated(scene, credential)
    assert scene.tokens == 1
    scene.now += timedelta(seconds=3)
    await authenticated(scene, credential)
    assert scene.tokens == 2


async def test_without_an_end_nothing_counts_down(scene):
    credential = await scene.added()
    assert scene.login.expires_in_s(credential) is None
    scene.answers["/accesstoken"] = lambda request: scene.envelope(request, accessToken="T")
    await authenticated(scene, credential)
    assert scene.login.expires_in_s(credential) is None
    grant = scene.login.grant(credential)
    assert grant
    assert grant.expires_at is None


async def test_another_environment_has_another_token(scene):
    credential = await scene.added(
        origins=tuple(
            f"https://{name}"
            for name in ("stargate.aiursoft.com", "archon.aiursoft.com", "x.example")
        )
    )
    await authenticated(scene, credential)
    scene.environment = Environment("Copy", {"archon": "https://x.example"})
    auth_parameters = await authenticated(scene, credential)
    assert [value.reveal() for _, value in auth_parameters.values] == ["T+/=2"]


async def test_renewing_fetches_anew_once_for_all_who_were_refused(scene):
    credential = await scene.added()
    await authenticated(scene, credential)
    refused = scene.login.grant(credential)
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(scene.login.renew(credential, scene.environment, refused))
    assert scene.tokens == 2
    await scene.login.renew(credential, scene.environment)
    assert scene.tokens == 3


async def test_a_credential_that_is_deleted_while_it_signs_in_leaves_nothing(scene):
    credential = await scene.added()
    scene.may_answer.clear()
    signing = asyncio.ensure_future(authenticated(scene, credential))  # noqa: TID251 - deleted meanwhile
    await scene.is_asked.wait()
    await scene.credentials.delete("c1")
    scene.erased.clear()
    scene.may_answer.set()
    with pytest.raises(AuthError, match="meanwhile"):
        await signing
    assert scene.login.grant(credential) is None
    assert scene.erased == ["c1"]
    assert await scene.secrets.get("c1/app_secret") is None
