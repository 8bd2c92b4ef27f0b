"""Reads user name and password for a proxy from the keyring."""

from aiurdesk.core.credentials.user_info import UserAndPassword
from aiurdesk.core.environments.proxies import ProxyChoice
from aiurdesk.core.errors import AuthError
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.services.credentials.credentials import Credentials

_SCHEME = "basic"


def proxy_credentials(credentials: Credentials) -> tuple[str, ...]:
    """Return the names of the credentials that can be given to a proxy, the bound ones first."""
    usable = [credential for credential in credentials.all if credential.scheme == _SCHEME]
    usable.sort(key=lambda one: not any(o.startswith("proxy:") for o in one.origins))
    return tuple(credential.name for credential in usable)


async def proxy_login(choice: ProxyChoice, credentials: Credentials) -> UserAndPassword:
    """Return what a proxy gets of the credential that is named for it.

    Raises:
        AuthError: There is no such Basic credential, or it is not bound to the proxy.
        KeyringFailure: The password could not be read.
    """
    name = choice.credential
    # Most often they are loaded already, and a request should not wait for the disk.
    if credentials.by_name(name) is None:
        await credentials.load()
    credential = credentials.by_name(name)
    if credential is None or credential.scheme != _SCHEME:
        raise AuthError(
            Phrase(
                marked(
                    "The proxy needs the Basic credential {name}, and there is none of that "
                    "name. Add it, bound to {origin}"
                ),
                {"name": name, "origin": choice.origin},
            )
        )
    if choice.origin not in credential.origins:
        raise AuthError(
            Phrase(
                marked(
                    "The password of {name} is not sent to the proxy, because the credential "
                    "is not bound to {origin}. Add this to the addresses of the credential"
                ),
                {"name": name, "origin": choice.origin},
            )
        )
    secrets = await credentials.secrets.to_sign_in(credential)
    return UserAndPassword(credential.value("user"), secrets["password"])
