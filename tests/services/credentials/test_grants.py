"""What signing in gave: fetched once, renewed in time, forgotten when it should be."""

import asyncio
from datetime import timedelta

import pytest

from aiurdesk.core.errors import AuthError
from aiurdesk.core.variables.environment import Environment
from aiurdesk.services.credentials.sign_in import SignInFailed
from tests.services.login_setup import LoginSetup, request_to

VIEW = request_to("stargate.channel.viewmychannels")


@pytest.fixture
def setup(tmp_path):
    return LoginSetup(tmp_path)


async def authenticated(setup, credential):
    return await setup.authenticated(VIEW, credential)


async def test_fifty_requests_at_once_share_one_token(setup):
    credential = await setup.added()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(authenticated(setup, credential)) for _ in range(50)]
    assert setup.tokens == 1
    assert len({task.result() for task in tasks}) == 1
    assert setup.secrets.calls == ["get c1/app_secret"]


async def test_fifty_requests_at_once_share_one_refusal(setup):
    credential = await setup.added()
    setup.responses["/accesstoken"] = lambda request: setup.envelope(request, -1)
    ends = await asyncio.gather(
        *(authenticated(setup, credential) for _ in range(50)), return_exceptions=True
    )
    assert {type(end) for end in ends} == {SignInFailed}
    assert len(setup.sent) == 1
    with pytest.raises(SignInFailed):
        await authenticated(setup, credential)
    assert len(setup.sent) == 2


async def test_a_cancelled_sign_in_is_taken_over_by_the_next(setup):
    credential = await setup.added()
    first = asyncio.ensure_future(authenticated(setup, credential))  # noqa: TID251 - to cancel it
    second = asyncio.ensure_future(authenticated(setup, credential))  # noqa: TID251 - waits behind it
    await asyncio.sleep(0)
    first.cancel()
    assert not (await second).is_empty
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.parametrize("ahead_h", [-5, 0, 5])
async def test_a_token_is_renewed_shortly_before_its_end_by_the_server_s_clock(setup, ahead_h):
    setup.server_ahead = timedelta(hours=ahead_h)
    credential = await setup.added()
    await authenticated(setup, credential)
    assert setup.login.expires_in_s(credential) == pytest.approx(1200, abs=1)
    setup.now += timedelta(minutes=19, seconds=38)
    await authenticated(setup, credential)
    assert setup.tokens == 1
    setup.now += timedelta(seconds=3)
    await authenticated(setup, credential)
    assert setup.tokens == 2


async def test_without_an_end_nothing_counts_down(setup):
    credential = await setup.added()
    assert setup.login.expires_in_s(credential) is None
    setup.responses["/accesstoken"] = lambda request: setup.envelope(request, accessToken="T")
    await authenticated(setup, credential)
    assert setup.login.expires_in_s(credential) is None
    grant = setup.login.grant(credential)
    assert grant
    assert grant.expires_at is None


async def test_another_environment_has_another_token(setup):
    credential = await setup.added(
        origins=tuple(
            f"https://{name}"
            for name in ("stargate.aiursoft.com", "archon.aiursoft.com", "x.example")
        )
    )
    await authenticated(setup, credential)
    setup.environment = Environment("Copy", {"archon": "https://x.example"})
    auth_parameters = await authenticated(setup, credential)
    assert [value.reveal() for _, value in auth_parameters.values] == ["T+/=2"]


async def test_all_refused_requests_share_one_renewal(setup):
    credential = await setup.added()
    await authenticated(setup, credential)
    refused = setup.login.grant(credential)
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(setup.login.renew(credential, setup.environment, refused))
    assert setup.tokens == 2
    await setup.login.renew(credential, setup.environment)
    assert setup.tokens == 3


async def test_a_credential_that_is_deleted_while_it_signs_in_leaves_nothing(setup):
    credential = await setup.added()
    setup.may_respond.clear()
    signing = asyncio.ensure_future(authenticated(setup, credential))  # noqa: TID251 - deleted meanwhile
    await setup.is_requested.wait()
    await setup.credentials.delete("c1")
    setup.erased.clear()
    setup.may_respond.set()
    with pytest.raises(AuthError, match="meanwhile"):
        await signing
    assert setup.login.grant(credential) is None
    assert setup.erased == ["c1"]
    assert await setup.secrets.get("c1/app_secret") is None
