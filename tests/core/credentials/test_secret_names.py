"""Names say what is secret, however they are spelled."""

import pytest

from aiurdesk.core.credentials.secret_names import is_secret_name

SECRET = [
    "token", "token2", "auth_token", "authtoken", "id_token", "idToken", "access_token",
    "accessToken", "AccessToken", "ACCESS_TOKEN", "access-token", "refresh-token", "csrf_token",
    "xsrfToken", "X-Auth-Token", "X-GitLab-Token", "X-Amz-Security-Token", "password",
    "Password", "new_password", "userPwd", "bearer_token", "session_token", "SAS_sig",
    "passwordConfirm", "passwd", "user_passwd", "pwd", "userpwd", "pass", "passphrase",
    "passcode", "pin", "otp", "totp", "secret", "appSecret", "client_secret", "SecretKey",
    "secretAccessKey", "aws_secret_access_key", "api_key", "apikey", "api-key", "X-Api-Key",
    "AccessKey", "private_key", "privatekey", "PrivateKey", "shared_key", "signing_key",
    "subscription-key", "connectKey", "jwt", "JWT", "sid", "sig", "signature", "X-Amz-Signature",
    "session_id", "sessionid", "PHPSESSID", "JSESSIONID", "cookie", "Cookie", "auth",
    "Authorization", "Proxy-Authorization", "bearer", "credential", "credentials", "openId",
    "openid", "code_verifier", "client_assertion", "ticket",
]  # fmt: skip
PLAIN = [
    "name", "id", "code", "key", "session", "tokens", "side", "signal", "spin", "channelId",
    "appId", "message", "page_token", "nextPageToken", "continuation_token", "tokenType",
    "token_type", "token_endpoint", "max_tokens", "public_key", "publicKey", "primaryKey",
    "keyword", "keys", "monkey", "key_name", "compass", "passenger", "pass_rate", "bypass",
    "author", "authority", "authorized", "size", "signed", "design", "sidebar", "sidecar",
    "ChannelId", "session_length", "cookie_policy", "Idempotency-Key", "Sec-WebSocket-Key",
    "pinned", "sigma", "X-Trace", "Accept-Language", "state",
]  # fmt: skip


@pytest.mark.parametrize("name", SECRET)
def test_the_value_of_such_a_name_is_secret(name):
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["", "_", *PLAIN])
def test_other_names_are_not(name):
    assert not is_secret_name(name)
