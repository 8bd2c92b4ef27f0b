"""Fixes that can do what they say, for the request and its outcome."""

import pytest

from aiurdesk.core.api.endpoint import (
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
    ResponseField,
)
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import FormBody, GraphqlBody, Request, Row
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody
from aiurdesk.core.verdict.body_kind import content_of
from aiurdesk.core.verdict.dialect import CodeRow
from aiurdesk.core.verdict.envelope import parse_envelope
from aiurdesk.core.verdict.field_errors import FieldErrors
from aiurdesk.core.verdict.fixes import (
    credential_fixes,
    fitting_fixes,
    fixes_of_row,
    listing_endpoint,
    listing_request,
    named_parameters,
    subject_of,
    target_parameter,
)
from aiurdesk.core.verdict.reading import ContentKind
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.library import Library
from tests.core.verdict.readings import judged_body

LIBRARY = Library()
CHANNEL = Parameter("ChannelId", ParameterKind.INTEGER, Location.FORM)
TOKEN = Parameter("AccessToken", ParameterKind.SECRET, Location.FORM)
OF_SERVICE = Endpoint("s.g.e", "s", "G", "E", "POST", "/", parameters=(TOKEN, CHANNEL))
BARE = Endpoint("s.g.b", "s", "G", "B", "GET", "/")
CUSTOM = Typed("http://host/")
SECURE = Typed("https://host/")
FAILED = Failure(FailureKind.HOST_NOT_FOUND)


def response(body=b"text"):
    return Response(200, "HTTP/2", (), ResponseBody(body, None, len(body)), "https://host/")


def is_possible(action, endpoint, target="", outcome=FAILED, method=""):
    fix = Fix("Do it", action, target)
    body = outcome.body.data if isinstance(outcome, Response) else b""
    content = content_of(parse_envelope(body), body)
    return fitting_fixes((fix,), Request(endpoint, method=method), outcome, content) == (fix,)


@pytest.mark.parametrize(
    ("action", "target", "endpoints"),
    [
        (FixAction.FOCUS_FORM, "", {OF_SERVICE}),
        (FixAction.FOCUS_PARAMETER, "channelid", {OF_SERVICE}),
        (FixAction.FOCUS_PARAMETER, "Gone", set()),
        (FixAction.EDIT_ADDRESS, "", {CUSTOM, SECURE}),
        (FixAction.USE_HTTPS, "", {CUSTOM}),
        (FixAction.CHOOSE_ENVIRONMENT, "", {OF_SERVICE, BARE}),
        (FixAction.CHOOSE_METHOD, "POST", {BARE, CUSTOM, SECURE}),
        (FixAction.CHOOSE_METHOD, "", set()),
        (FixAction.OPEN_ENDPOINT, "", set()),
        (FixAction.RESEND, "", {OF_SERVICE, BARE, CUSTOM, SECURE}),
    ],
)
def test_a_button_is_there_only_where_it_can_do_what_it_says(action, target, endpoints):
    all_of_them = (OF_SERVICE, BARE, CUSTOM, SECURE)
    assert {e for e in all_of_them if is_possible(action, e, target)} == endpoints


@pytest.mark.parametrize(
    ("address", "is_offered"), [("ws://host/", True), ("WS://host/", True), ("wss://host/", False)]
)
def test_the_scheme_of_a_typed_socket_can_be_changed(address, is_offered):
    typed = Typed(address)
    assert is_possible(FixAction.USE_HTTPS, typed) is is_offered


def test_the_method_that_was_chosen_counts():
    assert not is_possible(FixAction.CHOOSE_METHOD, BARE, "POST", method="post")
    assert is_possible(FixAction.CHOOSE_METHOD, BARE, "GET", method="POST")


@pytest.mark.parametrize(
    ("body", "is_text"),
    [(b"text", True), (b"\x89PNG\r\n\x1a\n\xff", False), (b"", False), (b"\xff\0\1", False)],
)
def test_only_a_text_is_shown_as_text(body, is_text):
    assert is_possible(FixAction.SHOW_TEXT, BARE, outcome=response(body)) is is_text


def test_without_a_response_there_is_no_text_to_show():
    assert not is_possible(FixAction.SHOW_TEXT, BARE)


def test_words_stay_and_the_same_fix_stands_there_once():
    fixes = (Fix("Read it."), Fix("Resend", FixAction.RESEND), Fix("Resend", FixAction.RESEND))
    assert fitting_fixes(fixes, Request(BARE), FAILED, ContentKind.NONE) == fixes[:2]


CREDENTIAL_FIXES = (
    Fix("Check it."),
    Fix("Sign in", FixAction.SIGN_IN),
    Fix("Renew token and resend", FixAction.RENEW_TOKEN),
    Fix("Copy report", FixAction.COPY_REPORT),
)


def test_a_token_that_was_typed_can_be_cleared_for_the_credential():
    typed = Request(OF_SERVICE, values=(("AccessToken", "wrong"),))
    words, clear, *others = credential_fixes(CREDENTIAL_FIXES, typed, ())
    assert words == CREDENTIAL_FIXES[0]
    assert clear == Fix(
        "Clear AccessToken, use credential", FixAction.USE_CREDENTIAL, "AccessToken"
    )
    assert tuple(others) == CREDENTIAL_FIXES[1:]


@pytest.mark.parametrize(
    "request_",
    [Request(OF_SERVICE), Request(OF_SERVICE, values=(("AccessToken", ""),)), Request(BARE)],
)
def test_without_a_typed_token_there_is_nothing_to_clear(request_):
    assert credential_fixes(CREDENTIAL_FIXES, request_, ()) == CREDENTIAL_FIXES


