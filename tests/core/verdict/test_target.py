"""The parameter that names the target of a call, and the endpoint that lists such targets."""

import pytest

from aiurdesk.core.api.endpoint import (
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
    ResponseField,
)
from aiurdesk.core.request.request import Request
from aiurdesk.core.verdict.fixes import (
    listing_endpoint,
    listing_request,
    subject_of,
    target_parameter,
)


def parameter(name, kind=ParameterKind.TEXT):
    return Parameter(name, kind, Location.FORM)


def endpoint(*names, fields=(), id="s.g.e"):
    return Endpoint(
        id, "s", "G", "E", "POST", "/",
        parameters=tuple(parameter(name) for name in names),
        response_fields=fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "subject"),
    [("ChannelId", "channel"), ("TargetSiteName", "site"), ("FolderNames", "folder"), ("w", "w")],
)
def test_the_name_of_a_parameter_tells_its_subject(name, subject):
    assert subject_of(parameter(name)) == subject


def test_the_only_parameter_beside_the_token_names_the_target():
    request = Request(endpoint("AccessToken", "Odd"), values=(("AccessToken", "t"), ("odd", "1")))
    target = target_parameter(request, ("No such thing.",))
    assert target is not None
    assert target.name == "Odd"


def test_of_several_parameters_the_message_tells_which_it_is():
    values = (("ChannelId", "1"), ("SiteName", "a"))
    request = Request(endpoint("ChannelId", "SiteName"), values=values)
    target = target_parameter(request, ("Can not find your channel!",))
    assert target is not None
    assert target.name == "ChannelId"


def test_of_several_parameters_any_of_the_texts_tells_which_it_is():
    values = (("ChannelId", "1"), ("MessageContent", "a"))
    request = Request(endpoint("ChannelId", "MessageContent"), values=values)
    target = target_parameter(request, ("Nothing there.", "no such channel"))
    assert target is not None
    assert target.name == "ChannelId"


def test_ambiguous_texts_give_no_target():
    values = (("ChannelId", "1"), ("SiteName", "a"))
    assert (
        target_parameter(Request(endpoint("ChannelId", "SiteName"), values=values), ("No.",))
        is None
    )
    assert target_parameter(Request(endpoint("ChannelId"), values=()), ("No channel.",)) is None


def test_an_endpoint_whose_response_holds_a_list_of_the_subject_lists_it():
    here = endpoint("ChannelId")
    listing = endpoint(id="s.g.all", fields=(ResponseField("channels", "array<object{id}>"),))
    count = endpoint(id="s.g.count", fields=(ResponseField("channels", "integer"),))
    chosen = listing_endpoint(parameter("ChannelId"), here, (here, count, listing))
    assert chosen == listing


def test_two_endpoints_that_list_the_same_are_ambiguous():
    fields = (ResponseField("channels", "array<string>"),)
    both = (endpoint(id="s.g.a", fields=fields), endpoint(id="s.g.b", fields=fields))
    assert listing_endpoint(parameter("ChannelId"), endpoint(), both) is None


def listing(*parameters, method="GET", **facts):
    return Endpoint("s.g.all", "s", "G", "All", method, "/", parameters=parameters, **facts)


def test_an_endpoint_that_only_reads_can_be_called_with_the_values_that_are_known():
    site = Parameter("SiteName", ParameterKind.TEXT, Location.QUERY, required=True)
    token = Parameter("AccessToken", ParameterKind.SECRET, Location.QUERY, required=True)
    request = Request(
        endpoint("sitename"), values=(("sitename", "a"), ("x", "1")), credential="Mine"
    )
    chosen = listing_request(listing(token, site), request)
    assert chosen is not None
    assert (chosen.values, chosen.credential) == ((("SiteName", "a"),), "Mine")


def test_an_endpoint_that_writes_or_wants_more_is_only_opened():
    other = Parameter("Other", ParameterKind.TEXT, Location.QUERY, required=True)
    request = Request(endpoint("SiteName"), values=(("SiteName", "a"),))
    assert listing_request(listing(other), request) is None
    assert listing_request(listing(method="POST"), request) is None
    assert listing_request(listing(is_websocket=True), request) is None
