"""Following short links over TLS."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.fixture
def wrap(client, server, access_token):
    """Return a function that makes a short link and follows it."""
    base = server.base_urls["wrapgate"]

    def follow(type_: str, target: str, rest: str = "", enabled: str = "true", **request):
        form = {"NewRecordName": "welcome", "Type": type_, "TargetUrl": target, "Enabled": enabled}
        data = {"AccessToken": access_token, **form}
        created = client.post(f"{base}/Records/CreateNewRecord", data=data).json()
        assert created["code"] == 0
        return client.request(request.pop("method", "GET"), f"{base}/Wrap/welcome{rest}", **request)

    return follow


@pytest.mark.parametrize(("type_", "status"), [("Redirect", 302), ("PermanentRedirect", 301)])
def test_a_redirect_takes_path_and_query_along(wrap, type_, status):
    response = wrap(type_, "https://e.example/base/", "/some/path%20x/?a=b%20c&d=%E4%BD%A0")
    assert response.status_code == status
    location = "https://e.example/base/some/path x/?a=b%20c&d=%E4%BD%A0"
    assert response.headers["location"] == location


def test_a_target_beyond_ascii_is_escaped(wrap):
    response = wrap("Redirect", "https://例.example", "/你")
    assert response.headers["location"] == "https://%E4%BE%8B.example/%E4%BD%A0"


def test_a_frame_holds_the_target_as_text(wrap):
    response = wrap("IFrame", "https://e.example/?a=1&b=2")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert 'src="https://e.example/?a=1&amp;b=2/"' in response.text


class Target(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        text = json.dumps({"echo": self.path, "body": body}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-From-Target", "yes")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        """Keep quiet."""


def test_a_proxy_hands_over_the_targets_answer(wrap):
    with ThreadingHTTPServer(("127.0.0.1", 0), Target) as target:
        thread = threading.Thread(target=target.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{target.server_port}/"
        response = wrap("ReverseProxy", address, "/a%20b?c=d", method="POST", data={"e": "f"})
        target.shutdown()
        thread.join()
    assert response.status_code == 201
    assert response.headers["x-from-target"] == "yes"
    assert response.json() == {"echo": "/a%20b?c=d", "body": "e=f"}


@pytest.mark.parametrize("target", ["http://127.0.0.1:9/", "http://www.example.com/"])
def test_a_proxy_without_its_target_crashes(wrap, target):
    response = wrap("ReverseProxy", target)
    assert (response.status_code, response.json()["code"]) == (500, -5)


def test_what_is_off_or_unknown_or_nameless_is_not_found(wrap, client, server):
    assert wrap("Redirect", "https://e.example", enabled="false").status_code == 404
    base = server.base_urls["wrapgate"]
    assert client.get(f"{base}/Wrap/no-such-record").status_code == 404
    assert client.get(f"{base}/Wrap").status_code == 404


def test_capitals_in_a_name_are_a_mistake(client, server):
    response = client.get(f"{server.base_urls['wrapgate']}/wrap/WELCOME").json()
    assert (response["code"], len(response["items"])) == (-10, 1)