def judged(endpoint_id, body, values=(), status=200):
    endpoint = LIBRARY.with_code_lab.endpoint(endpoint_id)
    assert endpoint is not None
    service = LIBRARY.with_code_lab.service(endpoint.service_id)
    outcome = Response(status, "HTTP/2", (), ResponseBody(body, None, len(body)), "https://host/")
    return judged_body(outcome, Request(endpoint, values=values), LIBRARY, service)


@pytest.mark.parametrize("generation", ["probe", "probe-2023"])
@pytest.mark.parametrize("name", ["download.open", "download.file", "files.uploadfile"])
def test_a_missing_site_token_is_fetched_from_its_endpoint(generation, name):
    body = b'{"code": -8, "message": "You have no permission."}'
    verdict = judged(f"{generation}.{name}", body, (("SiteName", "my-site"),))
    words, button = verdict.fixes
    assert "takes a site token" in words.text
    target = f"{generation}.token.gettoken"
    assert button == Fix("Get a site token", FixAction.FILL_FROM, target)


def test_a_websocket_endpoint_that_was_sent_as_http_does_not_lead_to_its_values():
    body = b'{"code": -10, "message": "This address is for WebSocket only."}'
    verdict = judged("stargate.listen.channel", body, (("Id", "1"), ("Key", "k")))
    assert [fix.action for fix in verdict.fixes] == [None]
    assert "WebSocket" in verdict.fixes[0].text


def test_a_websocket_endpoint_that_refuses_a_value_leads_to_it():
    body = b'{"code": -10, "message": "Bad.", "items": ["The Id field is required."]}'
    verdict = judged("stargate.listen.channel", body)
    assert FixAction.FOCUS_PARAMETER in {fix.action for fix in verdict.fixes}


def test_an_endpoint_without_parameters_has_no_form_to_go_to():
    verdict = judged("code-lab.codes.notfound", b'{"code": -4, "message": "Not there."}')
    assert [fix.action for fix in verdict.fixes] == [None]


def test_a_body_that_is_not_an_envelope_is_told_by_its_reason():
    verdict = judged("code-lab.codes.success", b"<html>")
    assert [fix.action for fix in verdict.fixes] == [None, FixAction.SHOW_TEXT]


@pytest.mark.parametrize(
    ("action", "target", "is_there"),
    [
        (FixAction.FOCUS_FORM, "", True),
        (FixAction.FOCUS_PARAMETER, "variables", True),
        (FixAction.FOCUS_PARAMETER, "other", False),
    ],
)
def test_a_document_of_graphql_can_be_gone_to(action, target, is_there):
    fix = Fix("Do it", action, target)
    request = Request(SECURE, body=GraphqlBody("{ a }"))
    assert (fitting_fixes((fix,), request, FAILED, ContentKind.NONE) == (fix,)) is is_there
    assert fitting_fixes((fix,), Request(SECURE), FAILED, ContentKind.NONE) == ()


ENDPOINT = Endpoint(
    "a.b.c", "a", "b", "c", "POST", "/",
    parameters=(Parameter("name", ParameterKind.TEXT, Location.FORM),),
)  # fmt: skip
REQUEST = Request(ENDPOINT, body=FormBody((Row("mail", "x"),)))
NO_ERRORS = FieldErrors()
GO = Fix("Go to {parameter}", FixAction.FOCUS_PARAMETER)


def fixes(*of_row: Fix, errors: FieldErrors = NO_ERRORS, wait_s: int | None = None) -> list[Fix]:
    row = CodeRow(codes=(1,), severity=Severity.INPUT, fixes=of_row)
    return list(fixes_of_row(row, errors, (), wait_s, REQUEST, ()))


def test_the_fields_of_a_form_are_parameters_that_a_server_may_name() -> None:
    assert [parameter.name for parameter in named_parameters(REQUEST)] == ["name", "mail"]


def test_a_fix_goes_to_each_parameter_that_is_named_or_to_the_form() -> None:
    errors = FieldErrors({"name": ("Taken.",), "mail": ("Wrong.",)}, ("name", "mail"))

    assert [fix.target for fix in fixes(GO, errors=errors)] == ["name", "mail"]
    assert fixes(GO) == [Fix("Go to the form", FixAction.FOCUS_FORM)]


def test_the_form_has_no_button_beside_those_of_its_fields() -> None:
    form = Fix("Go to the form", FixAction.FOCUS_FORM)
    field = Fix("Go to name", FixAction.FOCUS_PARAMETER, "name")
    assert fitting_fixes((form, field), REQUEST, FAILED, ContentKind.NONE) == (field,)
    assert fitting_fixes((form,), REQUEST, FAILED, ContentKind.NONE) == (form,)


def test_a_fix_with_a_parameter_of_its_own_names_it() -> None:
    given = Fix("Go to {parameter}", FixAction.FOCUS_PARAMETER, "mail")

    assert fixes(given) == [Fix("Go to mail", FixAction.FOCUS_PARAMETER, "mail")]


@pytest.mark.parametrize(("wait_s", "target"), [(None, "60"), (7, "7")])
def test_a_wait_is_as_long_as_the_server_says(wait_s: int | None, target: str) -> None:
    waiting = Fix("Resend in 60 s", FixAction.WAIT_AND_RESEND, "60")

    assert [fix.target for fix in fixes(waiting, wait_s=wait_s)] == [target]


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
