"""The steps between a response and its verdict that are the same wherever a body is read."""

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.dialect import DialectChoice, Reason
from aiurdesk.core.verdict.envelope import Envelope
from aiurdesk.core.verdict.reading import ContentKind, Reading
from aiurdesk.services.library import Library
from aiurdesk.services.sending.body_reading import (
    RequestContext,
    dialect_of,
    of_unknown_host,
    verdict_of,
)

LIBRARY = Library()
REQUEST = custom_request("https://api.example/")


def test_the_dialect_of_a_request_comes_before_that_of_its_service():
    service = Service("s", "S", "https://s", "2021", "2021")
    assert RequestContext(REQUEST, service).given == "2021"
    assert RequestContext(REQUEST, None).given == ""
    dialect = dialect_of(RequestContext(REQUEST, None), "slack", LIBRARY)
    assert dialect is not None
    assert dialect.name == "slack"
    assert dialect_of(RequestContext(REQUEST, None), None, LIBRARY) is None


def test_a_name_that_no_dialect_has_any_more_chooses_nothing():
    gone = Reading(
        ContentKind.JSON, Envelope(0, "m"), DialectChoice("gone", Reason.GIVEN, ("slack",))
    )
    choice = of_unknown_host(gone, LIBRARY).choice
    assert (choice.dialect, choice.looks_like) == (None, ("slack", "2020"))
    marked = of_unknown_host(Reading(ContentKind.JSON, Envelope(0, "m", "1")), LIBRARY).choice
    assert (marked.dialect, marked.why) == ("2023", Reason.SHAPE)


def test_the_same_reading_gives_the_same_verdict_without_the_body():
    reading = Reading(ContentKind.JSON, Envelope(-8, "No."), DialectChoice("2020", Reason.GIVEN))
    whole = Response(200, "HTTP/2", (), ResponseBody(b"{}", None, 2, 2), "https://api.example/")
    head = Response(200, "HTTP/2", (), ResponseBody(b"", None, 2, 2), "https://api.example/")
    context = RequestContext(REQUEST, None)
    of_head = verdict_of(context, head, reading, LIBRARY)
    assert verdict_of(context, whole, reading, LIBRARY) == of_head
    assert of_head.code == -8
