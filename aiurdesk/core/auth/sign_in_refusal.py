"""Why a credential cannot even be shown to a service, in the words of its own fields."""

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.auth.steps import bare_name
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.request import FieldError


def cannot_sign_in(
    credential: Credential, service: Service | None, errors: tuple[FieldError, ...]
) -> AuthError:
    """Return what to raise where the values of a credential break the rules of a service.

    The person filled in the fields of the credential and has never seen the endpoint that signs
    it in: ``appSecret`` of Archon is told as the App secret.
    """
    titles = _titles(credential)
    told = [(titles.get(bare_name(error.parameter), ""), error.text) for error in errors]
    reasons = " ".join(f"{title}: {text}" if title else text for title, text in told)
    if service is None or not all(title for title, _ in told):
        return AuthError(f"Signing in with {credential.name} is not possible. {reasons}")
    wrong = " and ".join(dict.fromkeys(title for title, _ in told))
    return AuthError(
        f"{credential.name} cannot sign in, and nothing was sent: its {wrong} cannot be right for "
        f"{service.name}. {reasons} Replace it in the credential manager."
    )


def _titles(credential: Credential) -> dict[str, str]:
    """Return what the fields of a credential are called, by names that any service might use."""
    scheme = scheme_of(credential.scheme)
    fields = scheme.fields if scheme else ()
    return {bare_name(field.name): field.shown_name for field in fields}
