import pytest

from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.exporters.curl import write_curl
from aiurdesk.core.network.proxies import proxy_choice
from aiurdesk.core.network.route import HttpVersion, Route, parse_resolve, read_override
from aiurdesk.core.request.request import Header, PreparedRequest
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


def test_json_is_one_option_and_secrets_are_variables():
    written = write_curl(a_json())
    assert written.startswith("curl \\\n  https://api.example/users \\\n")
    assert "'Authorization: Bearer '\"$TOKEN\"" in written
    assert '--data-raw \'{"password": "\'"$PASSWORD"\'", "n": 1}\'' in written


def test_bytes_come_from_a_pipe_and_files_from_the_disk():
    assert write_curl(some_bytes()).startswith(r"printf '\377\000' | curl")
    assert "--data-binary @/tmp/x.png" in write_curl(a_file())


def test_a_form_has_an_option_for_each_part():
    written = write_curl(a_form())
    assert "--form-string a=1" in written
    assert """--form 'file=@"/tmp/x.png";filename="x.png";type=image/png'""" in written


def test_head_is_an_option_of_its_own():
    assert "--head" in write_curl(code_request(PreparedRequest("HEAD", "https://a.example/")))


def test_what_curl_would_add_or_change_is_switched_off():
    prepared = PreparedRequest(
        "PUT", "https://a.example/../[1]", (Header("X", ""),), (b"x" * 2_000_000,)
    )
    written = write_curl(code_request(prepared))
    for option in ("--globoff", "--path-as-is", "-X PUT", "'X;'", "'Content-Type:'", "'Expect:'"):
        assert option in written, option


@pytest.mark.parametrize(
    ("url", "route", "options"),
    [
        ("https://a.example/", Route(), []),
        ("https://a.example/", Route(proxy_choice("system")), []),
        ("https://a.example/", Route(proxy_choice("none")), ["--noproxy '*'"]),
        (
            "https://a.example/",
            Route(proxy_choice("socks5://p:1", "Work", ("b.example", "*.c"))),
            [
                "--proxy socks5h://p:1",
                "--proxytunnel",
                "--noproxy 'b.example,*.c'",
                '--proxy-user "$PROXY_USER:$PROXY_PASSWORD"',
            ],
        ),
        (
            "https://a.example:8443/",
            Route(proxy_choice("p:1"), (read_override("a.example", "192.0.2.1, ::1"),)),
            ["--noproxy '*'", "--resolve a.example:8443:192.0.2.1,::1"],
        ),
        ("https://a.example/", Route(None, (parse_resolve("b.example:1:192.0.2.1"),)), []),
        ("https://a.example/", Route(http_version=HttpVersion.HTTP1), ["--http1.1"]),
        ("https://a.example/", Route(http_version=HttpVersion.HTTP2), ["--http2"]),
        ("http://[::1]:1/", Route(http_version=HttpVersion.HTTP2), ["--http2-prior-knowledge"]),
    ],
)
def test_the_route_is_written_too(url, route, options):
    lines = write_curl(code_request(PreparedRequest("GET", url, route=route))).split(" \\\n  ")
    plain = write_curl(code_request(PreparedRequest("GET", url))).split(" \\\n  ")
    assert [line for line in lines if line not in plain] == options
