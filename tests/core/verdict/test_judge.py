"""The verdict: the code first, by the service's own table."""

import json

import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import (
    CodeCase,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
    ResponseField,
    Service,
)
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Failure, FailureKind, Hop, Response, ResponseBody
from aiurdesk.core.translation import format_code
from aiurdesk.core.verdict.dialect import CodeRow, Dialect, Reader, Reason
from aiurdesk.core.verdict.envelope import (
    Envelope,
    NotAnEnvelope,
    NotAnEnvelopeReason,
    parse_envelope,
)
from aiurdesk.core.verdict.judge import judge
from aiurdesk.core.verdict.reading import ContentKind, Reading
from aiurdesk.core.verdict.verdict import Severity, VerdictKind
from aiurdesk.services.dialects.dialect_files import DialectFiles
from aiurdesk.services.library import Library
from tests.core.verdict.readings import judged_body, judged_by

TABLES = DialectFiles()
PUSH = Endpoint(
    "stargate.message.pushmessage", "stargate", "Message", "PushMessage", "POST", "/Message/Push",
    parameters=(
        Parameter("AccessToken", ParameterKind.SECRET, Location.FORM, required=True),
        Parameter("ChannelId", ParameterKind.INTEGER, Location.FORM, required=True),
        Parameter("MessageContent", ParameterKind.TEXT, Location.FORM, required=True),
    ),
    code_cases=(CodeCase(0, "", 200), CodeCase(-4, "no such channel", 200), CodeCase(-10, "", 400)),
)  # fmt: skip
LISTING = Endpoint(
    "stargate.channel.viewmychannels", "stargate", "Channel", "ViewMyChannels", "GET", "/x",
    response_fields=(ResponseField("channels", "array<object{id:integer}>"),),
)  # fmt: skip
VALUES = (("AccessToken", "t"), ("ChannelId", "2"), ("MessageContent", "m"))


def answer(status=200, hops=()):
    return Response(status, "HTTP/2", (), ResponseBody(), "https://host/", hops=hops)


def judged(code, message="m", items=(), status=200, table="2020", endpoint=PUSH, hops=()):
    envelope = Envelope(code, message, None, items)
    request = Request(endpoint, values=VALUES)
    return judged_by(TABLES[table], answer(status, hops), envelope, request, (PUSH, LISTING))


@pytest.mark.parametrize("name", ["2020", "2021", "2023"])
def test_every_row_of_every_table_gives_its_verdict(name):
    for code, row in TABLES[name].codes.items():
        verdict = judged(code, "As sent.", status=row.status, table=name)
        assert verdict.kind is VerdictKind.ENVELOPE
        assert (verdict.code, verdict.name, verdict.table) == (code, row.name, name)
        assert verdict.severity is row.severity
        assert (verdict.headline, verdict.meaning) == (row.headline, row.meaning)
        assert verdict.message == "As sent."


@pytest.mark.parametrize(
    ("code", "in_2020", "in_2021", "in_2023"),
    [
        (-11, Severity.SERVER, Severity.WAIT, Severity.WAIT),
        (-6, Severity.SUCCESS, Severity.SUCCESS, Severity.SERVER),
        (-2, Severity.WAIT, Severity.CREDENTIAL, Severity.SERVER),
    ],
)
def test_the_same_number_means_different_things_in_different_tables(
    code, in_2020, in_2021, in_2023
):
    severities = [judged(code, table=name).severity for name in ("2020", "2021", "2023")]
    assert severities == [in_2020, in_2021, in_2023]


@pytest.mark.parametrize(
    ("code", "table"), [(-999, "2020"), (777, "2020"), (-999, "2023"), (777, "2021")]
)
def test_a_number_in_no_row_is_an_unexpected_code(code, table):
    verdict = judged(code, "Strange.", ("One.",), 200, table)
    assert verdict.kind is VerdictKind.UNEXPECTED_CODE
    assert verdict.severity is Severity.UNEXPECTED
    assert (verdict.code, verdict.name, verdict.message) == (code, "", "Strange.")
    assert ("success" in verdict.meaning) == (code >= 0)
    assert verdict.other_errors == (("One.",) if code < 0 else ())


def test_the_status_never_decides_where_there_is_a_code():
    assert judged(-1, status=200).severity is Severity.CREDENTIAL
    assert judged(-4, status=500).severity is Severity.INPUT


