"""Finds secrets that the program does not know, by their names and looks: a token just issued."""

import base64
import binascii
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

from aiurdesk.core.credentials.json_secrets import stretches
from aiurdesk.core.credentials.named_secrets import UnknownSecret, named_secrets, replaced
from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.credentials.secret_names import is_digest_name, is_placeholder
from aiurdesk.core.translation import tr

# Not within a long word, each letter of which could be the beginning of one.
_JSON_WEB_TOKEN = re.compile(
    r"(?<![\w-]{4})eyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{4,}\.?[A-Za-z0-9_-]*"
)
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
    "sk-": f"(?=[A-Za-z_-]*[0-9]){_WORD_CHARS}",
}
"""How the keys of services begin, and what follows, with a length that no word has."""
_TELEGRAM_TOKEN = re.compile(r"(?<![0-9])[0-9]{8,10}:AA[\w-]{32,36}", re.A)
_DISCORD_TOKEN = re.compile(r"\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}", re.A)
_WEBHOOK_SIGNS = ("hook", "/bot", "/services/T", "/workflows/T", "/triggers/T", "/key/", "hc-ping")
_WEBHOOK = re.compile(
    r"/(?:services/T[A-Z0-9]{2,}/B[A-Z0-9]{2,}/|(?:workflows|triggers)/T[A-Z0-9]{2,}/(?:\w+/){1,2}"
    r"|api/(?:v[0-9]{1,2}/)?webhooks/[0-9]{5,22}/|webhook(?:b2)?/[\w@-]{36,}/IncomingWebhook/"
    r"|(?:file/)?(?=bot[0-9]{5,12}(?::|%3A)[\w-]{16})bot|bot(?=[0-9]*[A-Za-z][\w-]{30,})"
    r"|open-apis/bot/(?:v2/)?hook/|cgi-bin/webhook/send\?key=|trigger/[\w-]+/with/key/"
    r"|hooks/(?:catch/[0-9]+/|[A-Za-z0-9]{17,24}/(?=[A-Za-z0-9]{20}))"
    r"|hooks/(?=[a-z0-9]{26}\b)|webhook(?:-test)?/(?=[0-9a-f-]{32,36}\b)"
    r"|hook\.[a-z0-9]+\.make\.com/|hc-ping\.com/)"
    r"(?P<secret>[\w:%-]{5,}(?:/[0-9a-f]{8}-[0-9a-f-]{27}(?:/[\w-]+)?)?)"
)
"""Who knows such an address may post: Slack, Discord, Teams, Telegram, Feishu, WeCom, IFTTT,
Zapier, Rocket.Chat, Mattermost, n8n, Make, Healthchecks."""
_PASSWORD_IN_ADDRESS = re.compile(
    r"""://[^\s/?#@:"'<>]*+:(?P<secret>(?!\{\{)[^\s/?#@"'<>]+)(?=@)"""
)
_AUTHORIZATION = re.compile(
    r"\bauthorization[\"'\\]*[ \t]*[:=][ \t]*[\"'\\]*(?:(?:bearer|basic|token|digest)[ \t]+)?"
    r"(?P<secret>(?!\{\{)[^\s\"'`<>\\]{6,})",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b[Bb]earer[ \t]+(?P<secret>(?=[\w.~+/-]*[0-9])[\w.~+/-]{16,}=*)")
_RUN = re.compile(r"[A-Za-z0-9+/_=-]{32,}")
_AWS_SECRET = re.compile(r"(?<![A-Za-z0-9/+=_-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])")
"""The secret access key beside an id that begins with ``AKIA``; it may have hardly any digit."""
_KEY_ID = ("AKIA", "ASIA")
_WORD = re.compile(r"[a-z]{3,}")
_GUID = re.compile(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}")
_DASHED_GUID = re.compile(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_FILES = (
    "iVBORw0KGgo", "/9j/", "R0lGOD", "JVBERi0", "UEsDB", "PD94bWwg", "77u/", "AAAAIGZ0eX",
    "MIIBIjANBgkqhkiG9w0BAQEFAAOC", "MIICIjANBgkqhkiG9w0BAQEFAAOC",
)  # fmt: skip
"""How a PNG, JPEG, GIF, PDF, ZIP, XML, text, video or public key begins in base64."""
_MOST_DECODED = 1024
_SEPARATORS = re.compile(r"[+/_=-]+")
_LEAST_LENGTH = 32
"""Characters of a random token. Shorter ones are hard to tell from other texts."""
_LEAST_BITS = 3.0
"""Entropy of a character, in bits, of a random token."""
_LEAST_CHANGES = 3
"""How often a random token changes between letters and digits, at least; most do more often."""
_DIGEST = re.compile(
    r"(?:(?P<name>[\w-]+)=)?(?P<digest>(?i:sha[0-9]{3}-[a-z0-9+/]+=*|(?:[0-9a-f]{8})+))"
    r"|.*/(?:commits?|tree|blob|raw|objects)/[0-9a-f]{40}(?:/.*)?"
)
"""Hexadecimal digits, the integrity of a script, the commit in an address."""
_BEFORE_DIGEST = re.compile(
    r"(?P<name>[\w-]{2,40})[\"'\\\]]*(?:\s*(?:=>|[:=])\s*|\s)[\"'\\]*(?:W/)?[\"'\\]*$"
    r"|(?:sha-?[0-9]+|md5)[-:@]$"
)
_BEFORE = 64
"""Characters before a digest that may name it."""
_SHORT = 4096
_RANDOM = tr("looks like a long random token")


def looks(text: str, name: str = "", *, surely: bool = False) -> Iterator[tuple[str, int, int]]:
    """Yield why something in a text looks like a secret, and where it starts and ends.

    From the surest to the least sure kind.

    Args:
        name: What the text as a whole is called, such as ``sha256``.
        surely: Without random tokens, which may be ids.
    """
    # Most texts are short and without one, which a single search shows.
    if surely and len(text) < _SHORT and not _any_sign().search(text):
        return
    for reason, signs, pattern, is_it in _forms():
        if surely and is_it is _is_random_run:
            return
        if not any(sign in text for sign in signs):
            continue
        spans: list[tuple[int, int]] = []
        for start, end in stretches(text) if pattern is not _KEY_BLOCK else ((0, len(text)),):
            for match in pattern.finditer(text, start, end):
                if is_it is None or is_it(match, name):
                    spans.append(match.span("secret" if "secret" in pattern.groupindex else 0))
        yield from ((reason, *span) for span in spans)
        # One reason for each place is enough.
        text = blanked(text, spans)


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text of the same length with spaces at some places, which are in order."""
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], " " * (end - start)]
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


_Form: TypeAlias = tuple[
    str, tuple[str, ...], re.Pattern[str], Callable[[re.Match[str], str], bool] | None
]
"""Why a text is taken for a secret, texts of which it holds one, what finds it, and what looks
closer at that."""


@lru_cache(maxsize=1)
def _forms() -> tuple[_Form, ...]:
    # Each alternative begins with letters: only then does ``re`` skip quickly what cannot be a key.
    keys = re.compile("|".join(re.escape(mark) + rest for mark, rest in _KEYS.items()))
    key, header = (
        tr("looks like the key of a known service"),
        tr("looks like an Authorization header"),
    )
    return (
        (tr("looks like a JSON Web Token"), ("eyJ",), _JSON_WEB_TOKEN, None),
        (tr("looks like a private key"), ("-----BEGIN",), _KEY_BLOCK, None),
        (key, ("",), keys, _is_whole),
        (key, (":AA",), _TELEGRAM_TOKEN, None),
        (tr("holds the secret of a webhook"), _WEBHOOK_SIGNS, _WEBHOOK, None),
        (tr("has a password in an address"), ("@",), _PASSWORD_IN_ADDRESS, None),
        (header, ("uthorization", "UTHORIZATION"), _AUTHORIZATION, _is_credential),
        (header, ("earer ",), _BEARER, None),
        (key, (".",), _DISCORD_TOKEN, _is_random_run),
        (_RANDOM, ("",), _RUN, _is_random_run),
        (_RANDOM, ("",), _AWS_SECRET, _is_aws_secret),
    )


@lru_cache(maxsize=1)
def _any_sign() -> re.Pattern[str]:
    """Return what finds a sign of any sure form."""
    forms = (signs for _, signs, _, is_it in _forms() if is_it is not _is_random_run)
    signs = set(chain.from_iterable(forms))
    return re.compile("|".join(map(re.escape, sorted({*signs, *_KEYS} - {""}))))


def _is_whole(match: re.Match[str], name: str) -> bool:
    """Tell whether a key does not begin within a word: ``task-`` does not begin a key."""
    before = match.string[match.start() - 1 : match.start()]
    return not before or not (before.isalnum() or before in "_-")


def _is_credential(match: re.Match[str], name: str) -> bool:
    text = match["secret"]
    if is_placeholder(text):
        return False
    # "Authorization: Bearer my-token", or "Authorization: required"
    has_digit = any(map(str.isdigit, text)) or text.endswith("=")
    is_word = text.isalpha() and (text.islower() or text.istitle())
    return has_digit or not (is_word or re.search("(?i)token|key|secret|credential", text))


def _is_digest(match: re.Match[str], name: str) -> bool:
    """Tell whether a run is the digest of a file, a commit or the like, as its name says."""
    digest = _DIGEST.fullmatch(match.group())
    if digest is None or digest["digest"] is None or digest["digest"][:3].lower() == "sha":
        return digest is not None
    first = max(0, match.start() - _BEFORE)
    before = None if digest["name"] else _BEFORE_DIGEST.search(match.string, first, match.start())
    if before is not None and before["name"] is None:
        return True
    return is_digest_name(digest["name"] or (before["name"] if before else "") or name)


def _is_random_run(match: re.Match[str], name: str) -> bool:
    # What is cut off in a description cannot be used.
    is_cut_off = match.string.startswith(("...", "…"), match.end())
    return not is_cut_off and _is_random(match.group()) and not _is_digest(match, name)


def _is_aws_secret(match: re.Match[str], name: str) -> bool:
    run = match.group()
    kinds = (str.isupper, str.islower, str.isdigit)
    has_all = all(any(map(kind, run)) for kind in kinds)
    # A path such as /Users/ann/Documents has them, too, but consists of words.
    return has_all and sum(map(len, _WORD.findall(run))) * 3 < len(run)


def _is_random(run: str) -> bool:
    if _is_encoded(run):
        return False
    # An id with something before or behind it is still an id.
    bare = _DASHED_GUID.sub("", run).strip("=-_/+")
    # Ids are as random as tokens, and stand in nearly every request.
    if len(bare) < _LEAST_LENGTH or _GUID.fullmatch(bare):
        return False
    # Words and numbers between separators are not part of a token: /Users/2026/With-a-long-name.
    kinds = [[char.isdigit() for char in segment] for segment in _SEPARATORS.split(bare)]
    mixed = [segment for segment in kinds if len(set(segment)) > 1]
    size = sum(map(len, mixed))
    pairs = (pair for segment in mixed for pair in zip(segment, segment[1:], strict=False))
    changes = sum(one is not other for one, other in pairs)
    return size * 2 >= _LEAST_LENGTH and changes >= _LEAST_CHANGES and _bits(bare) >= _LEAST_BITS


def _is_encoded(run: str) -> bool:
    """Tell whether a run is a file or a readable text in base64."""
    if run.startswith(_FILES):
        return True
    start = run[: min(len(run) // 4 * 4, _MOST_DECODED)]
    try:
        data = base64.b64decode(start, altchars=b"-_" if set("-_") & set(start) else None)
        text = data.decode("utf-16" if b"\0" in data else "utf-8")
    except (binascii.Error, ValueError):
        return False
    # Random bytes are hardly ever a text of some length.
    return all(char.isprintable() or char.isspace() for char in text)


def _bits(text: str) -> float:
    """Return the entropy of a character of the text, in bits."""
    shares = (count / len(text) for count in Counter(text).values())
    return -sum(share * math.log2(share) for share in shares)


_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")


def unknown_secrets(text: str, name: str = "", *, surely: bool = True) -> list[UnknownSecret]:
    """Return what in a text is secret by its name or looks, in its order and without overlaps.

    Args:
        name: What the text as a whole is called, such as ``sha256``.
        surely: Without random tokens, which may be ids.
    """
    secrets = named_secrets(text)
    rest = _without_references(text)
    if secrets:
        rest = blanked(rest, [secret.span for secret in secrets])
    by_looks = [
        UnknownSecret(start, end, text[start:end], reason=reason)
        for reason, start, end in looks(rest, name, surely=surely)
    ]
    # Nearly always, none is found by its looks.
    return sorted((*secrets, *by_looks), key=lambda s: s.start) if by_looks else secrets


def known_keys(text: str) -> list[UnknownSecret]:
    """Return what has the form of a known key, in order."""
    rest = _without_references(text)
    if not any(sign in text for sign in _KEY_ID):
        found = looks(rest, surely=True)
    else:
        # Beside the id of a key, the key itself is a random text without a form.
        found = (
            one
            for one in looks(rest)
            if one[0] is not _RANDOM or _AWS_SECRET.fullmatch(text, *one[1:])
        )
    secrets = (
        UnknownSecret(start, end, text[start:end], reason=reason) for reason, start, end in found
    )
    return sorted(secrets, key=lambda secret: secret.start)


def prose_secrets(text: str) -> list[UnknownSecret]:
    """Return what is secret in a description, by a name or as a known key, in order.

    Links in it hold long random ids.
    """
    named = named_secrets(text)
    rest = blanked(text, [secret.span for secret in named])
    return sorted((*named, *known_keys(rest)), key=lambda secret: secret.start)


def _without_references(text: str) -> str:
    if "{{" not in text:
        return text
    return blanked(text, [reference.span() for reference in _REFERENCE.finditer(text)])


def redact_unknown(text: str) -> str:
    """Return a text with dots instead of what its names and looks say is secret."""
    secrets = unknown_secrets(text)
    return replaced(text, [secret.span for secret in secrets], DOTS) if secrets else text
