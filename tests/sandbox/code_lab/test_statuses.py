"""Responses with a status and no envelope."""

import pytest


@pytest.mark.read_only
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Unauthorized", 401),
        ("NotFound", 404),
        ("MethodNotAllowed", 405),
        ("TooManyRequests", 429),
    ],
)
def test_some_responses_have_an_empty_body(client, server, name, status):
    response = client.get(f"{server.base_urls['code-lab']}/Statuses/{name}")
    assert (response.status_code, response.content) == (status, b"")


@pytest.mark.read_only
def test_the_redirect_to_the_sign_in_leads_to_a_page(client, server):
    base = server.base_urls["code-lab"]
    location = client.get(f"{base}/Statuses/SignedOut").headers["location"]
    page = client.get(base + location)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.read_only
def test_a_server_error_is_a_page_without_a_content_type(client, server):
    response = client.get(f"{server.base_urls['code-lab']}/Statuses/ServerError")
    assert response.status_code == 500
    assert "content-type" not in response.headers
    assert response.text.startswith("<!DOCTYPE html>")


def test_the_rate_limit_also_applies_to_loopback(client, server, clock):
    address = f"{server.base_urls['code-lab']}/Statuses/Limited"
    statuses = [client.get(address).status_code for _ in range(32)]
    assert statuses == [200] * 31 + [429]
    clock.advance(minutes=1)
    assert client.get(address).headers["x-rate-limit-remaining"] == "29"
