import pytest

from aiurdesk.core.preparing.computed_authorization import computed_authorization
from aiurdesk.core.preparing.secret_offer import offer_of, without_offered
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.request.typed import Typed

DIGEST = (
    'Digest username="Mufasa \\"M\\"", realm="http-auth@example.org", uri="/dir/index.html", '
    'algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv", nc=00000001, cnonce="f2/wE4q74E6zIJEtWa", '
    'qop=auth, response="8ca523f5e9506fed4657c9700eebdbec"'
)
OAUTH = (
    'OAuth realm="Photos", oauth_consumer_key="dpf43f3p%2Bk", oauth_token="nnch734d00sl2jdk", '
    'oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", '
    'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"'
)
AWS = (
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date, "
    "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
)
COMPUTED = [
    (DIGEST, "digest", {"user": 'Mufasa "M"'}),
    (
        OAUTH,
        "oauth1",
        {
            "signature_method": "HMAC-SHA1",
            "consumer_key": "dpf43f3p+k",
            "token": "nnch734d00sl2jdk",
            "realm": "Photos",
        },
    ),
    (AWS, "aws", {"access_key": "AKIDEXAMPLE", "region": "us-east-1", "service": "iam"}),
    (
        "Digest username*=UTF-8''J%C3%A4s, nonce=x, response=y",
        "digest",
        {"user": "J\u00e4s"},
    ),
    ('Digest username="0123", userhash=true, response="y"', "digest", {}),
]


@pytest.mark.parametrize(("value", "scheme", "fields"), COMPUTED)
def test_a_computed_header_says_the_fields_of_a_credential(value, scheme, fields):
    computed = computed_authorization(value)
    assert computed is not None
    assert (computed[0], dict(computed[1])) == (scheme, fields)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Digest",
        "Basic YW5uOnB3",
        "Bearer token-of-ann",
        "OAuth token-of-ann",
        "Digest ann pw-of-ann",
        "AWS AKID key-of-ann",
        "Digest " + '\\"' * 100_000,
    ],
)
def test_another_header_is_none_of_them(value):
    assert computed_authorization(value) is None


@pytest.mark.parametrize(("value", "scheme", "fields"), COMPUTED[:3])
def test_a_computed_header_is_no_secret_but_the_start_of_a_credential(value, scheme, fields):
    request = Request(
        Typed("https://h.example/a"), headers=(Header("Authorization", value), Header("A", "b"))
    )
    offer = offer_of(request)
    assert offer is not None
    assert (offer.scheme, dict(offer.values), offer.secrets) == (scheme, fields, ())
    assert without_offered(request, offer).headers == (Header("A", "b"),)
