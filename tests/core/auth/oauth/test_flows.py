"""The ways to a token, step by step; the real ones are in tests/end_to_end/test_oauth2.py."""

import pytest

from aiurdesk.core.auth.oauth.flows import sign_in, sign_out
from aiurdesk.core.auth.scheme import Pause, Return, ShowCode
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from tests.core.auth.answers import answer, driven, no_answer, texts

ISSUER = "https://id.example"
TOKEN = answer({"access_token": "T", "token_type": "Bearer"})
CODES = answer(
    {
        "device_code": "d",
        "user_code": "ABCD",
        "verification_uri": "https://id.example/enter",
        "interval": 2,
        "expires_in": 20,
    }
)
PENDING = answer({"error": "authorization_pending"})
KEPT = {"refresh_token": Secret("R")}
ADDRESSES = {
    "server": "addresses",
    "client_auth": "none",
    "client_id": "c",
    "authorize_address": f"{ISSUER}/authorize",
    "token_address": f"{ISSUER}/token",
    "device_address": f"{ISSUER}/device",
}


def credential(**values):
    return Credential("c", "Shop", "oauth2", (), tuple({**ADDRESSES, **values}.items()))


def document(**members):
    return answer({"issuer": ISSUER, "token_endpoint": f"{ISSUER}/token", **members})


def test_a_device_is_asked_about_until_the_person_has_entered_the_code():
    slower = answer({"error": "slow_down"})
    steps, grant = driven(
        sign_in(credential(grant="device"), {}),
        CODES, None, None, PENDING, None, slower, None, TOKEN,
    )  # fmt: skip
    assert steps[1] == ShowCode("ABCD", "https://id.example/enter", 20)
    assert [step.seconds for step in steps if isinstance(step, Pause)] == [2, 2, 7]
    assert texts(grant.headers) == {"Authorization": "Bearer T"}


def test_a_code_that_is_not_entered_is_given_up():
    waits = [answer_ for _ in range(10) for answer_ in (None, PENDING)]
    with pytest.raises(AuthError, match="Nobody entered the code in time"):
        driven(sign_in(credential(grant="device"), {}), CODES, None, *waits)
    with pytest.raises(AuthError, match="expired_token"):
        driven(
            sign_in(credential(grant="device"), {}),
            CODES, None, None, answer({"error": "expired_token"}),
        )  # fmt: skip


def test_a_refresh_token_stays_where_the_server_issues_no_other():
    _, grant = driven(sign_in(credential(), KEPT), TOKEN)
    assert texts(grant.to_keep) == {"refresh_token": "R"}
    assert Secret("R") in grant.secrets


@pytest.mark.parametrize("response", [no_answer(), answer({"error": "invalid_client"})])
def test_only_a_void_refresh_token_leads_to_the_browser(response):
    with pytest.raises(AuthError):
        driven(sign_in(credential(), KEPT), response)
    back = Return({"code": "4711"}, "http://127.0.0.1:5/")
    void = answer({"error": "invalid_grant"})
    steps, _ = driven(sign_in(credential(), KEPT), void, back, TOKEN)
    assert steps[1].address == f"{ISSUER}/authorize"


def test_a_refresh_token_that_a_person_has_needs_no_browser():
    mine = credential(grant="refresh")
    given = {"given_token": Secret("G")}
    steps, grant = driven(sign_in(mine, given), TOKEN)
    assert texts(steps[0].values) == {"refresh_token": "G"}
    assert texts(grant.to_keep) == {"refresh_token": "G"}
    void = answer({"error": "invalid_grant"})
    steps, _ = driven(sign_in(mine, {**KEPT, **given}), void, TOKEN)
    assert [texts(step.values)["refresh_token"] for step in steps] == ["R", "G"]
    with pytest.raises(AuthError, match="refresh token is void. Enter another one"):
        driven(sign_in(mine, given), void)


def test_a_client_keeps_no_refresh_token():
    both = answer({"access_token": "T", "refresh_token": "R"})
    assert driven(sign_in(credential(grant="client"), {}), both)[1].to_keep == ()


@pytest.mark.parametrize(
    ("grant", "words"), [("code", "no page to sign in at"), ("device", "issues no device codes")]
)
def test_a_server_without_the_grant_is_told(grant, words):
    by_issuer = {"server": "discovery", "issuer": ISSUER, "grant": grant}
    with pytest.raises(AuthError, match=words):
        driven(sign_in(credential(**by_issuer), {}), document())


