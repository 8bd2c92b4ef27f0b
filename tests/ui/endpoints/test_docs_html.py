import pytest

from aiurdesk.core.api.endpoint import (
    OWN_GENERATION,
    Authentication,
    Choice,
    CodeCase,
    DocumentedResponse,
    Endpoint,
    Location,
    NamedExample,
    Parameter,
    ParameterKind,
    ResponseField,
    Returns,
    Service,
)
from aiurdesk.core.exchange.sockets.event_types import EventTable, EventType
from aiurdesk.core.verdict.dialect import CodeRow, Dialect
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.endpoints.docs_html import LOCATIONS, endpoint_html, markdown_html
from tests.languages import speaking

SERVICE = Service("stargate", "Stargate", "https://stargate.example", "2020-09", "2020")
TABLE = Dialect(
    "2020",
    rows=(
        CodeRow(codes=(0,), name="Success", headline="Completed", severity=Severity.SUCCESS),
        CodeRow(codes=(-10,), name="InvalidInput", headline="Wrong", severity=Severity.INPUT),
    ),
)


def an_endpoint(**members):
    first = {"id": "stargate.message.push", "service_id": "stargate", "group": "Message"}
    return Endpoint(**{**first, "name": "Push", "method": "POST", "path": "/Push", **members})


def page(**members):
    return endpoint_html(an_endpoint(**members), SERVICE, TABLE)


def a_parameter(**members):
    first = {"name": "ChannelId", "kind": ParameterKind.INTEGER, "location": Location.FORM}
    return page(parameters=(Parameter(**{**first, **members}),))


def test_every_location_has_words():
    assert set(LOCATIONS) == set(Location)


def test_the_endpoint_is_introduced():
    html = page(title="Push message", description="Delivers.", generation="2020-09")
    assert "<h2>Push message</h2>" in html
    assert "<code>POST /Push</code>" in html
    assert "Stargate · generation 2020-09 · accepts any method" in html
    assert "Delivers." in html


def test_the_events_of_a_socket_are_listed():
    event = EventType(3, "NewMessage", "A message was <sent>.", ("message", "threadName"))
    bare = EventType(4, "Ping")
    table = EventTable("Kahla", ("kahla",), ("type", "typeDescription"), {3: event, 4: bare})
    html = endpoint_html(an_endpoint(is_websocket=True), SERVICE, None, (), table)
    assert "an event of Kahla, a JSON object with type and typeDescription:" in html
    assert "<b>3</b><br>NewMessage" in html
    assert 'A message was &lt;sent&gt;.<br><span class="muted">message, threadName</span>' in html
    assert "<b>4</b><br>Ping</td><td></td>" in html
    assert "Events" not in page(is_websocket=True)


def test_a_socket_has_no_method():
    html = page(is_websocket=True, method="GET")
    assert "<code>WS /Push</code>" in html
    assert "accepts" not in html


def test_further_methods_are_named():
    assert "also accepts GET" in page(accepted_methods=("GET", "POST"))
    assert "takes" not in page(accepted_methods=("POST",))


def test_without_service_and_table_the_rest_is_told():
    html = endpoint_html(an_endpoint(code_cases=(CodeCase(-10, "Bad.", 400),)), None, None)
    assert "<h2>Push</h2>" in html
    assert "<b>−10</b>" in html


@pytest.mark.parametrize("authentication", Authentication)
def test_every_way_to_authenticate_has_words(authentication):
    html = page(authentication=authentication, authentication_note="Ask Archon.")
    assert "<h4>Authentication</h4><p" in html
    assert "Ask Archon." in html


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({}, "whole number · form · optional"),
        ({"required": True}, "whole number · form · required"),
        ({"minimum": 1, "maximum": 2000}, "1 to 2,000"),
        ({"minimum": 1}, "at least 1"),
        ({"maximum": 9}, "at most 9"),
        ({"min_length": 6, "max_length": 100}, "6 to 100 characters"),
        ({"pattern": "[a-z]+"}, "matches [a-z]+"),
        ({"pattern": "[a-z]+", "pattern_hint": "lower-case letters"}, "· lower-case letters<"),
        ({"default": "5"}, "default 5"),
        ({"default": ""}, "default empty"),
        ({"example": "2"}, "Example: <code>2</code>"),
        ({"description": "Id of the channel."}, "Id of the channel."),
        ({"choices": (Choice("0", "Any"), Choice("mp4", "mp4"))}, "0 = Any, mp4"),
    ],
)
def test_a_parameter_says_what_it_takes(members, words):
    assert words in a_parameter(**members)


def test_required_parameters_are_marked():
    assert 'class="required">*' in a_parameter(required=True)
    assert 'class="required">*' not in a_parameter()


def test_no_parameters_are_said():
    assert '<h4>Parameters</h4><p class="">None.</p>' in page()


@pytest.mark.parametrize("returns", Returns)
def test_every_kind_of_response_has_a_description(returns):
    assert "Returns " in page(returns=returns)


def test_the_response_is_described():
    fields = (ResponseField("items", "array<string>"),)
    assert "an envelope with code and message." in page()
    html = page(response_fields=fields)
    assert "an envelope with code and message, and:" in html
    assert "<code>items</code>" in html
    assert "array&lt;string&gt;" in html
    assert "without an envelope." in page(has_envelope=False)
    assert "Returns a file." in page(returns=Returns.FILE)
    with speaking("zh_CN"):
        assert "返回：JSON，即带有 code 和 message 的响应封装。" in page()
        assert "返回：XML。" in page(returns=Returns.XML)


