"""The bundle of use cases."""

import asyncio

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.services.services import Services


async def test_services_that_were_never_used_can_be_closed(tmp_path):
    services = build_services(tmp_path)
    await services.aclose()
    await services.aclose()
    assert list(tmp_path.iterdir()) == []


async def test_a_body_is_saved_to_the_chosen_file(tmp_path):
    services = build_services(tmp_path / "profile")
    await services.save_body(ResponseBody(b"as received", size_bytes=11), str(tmp_path / "body"))
    assert (tmp_path / "body").read_bytes() == b"as received"


async def sent_as(services: Services, name: str, endpoint_id: str) -> Exchange:
    running = await services.start_sandbox()
    endpoint = services.library.catalogue.endpoint(endpoint_id)
    assert endpoint is not None
    chosen = services.credentials.by_name(name)
    plan = services.pipeline.plan(Request(endpoint), running.environment, chosen)
    exchange = await services.pipeline.send(plan)
    assert isinstance(exchange, Exchange)
    return exchange


async def test_the_built_in_app_of_the_sandbox_signs_in_without_setup(tmp_path):
    services = build_services(tmp_path)
    try:
        exchanges = await asyncio.gather(
            *(
                sent_as(services, "Sandbox app", "stargate.channel.viewmychannels")
                for _ in range(20)
            )
        )
        assert {exchange.verdict.code for exchange in exchanges} == {0}
        app = services.credentials.by_name("Sandbox app")
        assert app
        assert services.authenticator.expires_in_s(app) == pytest.approx(1200, abs=30)
        assert "accepted the app" in await services.authenticator.who_am_i(
            app, (await services.start_sandbox()).environment
        )
    finally:
        await services.aclose()
    assert not (tmp_path / "credentials.json").exists()
