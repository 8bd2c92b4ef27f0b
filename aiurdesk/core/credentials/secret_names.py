"""Recognition of secrets by the names of parameters, headers and members."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W_\d]+")
_ENDS = frozenset({
    "apikey", "assertion", "auth", "authorization", "bearer", "cookie", "credential",
    "credentials", "csrf", "cvc", "cvn", "cvv", "dsn", "jwt", "mfa", "mnemonic", "openid", "otp",
    "pass", "passcode", "passkey", "passphrase", "passwd", "password", "pin", "psk", "psw", "pswd",
    "pw", "pwd", "sas", "secret", "sid", "sig", "signature", "ticket", "token", "totp",
    "verifier", "xsrf",
    # Other languages, where the word is too short or too usual to be looked for within others.
    "geslo", "geheimnis", "haslo", "heslo", "jelszo", "jeton", "kodeord", "mdp", "parola", "parool",
    "sandi", "senha", "sifre",
})  # fmt: skip
"""A name that ends with one of these words is secret: ``id_token``, but not ``token_type``."""
_KEYS = frozenset({
    "access", "account", "admin", "aes", "api", "app", "application", "auth", "backup", "client",
    "connect", "consumer", "crypto", "decryption", "encryption", "fa", "function", "hmac", "host",
    "integration", "license", "master", "otp", "preshared", "private", "recovery", "root", "secret",
    "security", "service", "session", "shared", "signing", "storage", "subscription", "totp",
    "webhook",
})  # fmt: skip
"""So is a name that ends with one of these words and ``key``; a public key is not."""
_CODES = frozenset({
    "access", "auth", "authentication", "authorization", "backup", "device", "fa", "login", "mfa",
    "onetime", "otp", "recovery", "reset", "scratch", "security", "sms", "totp", "verification",
})  # fmt: skip
"""And one that ends with one of these words and ``code``; other codes are numbers of results."""
_WITHOUT_GAPS = (
    r"(token|secret|passw(or)?d|passphrase|signature|pwd|sessid|sessionid|sessionkey|openid"
    r"|credentials?|(access|api|auth|connect|private|secret|shared)key"
    r"|conn(ection)?str(ing)?|securityanswer|samlresponse|onetimecode"
    r"|passwort|kennwort|geheimzahl|zugangsdaten|sicherheitscode|apischl(ü|ue)ssel|wachtwoord"
    r"|toegangscode|lösenord|losenord|adgangskode|passord|salasana|motdepasse|cl[eé]api"
    r"|cl[eé]priv[eé]e|contraseña|contrasena|clavesecreta|claveprivada|claveapi|palavrapasse"
    r"|chavesecreta|chaveprivada|chiave(api|privata|segreta)|slaptažodis|slaptazodis|lozinka"
    r"|zaporka|hasło|jelszó|parolă|şifre|mậtkhẩu|matkhau|katasandi|katalaluan"
    r"|пароль|пароля|парола|лозинка|токен|секрет|συνθηματικό|κωδικόςπρόσβασης|סיסמה|סיסמא"
    r"|كلمةالمرور|كلمةالسر|رمزعبور|گذرواژه|密码|密碼|口令|令牌|密钥|密鑰|验证码|驗證碼"
    r"|パスワード|パスフレーズ|トークン|シークレット|暗証番号|비밀번호|패스워드|암호|토큰"
    # Thai and Hindi without their vowel signs, which are not letters.
    r"|รหสผาน|पसवरड)\d*$"
    r"|secret|passw(or)?d|(access|refresh)token"
)
"""What a name has without case, dashes and underscores, such as ``privatekey``.