@pytest.mark.parametrize("status", [400, 401, 404, 500, 503])
def test_a_status_of_400_or_more_is_never_a_success_of_a_code_that_comes_with_another(status):
    verdict = judged(0, status=status)
    assert verdict.kind is VerdictKind.ENVELOPE
    assert verdict.severity not in (Severity.SUCCESS, Severity.NOTICE)
    assert verdict.headline.startswith(f"{status} ")
    assert (verdict.code, verdict.table, verdict.message) == (0, "2020", "m")
    assert f"HTTP {status} carries 0" in verdict.notes[0]
    assert "did what was asked" not in verdict.meaning


def test_an_unexpected_status_is_a_note():
    line = "HTTP 200 carries −5; the table of result codes says HTTP 500."
    assert line in judged(-5, table="2023").notes
    assert judged(-4, status=404, table="2023").notes == ()
    documented = judged(-10, status=400, table="2020")
    line = "HTTP 400 carries −10, as documented for this endpoint"
    assert f"{line}; the table of result codes says HTTP 200." in documented.notes


def test_an_undocumented_code_is_a_note():
    line = "−7 is not among the codes that are documented for this endpoint."
    assert line in judged(-7).notes
    assert judged(0).notes == ()
    bare = Endpoint("s.g.e", "s", "G", "E", "GET", "/")
    assert judged(-7, endpoint=bare).notes == ()


def test_what_is_documented_belongs_to_the_table_of_the_service():
    push = replace(PUSH, table="2020")
    assert "−7 is not among" in judged(-7, endpoint=push).notes[-1]
    assert judged(-7, status=409, table="2023", endpoint=push).notes == ()


def test_a_code_without_an_expected_status_has_no_note_about_it():
    bare = Endpoint("s.g.e", "s", "G", "E", "GET", "/")
    verdict = judged_by(WORDS, answer(418), Envelope("fine", "m"), Request(bare))
    assert (verdict.severity, verdict.notes) == (Severity.SUCCESS, ())


def test_redirects_are_notes():
    verdict = judged(0, hops=(Hop(301, "https://host/", "https://host/a"),))
    assert verdict.notes == ("Redirected by HTTP 301 to https://host/a.",)


def test_each_parameter_that_the_service_names_gets_its_errors_and_a_button():
    items = (
        "The MessageContent field is required.",
        "The value 'two' is not valid for ChannelId.",
        "Something else.",
    )
    verdict = judged(-10, items=items)
    assert verdict.field_errors == {"MessageContent": (items[0],), "ChannelId": (items[1],)}
    assert verdict.other_errors == ("Something else.",)
    buttons = [fix for fix in verdict.fixes if fix.action]
    assert buttons == [
        Fix("Go to MessageContent", FixAction.FOCUS_PARAMETER, "MessageContent"),
        Fix("Go to ChannelId", FixAction.FOCUS_PARAMETER, "ChannelId"),
    ]


def test_without_items_the_message_may_name_the_parameter():
    verdict = judged(-10, "The ChannelId field is required.")
    assert list(verdict.field_errors) == ["ChannelId"]
    assert judged(-10, "Please provide a file!").other_errors == ()


def test_without_a_named_parameter_the_fix_leads_to_the_form():
    verdict = judged(-10, "Bad.", ("Bad thing.",))
    assert Fix("Go to the form", FixAction.FOCUS_FORM) in verdict.fixes


def test_texts_of_a_success_are_not_errors():
    verdict = judged(0, items=("The ChannelId field is required.",))
    assert verdict.field_errors == {}
    assert verdict.other_errors == ()


def test_not_found_leads_to_its_parameter_and_to_the_list():
    verdict = judged(-4, "Can not find your channel!")
    assert Fix("Go to ChannelId", FixAction.FOCUS_PARAMETER, "ChannelId") in verdict.fixes
    assert Fix("List what exists", FixAction.OPEN_ENDPOINT, LISTING.id) in verdict.fixes


def test_a_list_is_not_offered_without_an_endpoint_for_it():
    request = Request(PUSH, values=VALUES)
    verdict = judged_by(TABLES["2020"], answer(), Envelope(-4, "No channel."), request)
    assert FixAction.OPEN_ENDPOINT not in {fix.action for fix in verdict.fixes}
    other = Request(PUSH, values=())
    verdict = judged_by(TABLES["2020"], answer(), Envelope(-4, "No."), other, (LISTING,))
    assert FixAction.OPEN_ENDPOINT not in {fix.action for fix in verdict.fixes}


def test_a_fix_of_a_table_that_has_its_target_is_kept():
    row = TABLES["2020"].codes[-4]
    given = Fix("Open it", FixAction.OPEN_ENDPOINT, "a.b.c")
    table = replace(TABLES["2020"], rows=(replace(row, fixes=(given,)),))
    verdict = judged_by(table, answer(), Envelope(-4, ""), Request(PUSH))
    assert verdict.fixes == (given,)


