"""The behaviour that all actions share, tested over HTTP."""

import httpx
import pytest

from aiurdesk.core.api.endpoint import Service
from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.web_service import ServiceApp, WebService
from aiurdesk.sandbox.clock import system_clock
from tests.sandbox.aspnet.endpoints import an_endpoint


@pytest.fixture
def base(server):
    """Return the base URL of a service without pages."""
    return server.base_urls["stargate"]


@pytest.mark.read_only
def test_robots_txt_is_empty_and_has_no_security_header(client, base):
    response = client.get(f"{base}/robots.txt")
    assert (response.status_code, response.content) == (204, b"")
    assert "strict-transport-security" not in response.headers


@pytest.mark.read_only
def test_an_unknown_path_has_an_empty_body_or_a_page(client, server, base):
    assert client.get(f"{base}/a/b/c").content == b""
    page = client.get(f"{server.base_urls['developer']}/a/b/c")
    assert page.status_code == 404
    assert page.text.startswith("<!DOCTYPE html>")
    assert "content-type" not in page.headers


@pytest.mark.read_only
def test_a_wrong_method_gets_the_allowed_ones(client, base):
    response = client.put(f"{base}/Channel/CreateChannel")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.read_only
def test_head_has_the_headers_and_no_body(client, base):
    response = client.head(base)
    assert response.content == b""
    assert int(response.headers["content-length"]) > 0


@pytest.mark.read_only
def test_a_route_without_methods_allows_every_method(client, base):
    for method in ("OPTIONS", "DELETE", "PATCH"):
        assert client.request(method, base).json()["code"] == 0


@pytest.mark.read_only
def test_a_body_that_is_not_a_form_binds_no_parameters(client, base):
    response = client.post(f"{base}/Channel/CreateChannel", json={"AccessToken": "x"})
    assert response.json()["items"] == ["The AccessToken field is required."]


@pytest.mark.read_only
def test_a_request_target_that_is_too_long_is_rejected(client, base):
    assert client.get(f"{base}/?q={'a' * 9000}").status_code == 414


@pytest.mark.read_only
def test_an_unhandled_error_is_an_envelope_or_a_page(client, server, base, access_token):
    form = {"AccessToken": access_token, "ChannelId": "1"}
    crash = client.post(f"{base}/Channel/DeleteChannel", data=form)
    assert (crash.status_code, crash.json()["code"]) == (500, -5)
    page = client.get(f"{server.base_urls['gateway']}/OAuth/UserSignOut")
    assert page.status_code == 500
    assert page.text.startswith("<!DOCTYPE html>")


async def test_a_cookie_over_plain_http_is_not_secure():
    async def sign_in(request: Request) -> Response:
        return Response(headers=(("set-cookie", "a=b; path=/; secure"),))

    described = Service("pages", "Pages", "https://127.0.0.1", "2020-09", "2020")
    app = ServiceApp(WebService(described, (Route(an_endpoint("/"), sign_in),)), system_clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        responses = [await client.get(f"{scheme}://127.0.0.1/") for scheme in ("https", "http")]
    assert [response.headers["set-cookie"] for response in responses] == [
        "a=b; path=/; secure",
        "a=b; path=/",
    ]


async def test_a_body_larger_than_the_limit_gets_413():
    async def read(request: Request) -> Response:
        return Response(body=b"read")

    described = Service("echo", "Echo", "https://127.0.0.1", "2020-09", "2020")
    service = WebService(described, (Route(an_endpoint("/"), read),))
    app = ServiceApp(service, system_clock, body_limit_bytes=1000)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        accepted = await client.post("https://127.0.0.1/", content=b"x" * 1000)
        rejected = await client.post("https://127.0.0.1/", content=b"x" * 1001)
    assert accepted.content == b"read"
    assert (rejected.status_code, rejected.content) == (413, b"")
