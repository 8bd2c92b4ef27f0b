from datetime import UTC, datetime

import pytest

from aiurdesk.core.auth.aws import AwsScheme, scope_for
from aiurdesk.core.auth.scheme import Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.preparing.form_rules import value_problem
from aiurdesk.core.request.request import Header, PreparedRequest

SCHEME = AwsScheme()
AT = datetime(2026, 11, 24, 12, 0, 5, tzinfo=UTC)
SECRETS = {"secret_key": Secret("wJalr/K7MDENG+bPx"), "session_token": Secret("IQoJb3==")}


def key(**values):
    return Credential("c1", "Key", "aws", (), (("access_key", "AKID"), *values.items()))


def signed(request, *, has_token=True, **values):
    """Return the headers that are added, by their names."""
    secrets = SECRETS if has_token else {"secret_key": SECRETS["secret_key"]}
    grant = SCHEME.grant(key(**values), secrets)
    signature = SCHEME.signature(key(**values), grant, Signing(request, AT, "", "ab" * 32))
    return {header.name: header.value for header in signature.headers}


SCOPES = [
    ("s3.amazonaws.com", ("us-east-1", "s3")),
    ("s3.eu-west-1.amazonaws.com", ("eu-west-1", "s3")),
    ("my.bucket.s3.eu-west-1.amazonaws.com", ("eu-west-1", "s3")),
    ("bucket.s3-ap-northeast-1.amazonaws.com", ("ap-northeast-1", "s3")),
    ("s3-bucket.s3.dualstack.us-west-2.amazonaws.com", ("us-west-2", "s3")),
    ("123.s3-control.us-west-2.amazonaws.com", ("us-west-2", "s3")),
    ("s3.us-west-002.backblazeb2.com", ("us-west-002", "s3")),
    ("dynamodb.eu-central-1.amazonaws.com", ("eu-central-1", "dynamodb")),
    ("DynamoDB-fips.us-east-2.amazonaws.com", ("us-east-2", "dynamodb")),
    ("ab12.execute-api.us-gov-west-1.amazonaws.com", ("us-gov-west-1", "execute-api")),
    ("ab12.lambda-url.eu-west-3.on.aws", ("eu-west-3", "lambda")),
    ("search-logs-x1.eu-west-1.es.amazonaws.com", ("eu-west-1", "es")),
    ("email.us-east-1.amazonaws.com", ("us-east-1", "ses")),
    ("bedrock-runtime.us-east-1.amazonaws.com", ("us-east-1", "bedrock")),
    ("iam.amazonaws.com", ("us-east-1", "iam")),
    ("sqs.cn-north-1.amazonaws.com.cn", ("cn-north-1", "sqs")),
    ("ec2.us-east-1.api.aws", ("us-east-1", "ec2")),
]


def test_region_and_service_follow_from_the_host():
    assert {host: scope_for(key(), host) for host, _ in SCOPES} == dict(SCOPES)


def test_what_is_filled_in_wins():
    assert scope_for(key(region="eu-west-9"), "s3.amazonaws.com") == ("eu-west-9", "s3")
    assert scope_for(key(service="s3"), "minio.example") == ("us-east-1", "s3")
    own = key(service="s3", region="garage")
    assert scope_for(own, "127.0.0.1") == ("garage", "s3")


@pytest.mark.parametrize("host", ["minio.example", "s3", "amazonaws.com", "", "s3.example"])
def test_a_host_that_says_nothing_is_told(host):
    with pytest.raises(AuthError, match="Key cannot sign .* Enter region and service"):
        scope_for(key(), host)


def test_the_token_is_sent_and_signed_and_the_secret_key_is_not_sent():
    request = PreparedRequest("GET", "https://sqs.eu-west-1.amazonaws.com/1/q?a=1")
    added = signed(request)
    assert added["X-Amz-Security-Token"] == "IQoJb3=="
    assert added["X-Amz-Date"] == "20261124T120005Z"
    assert "SignedHeaders=host;x-amz-date;x-amz-security-token, " in added["Authorization"]
    assert "Credential=AKID/20261124/eu-west-1/sqs/aws4_request" in added["Authorization"]
    assert "K7MDENG" not in str(added)
    assert "X-Amz-Content-Sha256" not in added
    assert "X-Amz-Security-Token" not in signed(request, has_token=False)


def test_only_s3_gets_the_hash_of_the_body_in_a_header():
    request = PreparedRequest("PUT", "https://b.s3.eu-west-1.amazonaws.com/k", (), (b"x",))
    added = signed(request)
    assert added["X-Amz-Content-Sha256"] == "ab" * 32
    assert "host;x-amz-content-sha256;x-amz-date;" in added["Authorization"]


def test_a_body_need_not_be_signed():
    unsigned = Header("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
    url = "https://b.s3.eu-west-1.amazonaws.com/k"
    request = PreparedRequest("PUT", url, (unsigned,), (b"x",))
    assert SCHEME.body_hash(request, None) == ""
    assert "X-Amz-Content-Sha256" not in signed(request)
    assert "host;x-amz-content-sha256;x-amz-date;" in signed(request)["Authorization"]
    assert SCHEME.body_hash(PreparedRequest("PUT", url), None) == "sha256"


def test_the_port_and_a_typed_host_are_signed_as_they_are_sent():
    request = PreparedRequest("GET", "http://127.0.0.1:9000/b")
    plain = signed(request, service="s3")["Authorization"]
    typed = replace_host(request, "minio:9000")
    assert signed(replace_host(request, "127.0.0.1:9000"), service="s3")["Authorization"] == plain
    assert signed(typed, service="s3")["Authorization"] != plain


def replace_host(request, host):
    return PreparedRequest(request.method, request.url, (Header("Host", host),))


@pytest.mark.parametrize(
    ("field", "text", "is_valid"),
    [
        ("access_key", "AKIAIOSFODNN7EXAMPLE", True),
        ("access_key", "a,b", False),
        ("region", "eu west", False),
        ("service", "s3/", False),
        ("region", "", True),
        ("service", "execute-api", True),
    ],
)
def test_the_fields_take_what_fits_into_a_header(field, text, is_valid):
    parameter = next(item for item in SCHEME.fields if item.name == field)
    assert (value_problem(parameter, text or None) is None) is is_valid
