"""Following short links."""

import pytest

from tests.sandbox.proxy_targets import Echo, serving


@pytest.fixture
def wrap(client, server, access_token):
    """Return a function that creates a short link and follows it."""
    base = server.base_urls["wrapgate"]

    def follow(type_: str, target: str, rest: str = "", enabled: str = "true", **request):
        form = {"NewRecordName": "welcome", "Type": type_, "TargetUrl": target, "Enabled": enabled}
        data = {"AccessToken": access_token, **form}
        created = client.post(f"{base}/Records/CreateNewRecord", data=data).json()
        assert created["code"] == 0
        return client.request(request.pop("method", "GET"), f"{base}/Wrap/welcome{rest}", **request)

    return follow


@pytest.mark.parametrize(("type_", "status"), [("Redirect", 302), ("PermanentRedirect", 301)])
def test_a_redirect_keeps_path_and_query(wrap, type_, status):
    response = wrap(type_, "https://e.example/base/", "/some/path%20x/?a=b%20c&d=%E4%BD%A0")
    assert response.status_code == status
    location = "https://e.example/base/some/path x/?a=b%20c&d=%E4%BD%A0"
    assert response.headers["location"] == location


def test_a_target_with_other_characters_than_ascii_is_escaped(wrap):
    response = wrap("Redirect", "https://例.example", "/你")
    assert response.headers["location"] == "https://%E4%BE%8B.example/%E4%BD%A0"


def test_a_frame_has_the_escaped_target(wrap):
    response = wrap("IFrame", "https://e.example/?a=1&b=2")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert 'src="https://e.example/?a=1&amp;b=2/"' in response.text


def test_a_proxy_returns_the_response_of_the_target(wrap):
    with serving(Echo) as target:
        url = f"http://{target}/"
        response = wrap("ReverseProxy", url, "/a%20b?c=d", method="POST", data={"e": "f"})
    assert response.status_code == 200
    assert response.headers["x-from-target"] == "yes"
    assert response.json() == {"echo": "/a%20b?c=d", "method": "POST", "body": "e=f"}


@pytest.mark.parametrize("target", ["http://127.0.0.1:9/", "http://www.example.com/"])
def test_a_proxy_with_an_unreachable_target_fails(wrap, target):
    response = wrap("ReverseProxy", target)
    assert (response.status_code, response.json()["code"]) == (500, -5)


def test_a_disabled_unknown_or_missing_name_is_not_found(wrap, client, server):
    assert wrap("Redirect", "https://e.example", enabled="false").status_code == 404
    base = server.base_urls["wrapgate"]
    assert client.get(f"{base}/Wrap/no-such-record").status_code == 404
    assert client.get(f"{base}/Wrap").status_code == 404


@pytest.mark.read_only
def test_capitals_in_a_name_are_invalid(client, server):
    response = client.get(f"{server.base_urls['wrapgate']}/wrap/WELCOME").json()
    assert (response["code"], len(response["items"])) == (-10, 1)
