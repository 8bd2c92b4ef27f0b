"""Challenges in ``WWW-Authenticate``, and the credentials that would answer them."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import joined_sentences, printable, tr

_HEADER = "www-authenticate"
_MOST_CHARS = 16 * 1024
"""Of one header; what follows is not read."""
_PIECE = re.compile(
    r"(?P<comma>,)"
    r"|(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*"
    r'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s",=]+))'
    r'|(?P<word>[^\s,"]+)'
)
_ESCAPED = re.compile(r"\\(.)")
_SCHEME = re.compile(r"[A-Za-z][\w-]*")
_MOST_REALM = 100
SESSION = "-sess"
"""What the name of an algorithm ends with that is computed once for many requests."""
_ALGORITHMS = {"md5": "md5", "sha-256": "sha256", "sha-512-256": "sha512_256"}
"""Names in a challenge of Digest, and in ``hashlib``."""
_UNSUPPORTED = {
    "dpop": "DPoP", "gnap": "GNAP", "hoba": "HOBA", "kerberos": "Kerberos", "mutual": "Mutual",
    "negotiate": "Negotiate", "ntlm": "NTLM", "privatetoken": "PrivateToken",
    "scram-sha-1": "SCRAM", "scram-sha-256": "SCRAM",
}  # fmt: skip
"""Registered schemes that no credential of the program can be, with their names."""
_OFFERED = {"basic": "Basic", "digest": "Digest", "bearer": "Bearer"}
"""Schemes of the program that a challenge asks for, with their names."""


class SchemeChallenge(msgspec.Struct, frozen=True):
    """One authentication scheme that a server accepts, with its parameters."""

    scheme: str
    """As the server writes it."""
    parameters: Mapping[str, str] = {}
    """By names in lower case, without quotation marks and the backslashes between them."""


class Challenge(msgspec.Struct, frozen=True):
    """The schemes that a server accepts, and what it calls the protected part."""

    schemes: tuple[str, ...] = ()
    """As the server writes them."""
    realm: str = ""
    has_been_answered: bool = False
    """Whether the request had one of them already."""
    unknown_algorithms: tuple[str, ...] = ()
    """Of Digest, where the program knows none that the server offers."""

    @property
    def meaning(self) -> str:
        """Say what the server asks for; empty where it asks for nothing."""
        if not self.schemes:
            return ""
        of_realm = tr(" for “{realm}”").format(realm=self.realm) if self.realm else ""
        asks = tr("The server asks for {schemes}{of_realm}.").format(
            schemes=tr(" or ").join(self.schemes), of_realm=of_realm
        )
        return joined_sentences((asks, *self._unsupported()))

    def _unsupported(self) -> Iterator[str]:
        """Say what of it the program cannot do, where it can do nothing of it."""
        names = [scheme.casefold() for scheme in self.schemes]
        if all(name in _UNSUPPORTED for name in names):
            schemes = tr(" or ").join(_UNSUPPORTED[name] for name in dict.fromkeys(names))
            yield tr("This program does not support {schemes}.").format(schemes=schemes)
        if "dpop" in names and len(names) == 1:
            yield tr("Let the server accept Bearer tokens of this client instead.")
        if self.unknown_algorithms:
            yield tr("This program does not know its algorithm {algorithms}.").format(
                algorithms=", ".join(self.unknown_algorithms)
            )

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """A button for each credential that the program can make for it, if there is none yet."""
        if self.has_been_answered:
            return ()
        names = [scheme.casefold() for scheme in self.schemes]
        return tuple(
            Fix(tr("Add {title} credential").format(title=title), FixAction.ADD_CREDENTIAL, scheme)
            for scheme, title in _OFFERED.items()
            if scheme in names
        )


def challenge_of(response: Response) -> Challenge:
    """Return what a response asks for in its headers."""
    challenges = challenges_of(response)
    schemes = dict.fromkeys(challenge.scheme for challenge in challenges)
    realms = (challenge.parameters.get("realm", "") for challenge in challenges)
    realm = next((realm for realm in realms if 0 < len(realm) <= _MOST_REALM), "")
    has_been_answered = response.sign_in.casefold() in map(str.casefold, schemes)
    digest = [c.parameters for c in challenges if c.scheme.casefold() == "digest"]
    algorithms = dict.fromkeys(printable(terms.get("algorithm", "MD5"))[:40] for terms in digest)
    is_known = any(hash_name(terms.get("algorithm", "MD5")) for terms in digest)
    unknown = () if is_known else tuple(algorithms)
    return Challenge(tuple(schemes), realm, has_been_answered, unknown)


def hash_name(algorithm: str) -> str:
    """Return the name of an algorithm of Digest in ``hashlib``; empty where it is not known."""
    return _ALGORITHMS.get(algorithm.casefold().removesuffix(SESSION), "")


def bearer_error_of(response: Response) -> Mapping[str, str]:
    """Return what a server says about the token of a request: ``error``, and what else it says.

    Source: RFC 6750 section 3, RFC 9449 section 7.1, RFC 9470 section 3.
    """
    challenges = (challenge.parameters for challenge in challenges_of(response))
    return next((parameters for parameters in challenges if parameters.get("error")), {})


def challenges_of(response: Response) -> tuple[SchemeChallenge, ...]:
    """Return each scheme that a response asks for, in the order of the server.

    Source: RFC 9110 section 11.6.1.
    """
    values = (header.value for header in response.headers if header.name.casefold() == _HEADER)
    return tuple(challenge for value in values for challenge in _challenges(value[:_MOST_CHARS]))


def auth_parameters_of(value: str) -> Mapping[str, str]:
    """Return the parameters in a header such as ``Authentication-Info``, by names in lower case."""
    pieces = _PIECE.finditer(value[:_MOST_CHARS])
    return {piece["name"].casefold(): _text(piece) for piece in pieces if piece["name"]}


def _challenges(value: str) -> Iterator[SchemeChallenge]:
    scheme, parameters = "", dict[str, str]()
    is_first = True
    for piece in _PIECE.finditer(value):
        # A scheme stands at the beginning or behind a comma, and without "=". What stands behind
        # it without one is a token of it.
        if piece["word"] and is_first and _SCHEME.fullmatch(piece["word"]):
            if scheme:
                yield SchemeChallenge(scheme, parameters)
            scheme, parameters = piece["word"], {}
        elif piece["name"]:
            parameters.setdefault(piece["name"].casefold(), _text(piece))
        is_first = piece["comma"] is not None
    if scheme:
        yield SchemeChallenge(scheme, parameters)


def _text(piece: "re.Match[str]") -> str:
    quoted: str | None = piece["quoted"]
    return piece["bare"] if quoted is None else _ESCAPED.sub(r"\1", quoted)
