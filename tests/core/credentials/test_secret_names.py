"""Names say what is secret, however they are spelled."""

from aiurdesk.core.credentials.secret_names import (
    is_digest_name,
    is_placeholder,
    is_secret_list_name,
    is_secret_name,
)

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
    "openid", "code_verifier", "client_assertion", "ticket", "pw", "userPw", "dsn", "csrf", "_xsrf",
    "connection_string", "ConnectionString", "connStr", "sas", "recovery_code", "backupCode",
    "authorization_code", "kodeord",
    "mfa_code", "2fa_code", "verificationCode", "one-time-code", "twoFAKey", "passkey", "psk",
    "SAMLResponse", "user[password]", "Passwort", "benutzerPasswort", "kennwort", "mot_de_passe",
    "contraseña", "contrasen\u0303a", "senha", "wachtwoord", "lösenord", "hasło", "heslo", "Şifre",
    "mật_khẩu", "пароль", "Пароль", "密码", "用户密码", "令牌", "パスワード", "비밀번호", "סיסמה",
    "كلمة_المرور", "रहस्य_पासवर्ड", "รหัสผ่าน",
]  # fmt: skip
PLAIN = [
    "name", "id", "code", "key", "session", "tokens", "side", "signal", "spin", "channelId",
    "appId", "message", "page_token", "nextPageToken", "continuation_token", "tokenType",
    "token_type", "token_endpoint", "max_tokens", "public_key", "publicKey", "primaryKey",
    "keyword", "keys", "monkey", "key_name", "compass", "passenger", "pass_rate", "bypass",
    "author", "authority", "authorized", "size", "signed", "design", "sidebar", "sidecar",
    "ChannelId", "session_length", "cookie_policy", "Idempotency-Key", "Sec-WebSocket-Key",
    "sassafras", "spawn", "pwm", "csrf-param", "area_code", "zip_code", "statusCode", "resenha",
    "hash", "sha256", "密码提示", "accessTokenUrl", "password_length",
    "pin_code", "parole", "connection",
    "pinned", "sigma", "X-Trace", "Accept-Language", "state",
]  # fmt: skip


LISTS = ["tokens", "access_tokens", "apiKeys", "passwords", "recovery_codes", "cookies", "password"]
PLAIN_LISTS = [
    "",
    "max_tokens",
    "completionTokens",
    "keys",
    "codes",
    "pin",
    "pins",
    "tickets",
    "statusCodes",
]


def test_names_of_lists_say_whether_their_texts_are_secret():
    assert [name for name in LISTS if not is_secret_list_name(name)] == []
    assert [name for name in PLAIN_LISTS if is_secret_list_name(name)] == []


def test_a_value_of_such_a_name_is_a_digest():
    names = ("hash", "sha1", "fileSha256", "etag", "If-None-Match", "commitId")
    assert [name for name in names if not is_digest_name(name)] == []
    assert [name for name in names if is_digest_name(f"{name} owner name")] == []


def test_a_placeholder_is_not_a_secret():
    texts = ("<token>", "YOUR_TOKEN", "your-token", "xxxx", "$TOKEN", "••••")
    assert [text for text in texts if not is_placeholder(text)] == []
    assert not is_placeholder("hunter2")


def test_names_say_whether_their_value_is_secret():
    assert [name for name in SECRET if not is_secret_name(name)] == []
    assert [name for name in ("", "_", *PLAIN) if is_secret_name(name)] == []
