"""The vectors that AWS has published."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from aiurdesk.core.auth.aws import (
    AwsScheme,
    CanonicalRequest,
    CredentialScope,
    canonical_headers,
    canonical_path,
    canonical_query,
    signature,
)
from aiurdesk.core.auth.scheme import Grant, Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.header import wire_target
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.request.request import Header, NoBody, PreparedRequest, Request
from aiurdesk.core.request.typed import Typed

SUITE = json.loads(Path("tests/data/aws/signatures.json").read_text(encoding="utf-8"))
AT = datetime.fromisoformat(SUITE["timestamp"])
S3_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
EMPTY = hashlib.sha256(b"").hexdigest()


def request_of(vector):
    headers = tuple(Header(name, value) for name, value in vector["headers"])
    url = f"https://{SUITE['host']}{vector['target']}"
    return PreparedRequest(vector["method"], url, headers, (vector["body"].encode(),))


def test_the_requests_of_the_published_suite_are_signed():
    signed = {vector["name"]: signed_headers_and_signature(vector) for vector in SUITE["requests"]}
    expected = {v["name"]: (v["signed_headers"], v["signature"]) for v in SUITE["requests"]}
    assert signed == expected


def signed_headers_and_signature(vector):
    request = request_of(vector)
    body_hash = hashlib.sha256(vector["body"].encode()).hexdigest()
    if vector.get("is_path_plain"):
        # These are for a path that is signed as it is, which only S3 does.
        path, _, query = wire_target(request.url).partition("?")
        host, date = Header("Host", SUITE["host"]), Header("X-Amz-Date", f"{AT:%Y%m%dT%H%M%SZ}")
        canonical = CanonicalRequest(
            request.method,
            canonical_path(path, is_s3=True),
            canonical_query(query),
            canonical_headers((host, *request.headers, date)),
            body_hash,
        )
        scope = CredentialScope(date.value, SUITE["region"], SUITE["service"])
        return canonical.signed_headers, signature(canonical, scope, SUITE["secret_key"])
    values = tuple((name, SUITE[name]) for name in ("access_key", "region", "service"))
    secrets = [SUITE["secret_key"], *filter(None, [vector.get("session_token")])]
    signed = AwsScheme().signature(
        Credential("c1", "Suite", "aws", (), values),
        Grant(secrets=tuple(map(Secret, secrets))),
        Signing(request, AT, "", body_hash),
    )
    value = next(h.value for h in signed.headers if h.name == "Authorization")
    word = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
    assert value.startswith(f"{word}SignedHeaders=")
    return tuple(pair.partition("=")[2] for pair in value.removeprefix(word).split(", "))


@pytest.mark.parametrize(
    ("method", "url", "headers", "body", "expected"),
    [
        (
            "GET", "/test.txt", (("Range", "bytes=0-9"),), b"",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT", "/test$file.text",
            (
                ("Date", "Fri, 24 May 2013 00:00:00 GMT"),
                ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ),
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            "GET", "/?lifecycle", (), b"",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            "GET", "/?max-keys=2&prefix=J", (), b"",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)  # fmt: skip
def test_the_examples_of_s3_are_signed(method, url, headers, body, expected):
    # Amazon S3 API Reference, "Examples: Signature Calculations".
    request = PreparedRequest(
        method,
        f"https://examplebucket.s3.amazonaws.com{url}",
        tuple(Header(name, value) for name, value in headers),
        (body,),
    )
    signed = AwsScheme().signature(
        Credential("c1", "S3", "aws", (), (("access_key", "AKIAIOSFODNN7EXAMPLE"),)),
        Grant(secrets=(Secret(S3_KEY),)),
        Signing(
            request,
            datetime.fromisoformat("2013-05-24T00:00:00Z"),
            "",
            hashlib.sha256(body).hexdigest(),
        ),
    )
    assert Secret(expected) in signed.secrets
    assert Header("X-Amz-Content-Sha256", hashlib.sha256(body).hexdigest()) in signed.headers


@pytest.mark.parametrize(
    ("path", "of_s3", "of_others"),
    [
        ("/a%20b/c", "/a%20b/c", "/a%2520b/c"),
        ("/a:b@c/$", "/a%3Ab%40c/%24", "/a%3Ab%40c/%24"),
        ("/a//b/../c/", "/a//b/../c/", "/a/c/"),
        ("/~me/x.-_", "/~me/x.-_", "/~me/x.-_"),
        ("/..", "/..", "/"),
        ("/a%2Fb", "/a%2Fb", "/a%252Fb"),
    ],
)
def test_only_other_services_than_s3_encode_twice(path, of_s3, of_others):
    assert canonical_path(path, is_s3=True) == of_s3
    assert canonical_path(path, is_s3=False) == of_others


@pytest.mark.parametrize(
    ("query", "signed"),
    [
        ("b=1&a=2&a=1&A=3", "A=3&a=1&a=2&b=1"),
        ("a+b=c+d&e=%2b", "a%20b=c%20d&e=%2B"),
        ("x=%C3%A4&y=%ff&z", "x=%C3%A4&y=%FF&z="),
        ("q='(a)!*", "q=%27%28a%29%21%2A"),
        ("", ""),
    ],
)
def test_a_query_is_sorted_and_encoded_again(query, signed):
    assert canonical_query(query) == signed


def test_a_path_without_a_query_is_signed_with_an_empty_line():
    target = urlsplit("https://h/a")
    canonical = CanonicalRequest("GET", target.path, "", (("host", "h"),), EMPTY)
    assert canonical.text == f"GET\n/a\n\nhost:h\n\nhost\n{EMPTY}"


def test_what_changes_on_the_way_is_not_signed():
    names = ("Cookie", "User-Agent", "Connection", "Accept-Encoding", "Authorization", "X-B", "A")
    assert canonical_headers(tuple(Header(name, "v") for name in names)) == (
        ("a", "v"),
        ("x-b", "v"),
    )


# Signed by botocore 1.44, ``S3SigV4Auth``, with the path as boto3 writes it for the key.
KEYS = json.loads(Path("tests/data/aws/s3_keys.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", KEYS["requests"], ids=lambda vector: vector["key"])
def test_a_key_of_s3_is_sent_and_signed_as_botocore_does(vector):
    credential = Credential(
        "c1", "S3", "aws", ("https://s3.eu-west-1.amazonaws.com",), (("access_key", "AKIDEXAMPLE"),)
    )
    grant = Grant(secrets=(Secret(KEYS["secret_key"]),))
    # A percent sign in an address begins an escape, so a person writes %25.
    url = KEYS["url"] + vector["key"].replace("%", "%25")
    request = Request(Typed(url), body=NoBody())
    added = AwsScheme().auth_parameters(credential, grant, request)
    added = replace(added, origins=credential.origins)
    prepared = prepare(request, None, Environment(""), "boundary0123456789", added)
    assert isinstance(prepared, PreparedRequest), prepared
    assert wire_target(prepared.url) == vector["path"]
    # Every header of the request is signed, and botocore's request has these only.
    names = ("host", "x-amz-content-sha256", "x-amz-date")
    at = datetime.fromisoformat(KEYS["timestamp"])
    headers = AwsScheme().signature(credential, grant, Signing(prepared, at, "", EMPTY)).headers
    assert f"SignedHeaders={';'.join(names)}" in vector["authorization"]
    assert headers[-1] == Header("Authorization", vector["authorization"])


def test_the_path_of_other_services_is_sent_as_it_was_typed():
    hosts = ("https://abc.execute-api.eu-west-1.amazonaws.com",)
    assert not AwsScheme().encodes_path(Credential("c1", "A", "aws", hosts))
    assert AwsScheme().encodes_path(
        Credential("c1", "A", "aws", ("http://127.0.0.1:9000",), (("service", "s3"),))
    )