def test_further_parameters_cannot_replace_parameters_of_the_protocol():
    with pytest.raises(AuthError, match="cannot hold redirect_uri"):
        driven(sign_in(credential(parameters="a=1&redirect_uri=https://x.example"), {}))


def test_only_a_refresh_token_that_a_server_issued_is_revoked():
    assert driven(sign_out(credential(), {}))[0] == []
    assert driven(sign_out(credential(grant="refresh"), KEPT))[0] == []
    # By hand there is no address for it, which is said.
    with pytest.raises(AuthError, match="names no address where the refresh token could be"):
        driven(sign_out(credential(), KEPT))
    by_issuer = credential(server="discovery", issuer=ISSUER)
    revoking = document(revocation_endpoint=f"{ISSUER}/revoke")
    steps, _ = driven(sign_out(by_issuer, KEPT), revoking, answer(b""))
    assert texts(steps[1].values) == {"token": "R"}
    assert ("token_type_hint", "refresh_token") in steps[1].plain_values


def refused(error, secret="s", auth="basic", **members):
    """Return the text of the error after a server with such a document refused a client."""
    by_issuer = {"server": "discovery", "issuer": ISSUER, "grant": "client", "client_auth": auth}
    with pytest.raises(AuthError) as caught:
        driven(
            sign_in(credential(**by_issuer), {"client_secret": Secret(secret)}),
            document(**members),
            answer({"error": error}),
        )
    return str(caught.value)


@pytest.mark.parametrize(
    ("methods", "auth", "words"),
    [
        (
            ["private_key_jwt", "client_secret_jwt"],
            "basic",
            "The server takes clients with private_key_jwt or client_secret_jwt only, which this "
            "program does not support.",
        ),
        (["client_secret_post"], "basic", "Choose Client secret: In the body."),
        (["client_secret_basic", "none"], "body", "In the header (Basic) or None (public client)."),
        (
            ["client_secret_basic", "private_key_jwt"],
            "basic",
            "If the client is registered for private_key_jwt: this program does not support that;",
        ),
        ([], "basic", "Check client id and secret, and how the secret is sent."),
        ("none", "basic", "Check client id and secret, and how the secret is sent."),
        ([7, "a b", "none"], "none", "Check client id and secret, and how the secret is sent."),
    ],
)
def test_a_client_that_is_refused_is_told_what_the_server_takes(methods, auth, words):
    text = refused("invalid_client", auth=auth, token_endpoint_auth_methods_supported=methods)
    assert words in text
    assert "special characters" not in text


def test_an_encoded_secret_is_suggested_where_it_has_special_characters():
    assert "In the header, encoded" in refused("invalid_client", secret="a+b")
    assert "encoded" not in refused("invalid_client", secret="a+b", auth="body")


@pytest.mark.parametrize("error", ["use_dpop_nonce", "invalid_dpop_proof"])
def test_a_server_that_wants_dpop_is_not_told_as_a_wrong_secret(error):
    assert "The server asks for DPoP, which this program does not support." in refused(error)


def test_what_a_server_may_require_of_a_client_is_named_where_it_does_not_say():
    text = refused(
        "invalid_request",
        dpop_signing_alg_values_supported=["ES256"],
        pushed_authorization_request_endpoint=f"{ISSUER}/par",
    )
    assert "requires pushed authorization requests (PAR) or DPoP of this client" in text
    assert refused("invalid_request").endswith("Check the fields of the credential.")
    # As oidc-provider says it.
    text = refused("invalid_grant", dpop_signing_alg_values_supported=["ES256"])
    assert "Sign in again. If the server requires DPoP of this client" in text
    assert refused("invalid_grant").endswith("Sign in again.")


def test_a_server_that_takes_pushed_requests_only_is_told_before_the_browser_opens():
    by_issuer = {"server": "discovery", "issuer": ISSUER, "grant": "code"}
    pushed = document(
        authorization_endpoint=f"{ISSUER}/authorize", require_pushed_authorization_requests=True
    )
    with pytest.raises(AuthError, match=r"requires pushed authorization requests \(PAR\)"):
        driven(sign_in(credential(**by_issuer), {}), pushed)