WORDS = Dialect("words", reader=Reader.ENVELOPE, rows=(
    CodeRow(codes=("fine",), headline="Done", severity=Severity.SUCCESS),
    CodeRow(codes=("invalid_auth",), headline="Wrong token", severity=Severity.CREDENTIAL),
    CodeRow(codes=(7,), headline="Wait", severity=Severity.WAIT),
))  # fmt: skip


def judged_by_words(code, status=200, table=WORDS):
    body = json.dumps({"code": code, "message": "As sent."}).encode()
    return judged_by(table, answer(status), parse_envelope(body), Request(PUSH))


@pytest.mark.parametrize("code", ["fine", "invalid_auth", 7])
def test_a_table_may_have_codes_that_are_texts(code):
    verdict = judged_by_words(code)
    assert verdict.kind is VerdictKind.ENVELOPE
    assert (verdict.code, verdict.table, verdict.message) == (code, "words", "As sent.")
    assert verdict.headline == WORDS.codes[code].headline


@pytest.mark.parametrize("code", ["", "Fine", "fine ", "7", "never heard of it", "\ud800", 8])
def test_a_text_in_no_row_is_an_unexpected_code(code):
    verdict = judged_by_words(code)
    assert verdict.kind is VerdictKind.UNEXPECTED_CODE
    assert verdict.severity is Severity.UNEXPECTED
    assert verdict.message == "As sent."
    kind = "text" if isinstance(code, str) else "number"
    assert verdict.meaning.startswith(
        f"The {kind} {format_code(verdict.code)} is not in the table of words"
    )


@pytest.mark.parametrize("name", ["2020", "2021", "2023"])
@pytest.mark.parametrize("code", ["fine", "0", "-8", "", "x" * 500])
def test_a_code_that_is_text_stays_a_fault_to_the_tables_of_aiursoft(name, code):
    assert not TABLES[name].has_text_codes
    verdict = judged_by_words(code, table=TABLES[name])
    assert verdict.kind is VerdictKind.NOT_AN_ENVELOPE
    assert (verdict.headline, verdict.severity) == (
        "200 OK, but the code is text",
        Severity.UNEXPECTED,
    )
    assert (verdict.code, verdict.table, verdict.name, verdict.message) == (None, None, "", "")


def test_a_long_text_is_not_a_code_to_any_table():
    assert judged_by_words("x" * 500).headline == "200 OK, but the code is text"


def test_a_text_code_without_a_message_is_told_with_its_code():
    verdict = judged_by(WORDS, answer(), parse_envelope(b'{"code": "invalid_auth"}'), Request(PUSH))
    assert (verdict.headline, verdict.code) == (
        "200 OK, but no message",
        "invalid_auth",
    )
    assert "The code is invalid_auth (wrong token in table words)." in verdict.meaning


def test_a_failure_is_judged_without_an_envelope():
    failure = Failure(FailureKind.READ_TIMEOUT)
    assert judged_by(TABLES["2020"], failure, None, Request(PUSH)).kind is VerdictKind.NO_ANSWER


def test_a_body_without_an_envelope_is_judged_as_such():
    page = NotAnEnvelope(NotAnEnvelopeReason.HTML)
    for envelope in (page, None):
        verdict = judged_by(TABLES["2020"], answer(), envelope, Request(PUSH))
        assert verdict.kind is VerdictKind.NOT_AN_ENVELOPE


def test_a_websocket_that_was_called_as_plain_http_is_told_so():
    socket = Endpoint("s.g.e", "s", "G", "E", "GET", "/", is_websocket=True)
    verdict = judged(-10, endpoint=socket)
    assert "WebSocket" in verdict.notes[-1]
    assert [fix.text for fix in verdict.fixes] == [
        "Open it as a WebSocket: with Connect in the window, or with aiurdesk listen."
    ]


def test_a_websocket_that_refuses_a_value_does_not_ask_for_a_handshake():
    socket = replace(PUSH, is_websocket=True)
    verdict = judged(-10, items=("The ChannelId field is required.",), endpoint=socket)
    assert verdict.field_errors == {"ChannelId": ("The ChannelId field is required.",)}
    assert FixAction.FOCUS_PARAMETER in [fix.action for fix in verdict.fixes]


