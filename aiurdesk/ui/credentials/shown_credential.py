"""A credential as the window shows it."""

from enum import StrEnum

import msgspec

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.credential_secrets import secret_names

SANDBOX_WORDS = tr("the sandbox")


class CredentialAction(StrEnum):
    """What can be done with a credential."""

    EDIT = "edit"
    ASK_WHO = "ask_who"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    COPY = "copy"
    COOKIES = "cookies"
    DELETE = "delete"


class ShownCredential(msgspec.Struct, frozen=True):
    """A credential, and what is known of it now."""

    credential: Credential
    is_ready_made: bool = False
    """It comes with the sandbox: it can be neither changed nor deleted."""
    state: str = tr("not signed in")
    """In the words of its kind, such as "not signed in" or "has a token · token 19 min"."""
    is_signed_in: bool = False
    cookies: tuple[str, ...] = ()
    """Names of the cookies that it holds, each with where it goes."""

    @property
    def scheme(self) -> str:
        """Title of the scheme, which the window calls the kind."""
        return scheme_title(self.credential)

    @property
    def goes_to(self) -> str:
        """Where it goes, on one line."""
        return ", ".join(origin_words(origin) for origin in self.credential.origins) or tr(
            "no address yet"
        )

    @property
    def actions(self) -> frozenset[CredentialAction]:
        """What can be done with it."""
        can: set[CredentialAction] = set()
        scheme = scheme_of(self.credential.scheme)
        signs_in = scheme is not None and scheme.signs_in(self.credential)
        if signs_in:
            can |= {CredentialAction.ASK_WHO, CredentialAction.SIGN_IN}
        # Secrets of the sandbox stand in its source: there is nothing to copy or to delete.
        if not self.is_ready_made:
            can.add(CredentialAction.DELETE)
            # Of a kind that a later version made, the fields are not known, nor which are secret.
            can |= {CredentialAction.EDIT} if scheme else set()
            can |= {CredentialAction.COPY} if secret_field(self.credential) else set()
        if signs_in and self.is_signed_in:
            can.add(CredentialAction.SIGN_OUT)
        if self.cookies:
            can.add(CredentialAction.COOKIES)
        return frozenset(can)


def secret_field(credential: Credential) -> str:
    """Return the name of the first secret field; empty where a credential has none."""
    return next(iter(secret_names(credential)), "")


def scheme_title(credential: Credential) -> str:
    """Return what the window calls the scheme of a credential, also one that is not known."""
    scheme = scheme_of(credential.scheme)
    return (
        scheme.title if scheme else tr("{scheme} (unknown kind)").format(scheme=credential.scheme)
    )


def origin_words(origin: str) -> str:
    """Return an origin as it stands in a sentence."""
    return SANDBOX_WORDS if origin == IN_SANDBOX else origin


def life_words(expires_in_s: float | None) -> str:
    """Return how long a token is still valid: minutes, and seconds in the last one.

    A token that has expired is replaced by itself when it is used next.

    Args:
        expires_in_s: None means that it does not expire, or that there is no token.
    """
    if expires_in_s is None:
        return ""
    if expires_in_s <= 0:
        return tr("renews itself")
    if expires_in_s <= 60:
        return tr("token {max} s").format(max=max(round(expires_in_s), 1))
    minutes = int(expires_in_s // 60)
    if minutes < 120:
        return tr("token {minutes} min").format(minutes=minutes)
    # Rounded down everywhere: a token must not seem to live longer than it does.
    return tr("token {value} h").format(value=minutes // 60)


def place_words(name: str, note: str) -> str:
    """Say where secrets are stored. A note about that place replaces its name."""
    return note or tr("Stored in the {name}").format(name=name)
