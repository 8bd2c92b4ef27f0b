"""Which names of parameters, headers and members say that their value is a secret."""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W_\d]+")
_ENDS = frozenset({
    "apikey", "auth", "authorization", "bearer", "cookie", "credential", "credentials", "cvc",
    "cvv", "jwt", "mfa", "openid", "otp", "pass", "passcode", "passphrase", "passwd",
    "password", "pin", "pwd", "secret", "sid", "sig", "signature", "ticket", "token",
    "totp", "verifier", "assertion",
})  # fmt: skip
"""A name that ends with one of these words is secret: ``id_token``, but not ``token_type``."""
_KEYS = frozenset({
    "access", "account", "api", "app", "application", "auth", "client", "connect", "consumer",
    "encryption", "function", "host", "license", "master", "private", "secret", "security",
    "service", "session", "shared", "signing", "storage", "subscription",
})  # fmt: skip
"""So is a name that ends with one of these words and ``key``; a public key is not."""
_WITHOUT_GAPS = re.compile(
    r"(token|secret|passw(or)?d|passphrase|signature|pwd|sessid|sessionid|sessionkey|openid"
    r"|credentials?|(access|api|auth|connect|private|secret|shared)key)\d*$"
    r"|secret|passw(or)?d|(access|refresh)token"
)
"""What a name has without case, dashes and underscores, such as ``privatekey``."""
_OF_PAGES = ("pagetoken", "continuationtoken")
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_SCHEME_WORDS = re.compile(r"(?i)\b(bearer|basic|token|digest)\b")


@lru_cache(maxsize=1024)
def is_secret_name(name: str) -> bool:
    """Return whether a value of this name is secret; case and separators do not matter."""
    words = [word.casefold() for word in _WORD.findall(name)]
    joined = "".join(words)
    if joined.endswith(_OF_PAGES) or joined.startswith("public"):
        return False
    *_, before, last = "", "", *words
    if last in _ENDS or (last == "key" and before in _KEYS):
        return True
    return _WITHOUT_GAPS.search(joined) is not None


def without_references(text: str) -> str:
    """Return what is written out in a text, beside references such as ``{{token}}``."""
    return _VARIABLE.sub("", text)


def is_written_out(text: str) -> bool:
    """Return whether a value that is secret by its name holds more than references.

    "Bearer {{token}}" leaves the word Bearer, which is no secret.
    """
    return bool(_SCHEME_WORDS.sub("", without_references(text)).strip(" \t\r\n:;,="))
