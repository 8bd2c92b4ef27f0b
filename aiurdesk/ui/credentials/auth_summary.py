"""Descriptions of what a credential adds to a request, for the form and the Auth tab."""

from collections.abc import Mapping

import msgspec

from aiurdesk.core.api.endpoint import ACCESS_TOKEN, Authentication, Endpoint, Location
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import NO_CREDENTIAL, Credential, allowed_words
from aiurdesk.core.preparing.prepare import filled_names
from aiurdesk.core.problem import FixAction, sentence_of
from aiurdesk.core.translation import tr
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.ui.credentials.choice import origin_words
from aiurdesk.ui.form.autofill import Autofill

OFFER = tr("Choose credential")
_PLACES = {
    Location.QUERY: tr("in the query"),
    Location.FORM: tr("in the form"),
    Location.MULTIPART: tr("in the form"),
    Location.HEADER: tr("in a header"),
    Location.COOKIE: tr("in a cookie"),
}


class AuthSummary(msgspec.Struct, frozen=True):
    """The authentication of a request as the Auth tab shows it."""

    chosen: str | None
    """As in ``Request.credential``."""
    chosen_above: str = ""
    """Name of the credential in the top bar, empty for none."""
    names: tuple[str, ...] = ()
    """Of the credentials that can be chosen."""
    effect: str = ""
    """Whether the credential is sent, and where, in a sentence."""
    trouble: str = ""
    """Why it cannot be used, such as that it does not exist any more."""
    can_add: bool = False
    """Whether a new credential can be filled in: a custom URL takes any."""
    is_of_use: bool = True
    """Whether there is anything to say about the request at all."""


def autofills(plan: PlannedRequest) -> Mapping[str, Autofill]:
    """Return what fills in values of a request, by the names of parameters."""
    endpoint = plan.request.endpoint
    filled = {name: _filled(plan) for name in filled_names(plan.possible_parameters, endpoint)}
    parameter = endpoint.parameter(ACCESS_TOKEN)
    if parameter is None or parameter.name in filled:
        return filled
    # A parameter may have that name without being one, as where a token is checked.
    if endpoint.authentication is not Authentication.ACCESS_TOKEN:
        return filled
    return {**filled, parameter.name: _missing(plan)}


def _filled(plan: PlannedRequest) -> Autofill:
    name = plan.possible_parameters.credential
    return Autofill(
        placeholder=tr("from credential {name}").format(name=name),
        words=tr(
            "From credential {name} · filled in when sent; never saved with the request."
        ).format(name=name),
        words_when_typed=tr(
            "Sent as typed, instead of credential {name}. Clear it to go back."
        ).format(name=name),
        is_enough=True,
    )


def _missing(plan: PlannedRequest) -> Autofill:
    if plan.request.credential == NO_CREDENTIAL:
        return Autofill(words=tr("The Auth tab says that no credential fills this in."))
    if plan.credential_problem:
        return Autofill(words=plan.credential_problem.sentence, offer=OFFER)
    if plan.credential is None:
        return Autofill(words=tr("No credential is chosen that fills this in."), offer=OFFER)
    return Autofill(
        words=tr("{name} does not fill this in.").format(name=plan.credential.name), offer=OFFER
    )


def auth_summary(
    plan: PlannedRequest, chosen: Credential | None, names: tuple[str, ...]
) -> AuthSummary:
    """Return what the Auth tab shows.

    Args:
        chosen: The credential of the top bar.
        names: Of the credentials that can be chosen.
    """
    return AuthSummary(
        chosen=plan.request.credential,
        chosen_above=chosen.name if chosen else "",
        names=names,
        effect=_effect(plan),
        trouble=sentence_of(plan.credential_problem),
        can_add=plan.request.is_typed,
        is_of_use=_is_of_use(plan),
    )


