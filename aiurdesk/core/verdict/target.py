"""What a call is about: the parameter that names its target, the endpoint that lists such targets.

Both are read from the catalogue: ``ChannelId`` names a channel, and an endpoint whose response
holds a list ``channels`` lists them. Where several would do, nothing is chosen.
"""

import re
from collections.abc import Iterable, Sequence

from aiurdesk.core.api.endpoint import Endpoint, Parameter
from aiurdesk.core.request.request import Request

_NAMING_ENDING = re.compile(r"(?:Id|Ids|Name|Names)$", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")
# As in TargetSiteName and NewSiteName of Probe, and ThatEmail of Gateway.
_LEADING_WORDS = re.compile(r"^(?:Target|New|Old|To|That)(?=[A-Z])")
_ACCESS_TOKEN = "accesstoken"


def subject_of(parameter: Parameter) -> str:
    """Return what a parameter names: ``ChannelId`` and ``TargetSiteName`` → channel, site."""
    bare = _LEADING_WORDS.sub("", _NAMING_ENDING.sub("", parameter.name))
    return bare.casefold()


def target_parameter(request: Request, texts: Iterable[str]) -> Parameter | None:
    """Return the parameter that names what a code says is missing, or None.

    It is the only parameter that was sent, beside secrets, or the only one of those whose subject
    is a word of the texts.

    Args:
        texts: The message of the response, and what the endpoint documents for the code.
    """
    endpoint = request.endpoint
    sent = {name.casefold() for name, _ in request.values} - {_ACCESS_TOKEN}
    candidates = [
        parameter
        for parameter in endpoint.parameters
        if parameter.name.casefold() in sent and not parameter.traits.is_secret
    ]
    # "Can not find channel with id: 2" names the channel, so ``ChannelId`` is meant.
    if len(candidates) > 1:
        words = set(_WORD.findall(" ".join(texts).casefold()))
        candidates = [parameter for parameter in candidates if subject_of(parameter) in words]
    return candidates[0] if len(candidates) == 1 else None


def listing_request(endpoint: Endpoint, request: Request) -> Request | None:
    """Return a request to an endpoint that can be sent as soon as it is opened, or None.

    Only GET requests are sent without asking, and only if the first request has every required
    value. The access token is filled in by a credential.
    """
    # Such as the site of a folder that was not found: its folders can be listed at once.
    given = {name.casefold(): value for name, value in request.values}
    values = tuple(
        (parameter.name, given[parameter.name.casefold()])
        for parameter in endpoint.parameters
        if parameter.name.casefold() in given
    )
    given_names = {name for name, _ in values}
    missing = [
        parameter
        for parameter in endpoint.parameters
        if parameter.required
        and parameter.name not in given_names
        and parameter.name.casefold() != _ACCESS_TOKEN
    ]
    # GET is safe: it changes nothing. RFC 9110 section 9.2.1.
    if missing or endpoint.method != "GET" or endpoint.is_websocket:
        return None
    return Request(endpoint, values=values, credential=request.credential)


def listing_endpoint(
    parameter: Parameter, endpoint: Endpoint, siblings: Sequence[Endpoint]
) -> Endpoint | None:
    """Return the endpoint of the same service that lists what a parameter names, or None."""
    member = f"{subject_of(parameter)}s"
    listings = [
        sibling
        for sibling in siblings
        if sibling.id != endpoint.id
        and any(
            field.name.casefold() == member and field.type.startswith("array")
            for field in sibling.response_fields
        )
    ]
    return listings[0] if len(listings) == 1 else None
