import pytest

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.query_rows import shown_address, with_address
from aiurdesk.core.preparing.secret_offer import offer_of, without_offered
from aiurdesk.core.request.request import Header, JsonBody, Request
from aiurdesk.core.request.typed import Typed

BASIC = Header("authorization", "Basic YW5uOm9wZW4gc2VzYW1l")

BEARER = Header("Authorization", "Bearer abc")


def request_of(address="https://h.example/a", *headers):
    body = JsonBody("1")
    return Request(Typed(address, "PUT"), headers=headers, body=body)


@pytest.mark.parametrize(
    ("request_", "scheme", "values", "secret"),
    [
        (request_of("https://ann:a%3Ab@h.example/a"), "basic", (("user", "ann"),), "a:b"),
        (request_of("https://h.example/a", BASIC), "basic", (("user", "ann"),), "open sesame"),
        (
            request_of("https://h.example/a", Header("Authorization", "Bearer abc")),
            "bearer",
            (),
            "abc",
        ),
        (
            request_of("https://h.example/a", Header("Authorization", "Odd a b")),
            "header",
            (("header", "Authorization"),),
            "Odd a b",
        ),
        (
            request_of("https://h.example/a", Header("Cookie", "sid=1")),
            "header",
            (("header", "Cookie"),),
            "sid=1",
        ),
        (
            request_of("https://h.example/a", Header("X-Api-Key", "abc")),
            "api-key",
            (("place", "header"), ("name", "X-Api-Key")),
            "abc",
        ),
        (
            request_of("https://h.example/a?x=1&api_key=a%2Bb&y=2"),
            "api-key",
            (("place", "query"), ("name", "api_key")),
            "a+b",
        ),
    ],
)
def test_a_secret_in_a_request_becomes_a_credential_and_leaves_it(request_, scheme, values, secret):
    offer = offer_of(request_)
    assert offer is not None
    assert (offer.scheme, offer.values) == (scheme, values)
    assert [text.reveal() for _, text in offer.secrets] == [secret]
    assert (offer.name, offer.origin) == ("h.example", "https://h.example")
    offered_scheme = scheme_of(offer.scheme)
    assert offered_scheme is not None
    fields = {field.name for field in offered_scheme.fields}
    assert {name for name, _ in (*offer.values, *offer.secrets)} <= fields
    left = without_offered(request_, offer)
    assert offer_of(left) is None
    assert (left.endpoint.method, left.body) == ("PUT", request_.body)
    assert left.endpoint.path.startswith("https://h.example/a")


@pytest.mark.parametrize(
    "request_",
    [
        custom_request("https://h.example/"),
        request_of("https://user@h.example/"),
        request_of("https://h.example/", Header("Authorization", "Bearer {{env:TOKEN}}")),
        request_of("https://h.example/?token={{t}}&a=b", Header("Accept", "x")),
        request_of("https://h.example/", Header("Authorization", "")),
        request_of("https://h.example/#access_token=abc"),
    ],
)
def test_a_reference_is_not_a_secret(request_):
    assert offer_of(request_) is None


def test_only_the_secret_leaves_the_query():
    request = request_of("https://h.example/a?x=1&token=abc#end")
    offer = offer_of(request)
    assert offer is not None
    assert without_offered(request, offer).endpoint.path == "https://h.example/a?x=1#end"


def test_a_key_that_is_kept_as_a_value_is_offered_and_taken_out():
    request, _ = with_address(custom_request(), "https://host/a?b=1&api_key=x%20y", ())
    assert request.values == (("b", "1"), ("api_key", "x y"))
    offer = offer_of(request)
    assert offer is not None
    assert (offer.scheme, offer.query, dict(offer.secrets)["key"].reveal()) == (
        "api-key",
        "api_key",
        "x y",
    )
    assert shown_address(without_offered(request, offer)) == "https://host/a?b=1"