def test_codes_carry_severity_name_and_case():
    cases = (
        CodeCase(0, "Done.", 200),
        CodeCase(-10, "Bad <input>.", 400),
        CodeCase(7, "Odd.", 200),
    )
    html = page(code_cases=cases)
    assert '<span class="input"><b>−10</b><br>Input · InvalidInput</span>' in html
    assert '<span class="success"><b>0</b><br>Success</span>' in html
    assert "Bad &lt;input&gt;." in html
    assert "HTTP 400" in html
    assert "<b>7</b>" in html


def test_limit_and_source_are_told_where_they_are_known():
    html = page(rate_limit_per_min=30, source="A/B:c.cs")
    assert "30 requests a minute" in html
    assert "A/B:c.cs" in html
    assert "Rate limit" not in page()
    assert "Source" not in page()


def test_it_says_which_value_of_a_variable_counts():
    visible = page()
    assert "what you enter when you are asked, --set on the command line" in visible
    assert "the environment, the collection" in visible


def own_page(**members):
    service = Service("lamps", "Lamp shop", "https://lamps.example", OWN_GENERATION, "")
    endpoint = an_endpoint(service_id="lamps", generation=OWN_GENERATION, **members)
    return endpoint_html(endpoint, service, None)


def test_the_docs_of_an_own_service_are_those_of_its_description(qapp):
    responses = (
        DocumentedResponse("200", "The **lamp**", "application/json", example='{\n  "a": 1\n}'),
        DocumentedResponse("4XX", "Wrong"),
    )
    html = own_page(
        description="Adds *one*.",
        responses=responses,
        body_types=("application/json", "text/plain"),
        response_fields=(ResponseField("price", "number"),),
        is_deprecated=True,
        authentication_note="Needs key.",
        parameters=(Parameter("id", ParameterKind.TEXT, Location.PATH, description="Its `id`"),),
    )
    assert "Its <code>id</code>" in html
    assert "Deprecated: the service is going to drop it." in html
    assert "one</span>" in html
    assert "Needs key." in html
    assert "application/json · text/plain" in html
    assert '<b class="success">200</b>' in html
    assert "lamp</span>" in html
    assert "{<br>&nbsp; &quot;a&quot;: 1<br>}" in html
    assert '<b class="input">4XX</b>' in html
    assert "<code>price</code>" in html
    for word in ("envelope", "generation", "accepts any method"):
        assert word not in html


def test_what_a_description_does_not_say_is_told(qapp):
    html = own_page(responses=tuple(DocumentedResponse(str(n)) for n in range(100, 160)))
    assert "The description names no credential." in html
    assert "and 10 more" in html
    assert "The description names no responses." in own_page()


def test_each_example_of_a_response_is_shown_with_its_title(qapp):
    examples = tuple(NamedExample(f"Lamp <{n}>", f"[{n}]") for n in range(12))
    html = own_page(responses=(DocumentedResponse("200", examples=examples),))
    assert "Lamp &lt;9&gt;" in html
    assert "<code>[9]</code>" in html
    assert "<code>[10]</code>" not in html
    assert "and 2 more" in html
    # One alone needs no title.
    html = own_page(responses=(DocumentedResponse("200", examples=examples[:1]),))
    assert "<code>[0]</code>" in html
    assert "Lamp" not in html.replace("Lamp shop", "")


def test_limits_that_are_excluded_are_told():
    number = {"kind": ParameterKind.NUMBER, "minimum": 0, "excludes_limits": True}
    assert "more than 0" in a_parameter(**number, is_deprecated=True)
    assert "deprecated" in a_parameter(**number, is_deprecated=True)
    html = a_parameter(kind=ParameterKind.JSON, example='{\n  "a": 1\n}')
    assert "<p><code>{<br>&nbsp; &quot;a&quot;: 1<br>}</code></p>" in html


def test_plain_text_is_a_paragraph(qapp):
    assert markdown_html(" Lists lamps ") == "<p>Lists lamps</p>"
    assert markdown_html("") == ""


def test_markdown_is_rich_text_without_the_colours_of_one_theme(qapp):
    html = markdown_html("**All** of [it](https://x.example/a), with `code`; color:red; stays")
    assert 'font-weight:700;">All</span>' in html
    assert '<a href="https://x.example/a">' in html
    assert "<code>code</code>" in html
    assert "color:red; stays" in html
    assert "color:#" not in html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("see <script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("![a lamp](file:///etc/passwd)", "a lamp"),
        ("[run](tour:all)", "run"),
        ("[open](file:///etc/passwd)", "open"),
    ],
)
def test_nothing_is_run_loaded_or_opened(qapp, text, words):
    html = markdown_html(text)
    assert words in html
    for mark in ("<script", "<img", "tour:", "file:"):
        assert mark not in html


def test_a_description_in_html_is_read_without_its_tags(qapp):
    html = markdown_html("<p>A <code>lamp</code>, <b>new</b>.</p><ul><li>one</li></ul>&amp; more")
    assert "<code>lamp</code>" in html
    assert "new</span>" in html
    assert "<li" in html
    assert "&amp; more" in html
    assert "&lt;" not in html


def test_a_long_description_is_cut_off(qapp):
    assert markdown_html("a" * 9_000).count("a") == 8_000


def test_html_within_markdown_is_drawn(qapp):
    html = markdown_html("Lists <b>all</b> lamps.<br/>Not `<b>` and not <id>.\n\n**New**")
    assert "&lt;b&gt;all" not in html
    assert "&lt;br" not in html
    assert "font-weight" in html
    assert "&lt;id&gt;" in html
    assert "<code>&lt;b&gt;</code>" in html
    assert "<script" not in markdown_html("A <script>alert(1)</script> b<br>")
