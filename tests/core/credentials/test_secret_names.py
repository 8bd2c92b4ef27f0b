import pytest

from aiurdesk.core.credentials.secret_names import is_secret_name


@pytest.mark.parametrize(
    "name",
    [
        *("AccessToken", "access_token", "access-token", "refreshToken", "token", "auth_token"),
        *("id_token", "idToken", "bearer_token", "session_token", "csrf_token", "x-auth-token"),
        *("password", "passwd", "pwd", "pass", "passphrase", "new_password", "userPwd"),
        *("secret", "client_secret", "appSecret", "apiKey", "api_key", "api-key", "X-Api-Key"),
        *("AccessKey", "access_key", "private_key", "privateKey", "secret_key", "shared_key"),
        *("jwt", "sid", "sig", "signature", "X-Amz-Signature", "sessionid", "JSESSIONID"),
        *("openid", "OpenId", "otp", "pin", "auth", "authorization", "credentials", "SAS_sig"),
    ],
)
def test_the_value_of_a_secret_name_is_hidden(name):
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "tokens", "token_type", "nextPageToken", "page_token", "key", "keyword", "code"),
        *("passenger", "compass", "side", "signal", "design", "author", "pinned", "spin"),
        *("session", "channelId", "appId", "q", "name", "X-Request-Id", "Accept"),
    ],
)
def test_other_names_are_shown(name):
    assert not is_secret_name(name)
