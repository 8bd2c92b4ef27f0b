import os
import shutil
import subprocess

import pytest

from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import HttpVersion, Route, parse_resolve, read_override
from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.exporters.curl import write_curl
from aiurdesk.core.preparing.encoding import FormPart, multipart
from aiurdesk.core.request.request import FileValue, Header, PreparedRequest, Signed
from aiurdesk.importers.curl import parse_curl
from aiurdesk.importers.imported import ImportedRequest
from tests.core.exporters.sample import (
    FORM,
    a_file,
    a_form,
    a_json,
    a_prepared,
    some_bytes,
)
from tests.digest_server import PASSWORD, USER, digest_handler
from tests.end_to_end.loopback_server import http_serving


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


def a_signed(url, scheme, *headers, **values):
    signed = Signed(scheme, "Word", tuple(values.items()), tuple(header.name for header in headers))
    return code_request(PreparedRequest("GET", url, headers, signed=signed))


def test_curl_computes_digest():
    header = Header("Authorization", "Digest ••••")
    written = write_curl(a_signed("https://h/a", "digest", header, user="A'da"))
    assert "--digest" in written
    assert """--user 'A'"'"'da:'"$PASSWORD\"""" in written
    assert "Authorization" not in written


@pytest.mark.parametrize(
    ("url", "values", "provider"),
    [
        ("https://b.s3.eu-west-1.amazonaws.com/k", {}, "aws:amz:eu-west-1:s3"),
        ("https://minio.example/k", {"service": "s3"}, "aws:amz:us-east-1:s3"),
        ("https://minio.example/k", {}, "aws:amz"),
    ],
)
def test_curl_computes_the_signature_of_aws(url, values, provider):
    headers = (
        Header("Authorization", "AWS4-HMAC-SHA256 ••••"),
        Header("X-Amz-Date", "20261124T120000Z"),
        Header("X-Amz-Security-Token", "••••"),
        Header("X-Amz-Content-Sha256", "abc"),
    )
    written = write_curl(a_signed(url, "aws", *headers, access_key="AKID", **values))
    assert f"--aws-sigv4 {provider} " in written
    assert '--user AKID:"$SECRET_KEY"' in written
    assert "'X-Amz-Security-Token: '" in written
    assert not any(name in written for name in ("Authorization", "X-Amz-Date", "Sha256"))
    assert "•" not in written


def test_the_command_is_read_back_as_the_same_kind_of_credential():
    request = a_signed(
        "https://b.s3.eu-west-1.amazonaws.com/k", "aws",
        Header("Authorization", "AWS4-HMAC-SHA256 ••••"), access_key="AKID",
    )  # fmt: skip
    imported = parse_curl(write_curl(request).replace('"$SECRET_KEY"', "hush"))
    assert isinstance(imported, ImportedRequest)
    assert imported.offered is not None
    assert imported.offered.scheme == "aws"
    assert imported.offered.values == (
        ("access_key", "AKID"), ("region", "eu-west-1"), ("service", "s3"),
    )  # fmt: skip


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_command_is_let_in():
    handler = digest_handler()
    with http_serving(handler) as url:
        header = Header("Authorization", "Digest ••••")
        written = write_curl(a_signed(f"{url}/a?b=1", "digest", header, user=USER))
        command = written.replace("curl", "curl -qsf --noproxy '*'", 1)
        variables = {**os.environ, "PASSWORD": PASSWORD}
        subprocess.run(["sh", "-c", command], env=variables, check=True, timeout=60)
    assert 'uri="/a?b=1"' in handler.seen[-1]


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


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/a/%2e%2E/b", True),
        ("/%2e", True),
        ("/a/.%2e?b", True),
        ("/a%2eb", False),
        ("/a?/../b", False),
    ],
)
def test_encoded_dots_of_a_path_are_kept(path, is_kept):
    url = f"https://h.example{path}"
    assert ("--path-as-is" in write_curl(code_request(PreparedRequest("GET", url)))) == is_kept
    # curl does not sign such a path.
    signed = write_curl(a_signed(url, "aws", access_key="A", region="r", service="s3"))
    assert "--path-as-is" not in signed


def test_a_quote_in_the_name_of_a_file_is_sent_as_the_program_sends_it():
    def written(filename):
        file = FormPart("file", FileValue("/tmp/x.png", filename, "image/png"))
        body = multipart((file,), "0123456789abcdef")
        return write_curl(code_request(a_prepared("POST", body, FORM)))

    assert "--form-escape" in written('a"b.png')
    assert "--form-escape" not in written("a b.png")
