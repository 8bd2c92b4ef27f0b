import string
from random import Random

import pytest

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.credentials.unknown_secrets import looks, redact_unknown, unknown_secrets

KEY = "ghp_" + "a1B2" * 6


def test_names_and_looks_tell_what_is_secret():
    text = f'{{"password": "hush", "note": "{KEY}"}}?token=hush&id=5 <pin>hush</pin>'
    assert redact_unknown(text) == (
        '{"password": "••••", "note": "••••"}?token=••••&id=5 <pin>••••</pin>'
    )


def test_each_place_has_one_reason():
    text = f"Use token={KEY} and {KEY}, {{{{secret:{KEY}}}}}"
    secrets = unknown_secrets(text, surely=False)
    assert [(secret.name, secret.reason) for secret in secrets] == [
        ("token", "is a secret by its name"),
        ("", "looks like the key of a known service"),
    ]
    assert [secret.value for secret in secrets] == [KEY, KEY]


GUID = "6da0802e-18e4-4a76-99a5-47878dd7b8a5"
SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709"


def looks_secret(text, name=""):
    """Return what kind of secret a text looks like, or empty text."""
    return next((reason for reason, *_ in looks(text, name)), "")


def test_random_tokens_are_found():
    random = Random(12)
    letters = string.ascii_letters + string.digits
    for alphabet in (letters, f"{letters}-_", f"{letters}+/", string.hexdigits.lower()):
        missed = 0
        for _ in range(500):
            token = "".join(random.choices(alphabet, k=40))
            missed += not looks_secret(f"key={token}.")
        # One in fifty has hardly any digit.
        assert missed <= 15


@pytest.mark.parametrize(
    "text",
    [
        "/Api/v1/Users/123/Orders/456/items/789/Lines",
        "https://host.example/2026/11/24/some-long-title-of-a-page-2/index.html",
        "The quick brown fox jumps over the lazy dog 1234567890",
        "2026-11-24T10:11:12.1234567Z/2026-11-25T10:11:12.1234567Z",
        "a" * 100,
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "0123456789" * 10,
    ],
)
def test_long_texts_that_are_not_tokens_are_not_secrets(text):
    assert looks_secret(text) == ""


@pytest.mark.parametrize(
    "text",
    ["-----BEGIN RSA PRIVATE KEY-----", "AKIAIOSFODNN7EXAMPLE", "xoxb-1234567890-abcdef"]
    + ["glpat-" + "x1" * 10, "sk_live_" + "a1" * 10, "AIza" + "b" * 35, "sk-proj-" + "a1" * 10]
    + ["-----BEGIN PGP PRIVATE KEY BLOCK-----", "whsec_" + "a1" * 12, "GOCSPX-" + "a1" * 12]
    + ["hvs." + "a1" * 12, "xapp-1-" + "a1" * 12, "glrt-" + "a1" * 10, "sq0atp-" + "a1" * 11]
    + ["hooks.slack.com/services/T0000000/B0000000/" + "a1" * 12, "key-" + "a1" * 16]
    + [
        "authorization:bearer sesame-open",
        "Bearer a1b2c3d4e5f6g7h8",
        "Authorization=Basic Zm9vOmJhcg==",
    ]
    + ["SG." + "a" * 22 + "." + "b" * 43, "postgres://ann:s3same@db.example/x"]
    + ["Authorization: Bearer s3same-s3same", "curl -H 'authorization: Basic YW5uOnNlc2FtZQ=='"],
)
def test_keys_of_known_services_and_passwords_are_found_and_shown_as_dots(text):
    assert looks_secret(f"before {text} after")
    redacted = redact_unknown(f"before {text} after")
    assert DOTS in redacted
    assert redacted.startswith("before ")
    assert text not in redacted


@pytest.mark.parametrize(
    ("address", "redacted"),
    [
        (
            "https://hooks.slack.com/services/T000/B000/{}",
            "https://hooks.slack.com/services/T000/B000/",
        ),
        ("/services/T024BE7LD/B024BE7LH/{}", "/services/T024BE7LD/B024BE7LH/"),
        ("https://discord.com/api/webhooks/1234567890/{}/slack", "/slack"),
        ("https://discordapp.com/api/v10/webhooks/1234567890/{}?wait=true", "?wait=true"),
        ("https://api.telegram.org/bot123456:{}/sendMessage", "/sendMessage"),
        (f"https://x.webhook.office.com/webhookb2/{GUID}@{GUID}/IncomingWebhook/{{}}/{GUID}", GUID),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/{}", "/v2/hook/"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={}", "/send?key="),
        ("https://maker.ifttt.com/trigger/door/with/key/{}", "/with/key/"),
        ("https://hooks.zapier.com/hooks/catch/123456/{}/", "/catch/123456/"),
    ],
)
def test_the_secret_of_a_webhook_is_found_and_the_rest_of_its_address_stays(address, redacted):
    secret = "0a1B2c3D4e5F6g7H8i9J"
    assert looks_secret(address.format(secret)) == "holds the secret of a webhook"
    hidden = redact_unknown(address.format(secret))
    assert secret not in hidden
    assert DOTS in hidden
    assert redacted in hidden


@pytest.mark.parametrize("text", [SHA1, SHA1 * 2])
def test_digests_are_not_secrets_where_a_name_says_so(text):
    digests = (f'{{"hash": "{text}"}}', f"sha256={text}", f"commit {text}", f'ETag: W/"{text}"')
    for digest in (*digests, f"image@sha256:{text}", f"https://github.com/a/b/commit/{text[:40]}"):
        assert looks_secret(digest) == ""
    assert looks_secret(text, "checksum") == ""
    assert looks_secret(text, "note") == looks_secret(f'{{"note": "{text}"}}') != ""
    # Other runs are.
    assert looks_secret(f'{{"hash": "{"a1B2" * 10}"}}')


@pytest.mark.parametrize(
    "text",
    [
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs",
    ],
)
def test_keys_without_a_beginning_of_their_own_are_found(text):
    assert looks_secret(f"before {text} after")


@pytest.mark.parametrize(
    "text",
    [
        "https://host.example:8443/a@b",
        "https://ann@host.example/",
        "https://ann:{{password}}@host.example/",
        "Authorization: Bearer <token>",
        "Authorization: Bearer YOUR_TOKEN_HERE",
        "Authorization: Bearer {{token}}",
        "Authorization: required",
        "Authorization: Bearer my-access-token",
        "the bearer of the ring",
        "https://host.example/bots/all/hooks/12345678/deliveries",
        "https://host.example/services/Transport/Boats/2026",
        "task-management-system-2-for-all-people",
        "sk-learn-is-a-library-for-python",
        "/Users/ann/Documents/Projects/Desk2/Aiur",
    ],
)
def test_what_only_resembles_a_secret_stays(text):
    assert looks_secret(text) == ""
    assert redact_unknown(text) == text