Compiled with the first name: that takes a hundredth of the first paint of the window."""
_OF_PAGES = ("pagetoken", "continuationtoken")
_ABOUT = frozenset({"endpoint", "expires", "expiry", "length", "type", "uri", "url", "username"})
"""A name that ends with one of these words tells about a secret: ``accessTokenUrl``."""
_LISTED = frozenset({
    "authenticator", "code", "cookie", "credential", "jwt", "key", "otp", "passcode", "passphrase",
    "passwd", "password", "pwd", "secret", "token",
})  # fmt: skip
"""Words whose plural names a list of secrets."""
_SINGLE = frozenset({
    "auth", "bearer", "mfa", "pass", "pin", "sig", "signature", "ticket", "verifier",
})  # fmt: skip
"""Lists of these names hold scopes, places on a map and the like."""
_COUNTED = frozenset({
    "added", "audio", "cached", "completion", "generated", "image", "input", "max", "min", "output",
    "prompt", "reasoning", "special", "stop", "text", "thinking", "total", "used",
})  # fmt: skip
"""Before ``tokens`` they mean pieces of a text, as language models count them."""
_DIGESTS = frozenset({
    "blob", "checksum", "commit", "crc", "digest", "etag", "fingerprint", "hash", "head",
    "integrity", "match", "md", "oid", "parent", "revision", "rev", "sha", "sum", "thumbprint",
    "tree",
})  # fmt: skip
"""A name that ends with one of these words holds the digest of something, such as ``sha256``."""
_PLACEHOLDER = re.compile(
    r"(?i:your|my|some|example|insert|replace|enter|the)[-_ ].*|[xX]+|[<{\[$%].*|[.…*•_-]+"
    r"|[A-Z]+(_[A-Z]+)+"
)
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_USER = re.compile(r"(?i)(\s*basic[ \t]+)[^:{}\s]*(?=:(?:\{\{[^{}]*\}\})+\s*\Z)")
"""The user name of Basic, whose password is a reference."""
_LONGEST_SCHEME = len("bearer")
_SCHEME_WORDS = re.compile(r"(?i)\b(bearer|basic|token|digest)\b")


@lru_cache(maxsize=1024)
def is_secret_name(name: str) -> bool:
    """Return whether a value of this name is secret; case and separators do not matter."""
    return _is_secret(_words(name))


@lru_cache(maxsize=1024)
def is_secret_list_name(name: str) -> bool:
    """Return whether the texts in a list of this name are secret, such as ``apiKeys``.

    A single value of such a name is not: ``tokens`` is mostly a number.
    """
    words = _words(name)
    if not words or _is_secret(words):
        return bool(words) and words[-1] not in _SINGLE
    *before, last = words
    if not last.endswith("s") or (last == "tokens" and before and before[-1] in _COUNTED):
        return False
    return last[:-1] in _LISTED and _is_secret([*before, last[:-1]])


@lru_cache(maxsize=1024)
def is_digest_name(name: str) -> bool:
    """Return whether a value of this name is the digest of a file, a commit or the like."""
    words = _words(name)
    # "headSha", "sha256_hash", "commitId", "ETag"
    return any(word in _DIGESTS for word in (*words[-2:], "".join(words)))


def _words(name: str) -> list[str]:
    if not name.isascii():
        # An accent may be a character of its own.
        name = unicodedata.normalize("NFC", name)
    return [word.casefold() for word in _WORD.findall(name)]


def _is_secret(words: list[str]) -> bool:
    joined = "".join(words)
    *_, before, last = "", "", *words
    if joined.endswith(_OF_PAGES) or joined.startswith("public") or last in _ABOUT:
        return False
    if (
        last in _ENDS
        or (last == "key" and before in _KEYS)
        or (last == "code" and before in _CODES)
    ):
        return True
    return re.search(_WITHOUT_GAPS, joined) is not None


def without_references(text: str) -> str:
    """Return what is written out in a text, beside references such as ``{{token}}``."""
    return _VARIABLE.sub("", text)


def is_written_out(text: str) -> bool:
    """Return whether a value that is secret by its name holds more than references.

    "Bearer {{token}}" leaves the word Bearer, which is not a secret.
    """
    # Nearly always, and a body may hold thousands of values.
    if len(text) > _LONGEST_SCHEME and text.isalnum():
        return True
    text = _USER.sub(r"\1", text, 1)
    return bool(_SCHEME_WORDS.sub("", without_references(text)).strip(" \t\r\n:;,="))


def is_placeholder(text: str) -> bool:
    """Return whether a text stands for a secret in a description: ``<token>``, ``YOUR_KEY``."""
    return _PLACEHOLDER.fullmatch(text) is not None
