"""Which texts look like a secret: keys of known services, passwords in addresses, random tokens.

Sources of the prefixes: the documentation of each service about the format of its tokens (2026-11);
JSON Web Tokens: RFC 7519; PEM: RFC 7468; PGP: RFC 9580, 6.2; Basic and Bearer: RFC 7617, RFC 6750.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from aiurdesk.core.credentials.secret import DOTS

_JSON_WEB_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.?[A-Za-z0-9_-]*")
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----")
_KEY_BLOCK = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----.*?"
    r"(-----END [A-Z ]*PRIVATE KEY( BLOCK)?-----|\Z)",
    re.DOTALL,
)
_WORD_CHARS = "[A-Za-z0-9_-]{20,}"
_ALNUM = "[A-Za-z0-9]{20,}"
_HEX_40 = "[a-f0-9]{40,}"
_KEYS: Mapping[str, str] = {
    **dict.fromkeys(("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_", "hf_", "lin_api_"), _ALNUM),
    **dict.fromkeys(("glpat-", "glrt-", "gldt-", "glptt-", "gloas-", "glsoat-"), _WORD_CHARS),
    **dict.fromkeys(("glcbt-", "glft-", "glimt-", "glagent-", "github_pat_"), _WORD_CHARS),
    **dict.fromkeys(("xoxa-", "xoxb-", "xoxe-", "xoxp-", "xoxr-", "xoxs-"), "[A-Za-z0-9-]{10,}"),
    **dict.fromkeys(("sk_live_", "sk_test_", "rk_live_", "rk_test_"), "[A-Za-z0-9]{16,}"),
    **dict.fromkeys(("whsec_", "glsa_", "glc_", "sntrys_", "sntryu_"), "[A-Za-z0-9_+/=]{20,}"),
    **dict.fromkeys(("AKIA", "ASIA"), "[A-Z0-9]{16}"),
    **dict.fromkeys(("GOCSPX-", "ya29.", "pypi-", "hvs.", "hvb.", "hvr.", "figd_"), _WORD_CHARS),
    **dict.fromkeys(("dckr_pat_", "xapp-", "sq0atp-", "sq0csp-"), _WORD_CHARS),
    **dict.fromkeys(("dop_v1_", "doo_v1_", "dor_v1_", "rubygems_"), _HEX_40),
    **dict.fromkeys(("shpat_", "shpca_", "shppa_", "shpss_", "sbp_"), "[a-f0-9]{30,}"),
    **dict.fromkeys(("key-", "dapi", "SK"), "[a-f0-9]{32}"),
    **dict.fromkeys(("NRAK-", "AGE-SECRET-KEY-1"), "[A-Z0-9]{20,}"),
    "AIza": "[A-Za-z0-9_-]{35}",
    "PMAK-": "[a-f0-9]{24}-[a-f0-9]{34}",
    "SG.": r"[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    "hooks.slack.com/services/": "T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{20,}",
    "sk-": f"(?=[A-Za-z_-]*[0-9]){_WORD_CHARS}",
}
"""How the keys of services begin, and what follows, with a length that no word has."""
_BOT_TOKEN = re.compile(
    r"[0-9]{8,10}:AA[\w-]{32,36}|\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}", re.ASCII
)
"""Those of Telegram and Discord, which have no beginning of their own."""
_PASSWORD_IN_ADDRESS = re.compile(r"""(?P<start>://[^\s/?#@:"'<>]*+:)(?!\{\{)[^\s/?#@"'<>]+(?=@)""")
_AUTHORIZATION = re.compile(
    r"(?P<start>\bauthorization[ \t]*:[ \t]*(?:(?:bearer|basic|token|digest)[ \t]+)?)"
    r"(?!\{\{)(?=[^\s\"'`<>]*[0-9=])[^\s\"'`<>]{8,}",
    re.IGNORECASE,
)
_RUN = re.compile(r"[A-Za-z0-9+/_=-]{32,}")
_AWS_SECRET = re.compile(r"(?<![A-Za-z0-9/+=_-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])")
"""The secret access key beside an id that begins with ``AKIA``; it may have hardly any digit."""
_WORD = re.compile(r"[a-z]{3,}")
_GUID = re.compile(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}")
_SEPARATORS = re.compile(r"[+/_=-]+")
_LEAST_LENGTH = 32
"""Characters of a random token. Shorter ones are hard to tell from other texts."""
_LEAST_BITS = 3.0
"""Entropy of a character, in bits, of a random token."""
_LEAST_CHANGES = 3
"""How often a random token changes between letters and digits, at least; most do more often."""


def looks_secret(text: str) -> str:
    """Return what kind of secret a text looks like, or empty text."""
    # From the surest to the least sure kind.
    if _JSON_WEB_TOKEN.search(text):
        return "looks like a JSON Web Token"
    if _PRIVATE_KEY.search(text):
        return "looks like a private key"
    if any(map(_is_whole, _key_pattern().finditer(text))) or _BOT_TOKEN.search(text):
        return "looks like the key of a known service"
    if "://" in text and _PASSWORD_IN_ADDRESS.search(text):
        return "has a password in an address"
    if _AUTHORIZATION.search(text):
        return "looks like an Authorization header"
    if any(_is_random(found.group()) for found in _RUN.finditer(text)):
        return "looks like a long random token"
    if any(_is_aws_secret(found.group()) for found in _AWS_SECRET.finditer(text)):
        return "looks like a long random token"
    return ""


def secret_in(text: str) -> str:
    """Return the first secret of the surest kind within a text; empty where there is none."""
    for pattern in (_JSON_WEB_TOKEN, _KEY_BLOCK):
        if found := pattern.search(text):
            return found.group()
    whole = (found.group() for found in _key_pattern().finditer(text) if _is_whole(found))
    if key := next(whole, ""):
        return key
    for pattern in (_BOT_TOKEN, _PASSWORD_IN_ADDRESS, _AUTHORIZATION):
        if found := pattern.search(text):
            return found.group().removeprefix(found.groupdict().get("start", ""))
    runs = (found.group() for found in _RUN.finditer(text))
    aws = (found.group() for found in _AWS_SECRET.finditer(text))
    return next(filter(_is_random, runs), "") or next(filter(_is_aws_secret, aws), "")


def without_keys(text: str) -> str:
    """Return a text with dots for what is surely one of these; a random token may be an id."""
    text = _KEY_BLOCK.sub(DOTS, _JSON_WEB_TOKEN.sub(DOTS, text))
    text = _key_pattern().sub(lambda found: DOTS if _is_whole(found) else found.group(), text)
    if "@" in text and "://" in text:
        text = _PASSWORD_IN_ADDRESS.sub(rf"\g<start>{DOTS}", text)
    if "uthorization" in text or "UTHORIZATION" in text:
        text = _AUTHORIZATION.sub(rf"\g<start>{DOTS}", text)
    return text


@lru_cache(maxsize=1)
def _key_pattern() -> re.Pattern[str]:
    # Each alternative begins with letters: only then does ``re`` skip quickly what cannot be a key.
    return re.compile("|".join(re.escape(mark) + rest for mark, rest in _KEYS.items()))


def _is_whole(found: re.Match[str]) -> bool:
    """Tell whether a key does not begin within a word: ``task-`` is no beginning of a key."""
    before = found.string[found.start() - 1 : found.start()]
    return not before or not (before.isalnum() or before in "_-")


def _is_aws_secret(run: str) -> bool:
    kinds = (str.isupper, str.islower, str.isdigit)
    has_all = all(any(map(kind, run)) for kind in kinds)
    # A path such as /Users/ann/Documents has them, too, but consists of words.
    return has_all and sum(map(len, _WORD.findall(run))) * 3 < len(run)


def _is_random(run: str) -> bool:
    bare = run.strip("=-_/+")
    # Ids are as random as tokens, and stand in nearly every request.
    if len(bare) < _LEAST_LENGTH or _GUID.fullmatch(bare):
        return False
    # Words and numbers between separators are no part of a token: /Users/2026/With-a-long-name.
    mixed = [part for part in _SEPARATORS.split(bare) if _has_both(part)]
    size = sum(map(len, mixed))
    changes = sum(_changes(part) for part in mixed)
    return size * 2 >= _LEAST_LENGTH and changes >= _LEAST_CHANGES and _bits(bare) >= _LEAST_BITS


def _has_both(part: str) -> bool:
    return any(map(str.isdigit, part)) and any(map(str.isalpha, part))


def _changes(part: str) -> int:
    """Return how often a text changes between letters and digits."""
    kinds = [character.isdigit() for character in part]
    return sum(one is not other for one, other in zip(kinds, kinds[1:], strict=False))


def _bits(text: str) -> float:
    """Return the entropy of a character of the text, in bits."""
    shares = (count / len(text) for count in Counter(text).values())
    return -sum(share * math.log2(share) for share in shares)
