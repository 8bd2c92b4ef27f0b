"""Putting together what a request is sent with, and showing it."""

import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.report import preview
from aiurdesk.core.request.request import Request
from aiurdesk.services.sending.planned_request import NotSent
from tests.fakes import FakeTransport, a_pipeline
from tests.services.login_setup import LoginSetup, request_to
from tests.services.sending.test_given_variables import HOST, a_request, sent
from tests.services.sending.test_send_pipeline import LIBRARY, VIEW, nothing_is_sent


@pytest.fixture
def setup(tmp_path) -> LoginSetup:
    return LoginSetup(tmp_path)


async def test_a_value_that_the_credential_supplies_is_not_missing(setup):
    credential = await setup.added()
    push = request_to("stargate.message.pushmessage")
    assert [e.field.parameter for e in setup.plan(push, None).problems][:2] == [
        "AccessToken",
        "ChannelId",
    ]
    assert [e.field.parameter for e in setup.plan(push, credential).problems][:1] == ["ChannelId"]
    emptied = request_to("stargate.message.pushmessage", ("AccessToken", ""))
    assert "AccessToken" in [e.field.parameter for e in setup.plan(emptied, credential).problems]


async def test_a_preview_shows_dots_even_for_a_host_that_the_credential_is_not_bound_to(setup):
    credential = await setup.added(origins=("https://elsewhere.example",))
    prepared = setup.pipeline.preview(setup.plan(VIEW, credential))
    assert "AccessToken=••••" in preview(prepared)
    assert (setup.secrets.calls, setup.sent) == ([], [])


async def test_a_credential_is_found_by_the_name_that_the_request_gives(setup):
    credential = await setup.added()
    plan = setup.plan(request_to("stargate.channel.viewmychannels", credential="mINE"), None)
    assert plan.credential == credential
    assert plan.request.credential == "Mine"
    without = setup.plan(request_to("stargate.channel.viewmychannels", credential=""), credential)
    assert without.credential is None


async def test_a_deleted_credential_is_reported_and_nothing_is_sent(setup):
    gone = request_to("stargate.channel.viewmychannels", ("AccessToken", "typed"), credential="Old")
    plan = setup.plan(gone, None)
    assert "There is no credential named Old." in plan.problems[0].sentence
    assert (await setup.send(gone, None)) == NotSent(plan.problems)


async def test_a_credential_of_an_unknown_scheme_is_reported_and_nothing_is_sent(setup):
    strange = Credential("s", "Strange", "telepathy")
    assert "telepathy" in setup.plan(VIEW, strange).credential_problem.sentence
    assert "telepathy" in (await setup.send(VIEW, strange)).problems[0].sentence
    assert setup.sent == []


async def test_each_multipart_body_has_another_boundary():
    parameter = Parameter("file", ParameterKind.TEXT, Location.MULTIPART)
    upload = Endpoint("s.g.e", "", "G", "E", "POST", "https://h/", parameters=(parameter,))
    pipeline = a_pipeline(FakeTransport(nothing_is_sent), LIBRARY)
    plan = pipeline.plan(Request(upload, values=(("file", "x"),)), Environment(""))
    assert pipeline.preview(plan) != pipeline.preview(plan)


async def test_variables_of_the_environment_count_before_variables_of_the_collection(
    setup, monkeypatch, tmp_path
):
    monkeypatch.delenv("AIURDESK_B", raising=False)
    (tmp_path / ".env").write_text("AIURDESK_B=of-file\n")
    setup.environment = Environment("Mine", variables={"a": "of-environment"})
    request = replace(
        a_request("/{{a}}/{{b}}", "{{env:AIURDESK_B}}"),
        variables=(("a", "of-collection"), ("b", "<{{a}}>")),
        env_files=(str(tmp_path / ".env"),),
    )
    assert isinstance(await sent(setup, request), Exchange)
    assert setup.sent[-1].url == f"{HOST}/of-environment/%3Cof-environment%3E"
    assert setup.sent[-1].headers[0].value == "of-file"