def _effect(plan: PlannedRequest) -> str:
    """Return the one thing that happens to the credential: sent, asked about, or not sent."""
    credential = plan.credential
    if plan.credential_problem:
        return ""
    if credential is None:
        return tr("The request is sent without a credential.")
    target = plan.origin or tr("the address that the sandbox gets when it starts")
    if plan.possible_parameters.is_empty:
        if not _is_bound_elsewhere(plan):
            return tr("{name} is not sent: this endpoint does not use it.").format(
                name=credential.name
            )
        return tr(
            "{name} is not sent: the request goes to {target}, and the credential is "
            "{allowed}. To be asked about this address, choose the credential here."
        ).format(name=credential.name, target=target, allowed=_allowed(credential))
    names = _names(plan)
    additions = _additions(plan, names)
    if not additions and names:
        return tr("{name} is not sent: {names} is sent as it was typed.").format(
            name=credential.name, names=", ".join(names)
        )
    what = tr(" and ").join(additions)
    if plan.unbound_origin:
        return tr(
            "You are asked before {name} adds {what}: the request goes to {target}, "
            "and the credential is {allowed}."
        ).format(name=credential.name, what=what, target=target, allowed=_allowed(credential))
    return tr("{name} adds {what} when the request is sent to {target}.").format(
        name=credential.name, what=what, target=target
    )


def _names(plan: PlannedRequest) -> tuple[str, ...]:
    """Return the parameters that the credential adds; a custom URL declares none of them."""
    endpoint = plan.request.endpoint
    pairs = ((endpoint.parameter(name), name) for name, _ in plan.possible_parameters.values)
    return tuple(parameter.name if parameter else name for parameter, name in pairs)


def _additions(plan: PlannedRequest, names: tuple[str, ...]) -> list[str]:
    """Return words for everything that the credential adds."""
    request, possible_parameters = plan.request, plan.possible_parameters
    words = [
        _missing_words(request.endpoint, name) for name in names if request.value(name) is None
    ]
    words += [tr("the header {name}").format(name=name) for name, _ in possible_parameters.headers]
    words += [tr("{name} in the query").format(name=name) for name, _ in possible_parameters.query]
    words += (
        [tr("a signature ({word})").format(word=possible_parameters.signed.word)]
        if possible_parameters.signed
        else []
    )
    # Every credential has a jar, so it is named only where nothing else is added.
    words += [tr("its cookies")] if possible_parameters.jar and not words and not names else []
    return words


def _is_bound_elsewhere(plan: PlannedRequest) -> bool:
    """Return whether the endpoint would take the credential if it were bound to the address."""
    credential = plan.credential
    scheme = scheme_of(credential.scheme) if credential else None
    if credential is None or scheme is None or not plan.possible_parameters.is_empty:
        return False
    return scheme.applies(credential, plan.request.endpoint, plan.service)


def _allowed(credential: Credential) -> str:
    return allowed_words(map(origin_words, credential.origins))


def _missing_words(endpoint: Endpoint, name: str) -> str:
    parameter = endpoint.parameter(name)
    location = _PLACES.get(parameter.location, "") if parameter else ""
    return tr("{name} {location}").format(name=name, location=location) if location else name


def _is_of_use(plan: PlannedRequest) -> bool:
    request = plan.request
    # A custom URL says nothing about authentication, so anything may be of use.
    if request.credential is not None or request.is_typed:
        return True
    wants = request.endpoint.authentication
    is_wanted = wants is not Authentication.NONE or not plan.possible_parameters.is_empty
    return is_wanted or _is_bound_elsewhere(plan)


def possible_fixes(plan: PlannedRequest) -> frozenset[FixAction]:
    """Return what a credential can do about a response that refused it."""
    possible = {FixAction.CHOOSE_CREDENTIAL}
    credential, request = plan.credential, plan.request
    scheme = scheme_of(credential.scheme) if credential else None
    if credential is None or scheme is None or not scheme.signs_in(credential):
        return frozenset(possible)
    grant = scheme.placeholder_grant(credential)
    has_token = bool(grant.values or grant.headers)
    filled = filled_names(plan.possible_parameters, request.endpoint)
    # A token in a header has no parameter that a person could have filled in.
    if plan.possible_parameters.headers or any(request.value(name) is None for name in filled):
        possible.add(FixAction.RENEW_TOKEN)
    # An app gets a new token by itself. Only what asks the person signs in again: it stores what
    # the browser brought back, or has no token at all.
    is_of_person = bool(scheme.kept) or not has_token
    if is_of_person and not plan.possible_parameters.is_empty:
        possible.add(FixAction.SIGN_IN)
    return frozenset(possible)