@pytest.mark.parametrize(("code", "is_offered"), [(0, True), (-4, False)])
def test_a_socket_that_a_response_hands_out_is_offered_after_a_success(code, is_offered):
    library = Library()
    endpoint = library.catalogue.endpoint("stargate.channel.createchannel")
    assert endpoint is not None
    siblings = library.endpoints_of("stargate")
    verdict = judged_by(TABLES["2020"], answer(), Envelope(code, "m"), Request(endpoint), siblings)
    assert (FixAction.OPEN_SOCKET in [fix.action for fix in verdict.fixes]) is is_offered


SERVICE = Service("s", "S", "https://s", "2021", "2021")


@pytest.mark.parametrize(
    ("chosen", "service", "body", "expected"),
    [
        ("2023", SERVICE, b'{"code":0,"message":""}', "2023"),
        ("", SERVICE, b'{"code":0,"message":"","protocolVersion":"1"}', "2021"),
        ("", None, b'{"code":0,"message":"","protocolVersion":"1"}', "2023"),
        ("", None, b'{"code":0,"message":"","protocolVersion":null}', "2023"),
        ("", None, b'{"code":0,"message":""}', None),
        ("", None, b'{"code":0,"protocolVersion":"1"}', None),
        ("", None, b"<html>", None),
    ],
)
def test_the_table_is_chosen_by_hand_or_by_the_service_or_by_the_mark_of_the_protocol(
    chosen, service, body, expected
):
    response = replace(answer(), body=ResponseBody(body, None, len(body), len(body)))
    verdict = judged_body(response, Request(PUSH, dialect=chosen), Library(), service)
    assert verdict.table == expected


def test_an_address_that_belongs_to_no_service_says_which_table_judged():
    free = Request(Typed("https://host/"))
    table, envelope = TABLES["2023"], Envelope(0, "m", "1")
    verdict = judged_by(table, answer(), envelope, free, why=Reason.SHAPE)
    assert verdict.notes == ("The address belongs to no known service, so table 2023 was used.",)
    assert judged_by(table, answer(), envelope, free).notes == ()


def test_the_mark_of_the_protocol_alone_makes_no_status_of_400_or_more_green():
    free = Request(Typed("https://host/"))
    table = replace(TABLES["2023"], rows=(replace(TABLES["2023"].codes[0], status=None),))
    given, matched = (
        judged_by(table, answer(404), Envelope(0, "m", "1"), free, why=why)
        for why in (Reason.GIVEN, Reason.SHAPE)
    )
    assert given.severity is Severity.SUCCESS
    assert matched.severity is Severity.INPUT


@pytest.mark.parametrize(
    ("retry_after", "fix"),
    [
        ("", Fix("Resend in 60 s", FixAction.WAIT_AND_RESEND, "60")),
        ("17", Fix("Resend in 17 s", FixAction.WAIT_AND_RESEND, "17")),
    ],
)
def test_a_code_that_asks_to_wait_waits_as_long_as_the_server_says(retry_after, fix):
    headers = (Header("Retry-After", retry_after),) if retry_after else ()
    outcome = replace(answer(429), headers=headers)
    verdict = judged_by(TABLES["2023"], outcome, Envelope(-11, "Slow down."), Request(PUSH))
    assert verdict.fixes[1] == fix


SOCKET = Typed("ws://host/x")


def refused_handshake(status, envelope, endpoint=SOCKET):
    response = replace(answer(status), is_handshake=True)
    if isinstance(envelope, NotAnEnvelope):
        return judge(response, Reading(ContentKind.HTML, envelope), Request(endpoint), {})
    return judged_by(TABLES["2020"], response, envelope, Request(endpoint))


@pytest.mark.parametrize(
    "envelope", [NotAnEnvelope(NotAnEnvelopeReason.HTML), Envelope(0, "Server started", None, ())]
)
def test_an_ordinary_response_to_a_handshake_is_not_a_success(envelope):
    verdict = refused_handshake(200, envelope)
    assert verdict.severity is Severity.INPUT
    assert verdict.headline.startswith("No WebSocket here: ")
    assert "HTTP 200 instead of 101" in verdict.meaning
    assert [fix.text for fix in verdict.fixes][:2] == ["Check the address.", "Go to the address"]


def test_other_refusals_of_a_socket_keep_their_verdict():
    unknown_caller = refused_handshake(200, Envelope(-8, "m", None, ()))
    assert unknown_caller.severity is Severity.CREDENTIAL
    assert not any("ordinary HTTP" in note for note in unknown_caller.notes)
    empty = NotAnEnvelope(NotAnEnvelopeReason.EMPTY)
    assert refused_handshake(101, empty).severity is Severity.SUCCESS
    assert "No WebSocket" not in refused_handshake(302, empty).headline
