"""What a server asks for in ``WWW-Authenticate``, and the credential that would answer it."""

import re

import msgspec

from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.verdict import Fix, FixAction

_HEADER = "www-authenticate"
# A scheme stands at the beginning or behind a comma, without "=". RFC 9110 section 11.6.1.
_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][\w-]*)(?=\s+[^\s=,]|\s*(?:,|$))")
_REALM = re.compile(r'\brealm="([^"]{1,100})"', re.IGNORECASE)
_OFFERED = {"basic": "Basic", "bearer": "Bearer"}
"""Schemes of the program that a challenge asks for, with their names."""


class Challenge(msgspec.Struct, frozen=True):
    """The schemes that a server accepts, and what it calls the protected part."""

    schemes: tuple[str, ...] = ()
    """As the server writes them."""
    realm: str = ""

    @property
    def meaning(self) -> str:
        """Say what the server asks for; empty where it asks for nothing."""
        if not self.schemes:
            return ""
        of_realm = f" for “{self.realm}”" if self.realm else ""
        return f"The server asks for {' or '.join(self.schemes)}{of_realm}."

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """A button for each credential that the program can make for it."""
        names = [scheme.casefold() for scheme in self.schemes]
        return tuple(
            Fix(f"Add {title} credential", FixAction.ADD_CREDENTIAL, scheme)
            for scheme, title in _OFFERED.items()
            if scheme in names
        )


def challenge_of(response: Response) -> Challenge:
    """Return what a response asks for in its headers."""
    values = [header.value for header in response.headers if header.name.casefold() == _HEADER]
    # Texts in quotation marks may hold commas.
    bare = [re.sub(r'"[^"]*"', '""', value) for value in values]
    schemes = dict.fromkeys(match for value in bare for match in _SCHEME.findall(value))
    realms = [match[1] for value in values if (match := _REALM.search(value))]
    return Challenge(tuple(schemes), realms[0] if realms else "")
