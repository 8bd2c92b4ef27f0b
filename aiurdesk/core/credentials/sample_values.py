"""Recognition of values that stand for a secret, or are test data, in what a stranger wrote.

A value that a person types is never looked at in this way: a PIN is four digits, too.
"""

import base64
import binascii
import re
from urllib.parse import unquote

from aiurdesk.core.credentials.secret_names import without_references

_SCHEME = re.compile(r"(?i)\s*(?:bearer|basic|token|digest|apikey)\s+")
_PLACEHOLDER = re.compile(
    r"""(?xs)
    (?i:your|insert|replace|enter|put|paste|add)(?i:[-_ .]|(?=[A-Z])).*
    | (?i:my|some|example|sample|dummy|fake|the)[-_ .]\D*
    | <[^<>]*> | \[[^\[\]]*\] | \{[^{}]*\} | %\w+% | \$\w+ | \$\{[^{}]*\} | :[A-Za-z]\w* | `[^`]*`
    | [xX*.…•_?\#-]*                                   # also an empty one
    | .*(?:[xX*]{4,}|•{2,}|EXAMPLE|…|\.{3}).*          # partly hidden, or cut off
    | (?i:null|nil|none|true|false|undefined|n/?a|todo|tbd|changeme|change[-_ ]me)
    | (?i:string|text|integer|number|boolean|object|array|required|optional|redacted|hidden|value)
    | [A-Z]+(?:_[A-Z]+)+
    """
)
_TEST = re.compile(r"(?i)(?:test|mock|demo|sample|dummy|fake)[-_ ](?P<rest>.*)", re.DOTALL)
_LONGEST_TEST = 20
"""Characters behind ``test_``: more of them are the key of a test account, which is a key."""
_NUMBER = re.compile(r"[+-]?[0-9]{1,6}|[A-Za-z]{0,4}[-_ ]?(?:1234567890)*12345?6?7?8?9?0?")
"""The check number of a card, a code that was valid for a minute, or digits in their order."""
_DATE = re.compile(
    r"[0-9]{4}-[01][0-9](?:-[0-3][0-9](?:[T ][0-9:.]{4,16}(?:Z|[+-][0-9:]{4,6})?)?)?"
    r"|[0-3]?[0-9][./-][0-3]?[0-9][./-][0-9]{2,4}"
)
_SHORTEST = 4
"""Characters of a secret: ``foo`` and ``bar`` are none."""
_VOCABULARY = frozenset({
    "a", "access", "account", "admin", "api", "app", "auth", "authorization", "basic", "bearer",
    "client", "code", "cookie", "credential", "credentials", "csrf", "here", "id", "jwt", "key",
    "login", "my", "new", "oauth", "of", "old", "pass", "passwd", "password", "pin", "private",
    "pwd", "refresh", "secret", "session", "sid", "signature", "some", "test", "the", "token",
    "user", "username", "value", "verifier", "xsrf",
})  # fmt: skip
"""A value that consists of these words only says what is to stand in its place."""
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]")
_NAME = re.compile(r"[A-Za-z0-9_. -]{1,64}")
_COUNTS = re.compile(r"[0-9]|123[0-9]*")
_DOCUMENTED = frozenset({
    # Pages of the programs, RFC 6749, 6750 and 7617, Stripe's and Postman's documentation.
    "abc", "abcd", "abcdef", "abc123", "abc123==", "abc xyz", "foobar", "foo bar", "lorem",
    "open sesame", "2YotnFZFEjr1zCsicMWpAA", "tGzv3JOkF0XG5Qx2TlKWIA", "SlAV32hkKG",
    "7Fjfp0ZBr1KtDRbnfVdmIw", "gX1fBat3bV", "SplxlOBeZQQYbYS6WxSbIA", "mF_9.B5f-4.1JqM",
    "sk_test_4eC39HqLyjWDarjtT1zdp7dc", "sk_test_BQokikJOvBiI2HlWgH4olfQ2", "ssh-secret",
    "RKCGzna7bv9YD57c",
})  # fmt: skip
_JWT_IO = "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l"
"""The payload of the token that jwt.io shows: 1234567890, John Doe."""
_LONGEST = 4096


def is_sample_value(text: str) -> bool:
    """Return whether a value stands for a secret or is test data: ``YOUR_TOKEN``, ``test_737``."""
    value = _SCHEME.sub("", without_references(text), count=1).strip().strip("'\"")
    if len(value) < _SHORTEST or unquote(value) in _DOCUMENTED:
        return True
    if len(value) > _LONGEST:
        return False
    if _JWT_IO in value or any(map(_is_whole, (_PLACEHOLDER, _NUMBER, _DATE), (value,) * 3)):
        return True
    test = _TEST.fullmatch(value)
    if test is not None and len(test["rest"]) <= _LONGEST_TEST:
        return True
    return _is_named(value) or _is_sample_login(value) or _are_sample_cookies(value)


def _is_whole(pattern: re.Pattern[str], value: str) -> bool:
    return pattern.fullmatch(value) is not None


def _is_named(value: str) -> bool:
    """Tell whether a value is made of words for secrets, such as ``client_secret_1``."""
    words = [word.casefold() for word in _PART.findall(value) if _is_whole(_NAME, value)]
    if len(words) > 1 and _COUNTS.fullmatch(words[-1]):
        words.pop()
    return bool(words) and all(word in _VOCABULARY for word in words)


def _is_sample_login(value: str) -> bool:
    """Tell whether a value is the login of Basic in base64, with a sample for the password."""
    try:
        login = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return False
    _, colon, password = login.partition(":")
    return bool(colon) and login.isprintable() and ":" not in password and is_sample_value(password)


def _are_sample_cookies(value: str) -> bool:
    """Tell whether a value is a list of pairs, as of cookies, that hold samples only."""
    pairs = [pair.partition("=") for pair in value.split(";") if pair.strip()]
    return all(is_sample_value(one) for _, _, one in pairs) and "=" in value
