"""What happens around every action, seen from outside."""

import pytest


@pytest.fixture
def base(server):
    """Return a service that has no pages."""
    return server.base_urls["stargate"]


def test_robots_get_nothing_and_no_security_header(client, base):
    response = client.get(f"{base}/robots.txt")
    assert (response.status_code, response.content) == (204, b"")
    assert "strict-transport-security" not in response.headers


def test_a_path_that_is_not_there_is_empty_or_a_page(client, server, base):
    assert client.get(f"{base}/a/b/c").content == b""
    page = client.get(f"{server.base_urls['developer']}/a/b/c")
    assert page.status_code == 404
    assert page.text.startswith("<!DOCTYPE html>")
    assert "content-type" not in page.headers


def test_a_wrong_method_is_told_the_right_one(client, base):
    response = client.put(f"{base}/Channel/CreateChannel")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_head_has_the_headers_and_no_body(client, base):
    response = client.head(base)
    assert response.content == b""
    assert int(response.headers["content-length"]) > 0


def test_every_method_is_taken_where_none_is_named(client, base):
    for method in ("OPTIONS", "DELETE", "PATCH"):
        assert client.request(method, base).json()["code"] == 0


def test_a_body_that_is_no_form_binds_nothing(client, base):
    response = client.post(f"{base}/Channel/CreateChannel", json={"AccessToken": "x"})
    assert response.json()["items"] == ["The AccessToken field is required."]


def test_plain_http_before_the_proxy_is_sent_on_or_refused(client, base):
    plain = {"X-Forwarded-Proto": "http"}
    sent_on = client.get(f"{base}/Home/Index?a=b%20c", headers=plain)
    assert sent_on.status_code == 301
    assert sent_on.headers["location"] == "https://127.0.0.1/Home/Index?a=b%20c"
    assert client.post(base, headers=plain).status_code == 403


def test_a_target_that_is_too_long_is_refused(client, base):
    assert client.get(f"{base}/?q={'a' * 9000}").status_code == 414


def test_loopback_is_not_limited_and_other_addresses_are(client, server):
    address = f"{server.base_urls['developer']}/api/AppInfo"
    assert {client.get(address).status_code for _ in range(40)} == {200}
    elsewhere = {"X-Forwarded-For": "203.0.113.9"}
    statuses = [client.get(address, headers=elsewhere).status_code for _ in range(32)]
    assert statuses == [200] * 31 + [429]


def test_a_crash_is_the_crash_code_or_a_page(client, server, base, access_token):
    form = {"AccessToken": access_token, "ChannelId": "1"}
    crash = client.post(f"{base}/Channel/DeleteChannel", data=form)
    assert (crash.status_code, crash.json()["code"]) == (500, -5)
    page = client.get(f"{server.base_urls['developer']}/Home/Error")
    assert page.status_code == 500
    assert page.text.startswith("<!DOCTYPE html>")
