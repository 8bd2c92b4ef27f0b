"""What a credential does for one request, in the words of form and Auth tab."""

from collections.abc import Mapping

import msgspec

from aiurdesk.core.api.endpoint import Authentication, Endpoint, Location
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.auth_parameters import AuthParameters, filled_names
from aiurdesk.core.credentials.credential import NO_CREDENTIAL, Credential
from aiurdesk.core.request.request import Request
from aiurdesk.core.verdict.verdict import FixAction
from aiurdesk.ui.credentials.shown_credential import origin_words
from aiurdesk.ui.form.autofill import Autofill

OFFER = "Choose credential"
_ACCESS_TOKEN = "AccessToken"
_PLACES = {
    Location.QUERY: "in the query",
    Location.FORM: "in the form",
    Location.MULTIPART: "in the form",
}


class Signed(msgspec.Struct, frozen=True):
    """A request and what would sign it."""

    request: Request
    credential: Credential | None
    auth_parameters: AuthParameters
    """All that the credential would fill in, whatever was typed; of dots as far as not known."""
    trouble: str = ""
    """Why the credential that the request names cannot sign it."""


class Signing(msgspec.Struct, frozen=True):
    """What signs a request, as the Auth tab shows it."""

    chosen: str | None
    """As in ``Request.credential``."""
    chosen_above: str = ""
    """Name of the credential in the top bar, empty for none."""
    names: tuple[str, ...] = ()
    """Of the credentials that can be chosen."""
    adds: str = ""
    """What it adds, in a sentence."""
    bound: str = ""
    """Where it may go, in a sentence."""
    trouble: str = ""
    """Why it cannot sign, such as that it is not there any more."""
    is_of_use: bool = True
    """Whether there is anything to say about the request at all."""


def autofills(signed: Signed) -> Mapping[str, Autofill]:
    """Return what stands in for values of a request, by the names of parameters."""
    endpoint = signed.request.endpoint
    filled = {name: _filled(signed) for name in filled_names(signed.auth_parameters, endpoint)}
    wanted = endpoint.parameter(_ACCESS_TOKEN)
    if wanted is None or wanted.name in filled:
        return filled
    if endpoint.authentication is not Authentication.ACCESS_TOKEN:
        return filled
    return {**filled, wanted.name: _missing(signed)}


def _filled(signed: Signed) -> Autofill:
    name = signed.auth_parameters.credential
    return Autofill(
        placeholder=f"from credential {name}",
        words=f"From credential {name} · filled in when sent; never saved with the request.",
        words_when_typed=f"Sent as typed, instead of credential {name}. Clear it to go back.",
        is_enough=True,
    )


def _missing(signed: Signed) -> Autofill:
    if signed.request.credential == NO_CREDENTIAL:
        return Autofill(words="The Auth tab says that no credential fills this in.")
    if signed.trouble:
        return Autofill(words=signed.trouble, offer=OFFER)
    if signed.credential is None:
        return Autofill(words="No credential is chosen that fills this in.", offer=OFFER)
    return Autofill(words=f"{signed.credential.name} does not fill this in.", offer=OFFER)


def signing_of(signed: Signed, chosen: Credential | None, names: tuple[str, ...]) -> Signing:
    """Return what the Auth tab shows.

    Args:
        chosen: The credential of the top bar.
        names: Of the credentials that can be chosen.
    """
    return Signing(
        chosen=signed.request.credential,
        chosen_above=chosen.name if chosen else "",
        names=names,
        adds=_adds(signed),
        bound=_bound(signed.credential),
        trouble=signed.trouble,
        is_of_use=_is_of_use(signed),
    )


def _adds(signed: Signed) -> str:
    credential, auth_parameters = signed.credential, signed.auth_parameters
    if credential is None:
        return "The request is sent as it stands, without any credential."
    request, endpoint = signed.request, signed.request.endpoint
    names = filled_names(auth_parameters, endpoint)
    parts = [_place(endpoint, name) for name in names if request.value(name) is None]
    parts += [f"the header {name}" for name, _ in auth_parameters.headers]
    parts += ["its cookies"] if auth_parameters.jar and not parts else []
    if not parts and names:
        return f"{credential.name} adds nothing: {', '.join(names)} is sent as it was typed."
    if not parts:
        return f"{credential.name} adds nothing to this request."
    return f"{credential.name} adds {' and '.join(parts)} when the request is sent."


def _place(endpoint: Endpoint, name: str) -> str:
    parameter = endpoint.parameter(name)
    place = _PLACES.get(parameter.location, "") if parameter else ""
    return f"{name} {place}".strip()


def _bound(credential: Credential | None) -> str:
    if credential is None:
        return ""
    if not credential.origins:
        return "It is bound to no address yet; you are asked before it goes anywhere."
    places = ", ".join(origin_words(origin) for origin in credential.origins)
    return f"It goes to {places} and to no other address."


def _is_of_use(signed: Signed) -> bool:
    request = signed.request
    if request.credential is not None or not request.endpoint.service_id:
        return True
    wants = request.endpoint.authentication
    return wants is not Authentication.NONE or not signed.auth_parameters.is_empty


def possible_fixes(signed: Signed) -> frozenset[FixAction]:
    """Return what a credential can do about an answer that refused it."""
    possible = {FixAction.CHOOSE_CREDENTIAL}
    credential, request = signed.credential, signed.request
    scheme = scheme_of(credential.scheme) if credential else None
    if credential is None or scheme is None or not scheme.service_ids(credential):
        return frozenset(possible)
    has_token = bool(scheme.placeholder_grant(credential).values)
    filled = filled_names(signed.auth_parameters, request.endpoint)
    if has_token and any(request.value(name) is None for name in filled):
        possible.add(FixAction.RENEW_TOKEN)
    is_of_person = bool(scheme.kept) or not has_token
    if is_of_person and not signed.auth_parameters.is_empty:
        possible.add(FixAction.SIGN_IN)
    return frozenset(possible)
