import hashlib
import re
import time
from base64 import b64encode
from html import escape

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import (
    CodeCase,
    DocumentedResponse,
    Endpoint,
    Location,
    NamedExample,
    Parameter,
    ParameterKind,
    Service,
)
from aiurdesk.core.exporters.exported import ExportedExample, ExportedFolder, exported_item
from aiurdesk.core.problem import Fix
from aiurdesk.core.request.conversation import (
    Capture,
    Conversation,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.request import Case, FormBody, Header, JsonBody, Row
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.dialect import CodeRow, Dialect
from aiurdesk.services.exports import html_page
from aiurdesk.services.exports.collection_page import write_page
from aiurdesk.services.exports.service_page import write_service_page
from aiurdesk.services.library import Library
from tests.core.exporters.collections import a_folder, a_request

EVIL = '<script>alert("1")</script>\'&'


def anchors(text):
    return re.findall(r' id="([^"]+)"', text)


def an_evil_service():
    parameter = Parameter(
        EVIL, ParameterKind.TEXT, Location.QUERY, required=True, description=EVIL, example=EVIL
    )
    endpoint = Endpoint(
        "a.b.c", "a", EVIL, EVIL, EVIL, "/" + EVIL,
        title=EVIL, description=EVIL, authentication_note=EVIL, parameters=(parameter,),
        code_cases=(CodeCase(EVIL, EVIL),),
        responses=(DocumentedResponse(EVIL, EVIL, EVIL, examples=(NamedExample(EVIL, EVIL),)),),
    )  # fmt: skip
    return Service("a", EVIL, "https://a/" + EVIL, "own", "", EVIL), (endpoint, endpoint)


def an_evil_dialect():
    return Dialect(
        "own", EVIL, rows=(CodeRow((EVIL,), headline=EVIL, meaning=EVIL, fixes=(Fix(EVIL),)),)
    )


def an_evil_folder():
    service, (endpoint, _) = an_evil_service()
    test = ResponseTest("value", EVIL, "equals", EVIL)
    saved = a_request(
        "POST", "/" + EVIL, JsonBody(EVIL), notes=EVIL, credential=EVIL,
        headers=(Header(EVIL, EVIL),), tests=(test,), captures=(Capture(EVIL, "header", EVIL),),
        cases=(Case(EVIL, ((EVIL, EVIL),), body=FormBody((Row(EVIL, EVIL),)), tests=(test,)),),
    )  # fmt: skip
    item = exported_item(EVIL, saved, "")
    body = ResponseBody(EVIL.encode(), size_bytes=len(EVIL))
    response = Response(
        status=200, reason=EVIL, http_version="", headers=(), body=body, url=""
    )  # fmt: skip
    item = replace(item, examples=(ExportedExample(EVIL, item.sent, response, EVIL),))
    described = replace(saved, target=endpoint, values=((EVIL, EVIL),))
    other = replace(exported_item(EVIL, described, service.base_url), dialect=an_evil_dialect())
    inner = ExportedFolder(EVIL, (item, other), notes=EVIL)
    return ExportedFolder(EVIL, (inner, item), ((EVIL, EVIL),), notes=EVIL)


def test_nothing_that_a_stranger_wrote_is_markup():
    service, endpoints = an_evil_service()
    pages = (
        write_service_page(service, endpoints, an_evil_dialect()),
        write_page(an_evil_folder()),
    )
    for page in pages:
        assert page.text.count("<script") == 1
        assert page.text.count(escape(EVIL)) > 20
        # An anchor is made of what a stranger wrote, too.
        for anchor in anchors(page.text):
            assert re.fullmatch(r"search|found|s-[\w-]*", anchor), anchor
    for word in ("Tests", "Captures", "Cases", "Codes", "Parameters"):
        assert f"<h6>{word}</h6>" in pages[1].text


def test_a_page_loads_nothing_and_runs_its_own_script_alone():
    text = write_page(a_folder()).text
    (script,) = re.findall(r"<script>(.*)</script>", text, re.DOTALL)
    (style,) = re.findall(r"<style>(.*)</style>", text, re.DOTALL)
    for kind, inline in (("script", script), ("style", style)):
        digest = b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in text
    assert "default-src 'none'" in text
    assert not re.search(r"<link|<img|<iframe|\bsrc=|url\(|style=\"", text)


def test_every_anchor_is_there_once_and_every_link_leads_to_one():
    service, endpoints = an_evil_service()
    for page in (
        write_service_page(service, endpoints, an_evil_dialect()),
        write_page(an_evil_folder()),
    ):
        found = anchors(page.text)
        assert len(found) == len(set(found))
        linked = re.findall(r'href="#([^"]+)"', page.text)
        assert len(linked) > 4
        assert set(linked) < set(found)


def test_the_anchor_of_a_request_stays_when_others_are_added():
    def links(folder):
        return re.findall(r'href="#([^"]+)"', write_page(folder).text)

    folder = a_folder()
    before = links(folder)
    item = exported_item("First", a_request("GET", "/first"), "")
    after = links(replace(folder, entries=(item, *folder.entries)))
    assert before == ["s-users", "s-users-list", "s-users-create", *before[3:]]
    assert after == ["s-first", *before]


def test_folders_are_nested_in_the_contents_as_they_are_in_the_collection():
    deep = ExportedFolder("Deep", (exported_item("C", a_request("GET", "/c"), ""),), notes="Why.")
    last = exported_item("D", a_request("GET", "/d"), "")
    inner = ExportedFolder("Inner", (exported_item("B", a_request("GET", "/b"), ""), deep))
    text = write_page(ExportedFolder("All", (inner, last))).text
    (nav,) = re.findall(r"</h2>(.*)</nav>", text, re.DOTALL)
    shape = re.sub(r"<a [^>]*>|</a>|\n| data-of=\"[^\"]*\"", "", nav)
    assert shape == (
        "<ul><li>Inner<ul><li>B</li><li>Deep<ul><li>C</li></ul></li></ul></li><li>D</li></ul>"
    )
    assert '<p class="facts">Inner › Deep</p>' in text
    assert "<p>Why.</p>" in text


def test_every_endpoint_and_code_of_a_service_is_there():
    library = Library()
    service = library.service("stargate")
    assert service is not None
    dialect = library.dialects[service.table]
    endpoints = library.endpoints_of(service.id)
    text = write_service_page(service, endpoints, dialect).text
    for one in endpoints:
        assert f"<pre>{escape(f'{one.shown_method} {one.path}')}</pre>" in text
        for parameter in one.parameters:
            assert f"<td>{parameter.sent_name}</td>" in text
    assert len(dialect.rows) > 8
    for row in dialect.rows:
        assert escape(row.headline) in text
        assert all(escape(fix.text) in text for fix in row.fixes if fix.action is None)
    assert '<a href="#s-code-2020-minus-10">Invalid input</a>' in text
    assert '<section id="s-code-2020-minus-10" class="entry">' in text


def test_a_request_has_its_parameters_tests_cases_codes_examples_and_curl():
    library = Library()
    service, endpoint = (
        library.service("stargate"),
        library.endpoint("stargate.message.pushmessage"),
    )
    assert service is not None
    assert endpoint is not None
    saved = replace(
        a_request("GET", "/"), target=endpoint, method="", values=(("AccessToken", "{{token}}"),),
        tests=(ResponseTest("code", 0), ResponseTest("elapsed_below_ms", 500)),
        captures=(Capture("id", "value", "user.id"),),
        cases=(
            Case("No token", left_out=("AccessToken",), expected=(ResponseTest("code", -10),)),
            Case("Body", body=JsonBody('{"a": 1}'), tests=(ResponseTest("status", 400),)),
        ),
    )  # fmt: skip
    item = exported_item("Send", saved, service.base_url)
    body = ResponseBody(b'{"code": 0}', size_bytes=11)
    response = Response(
        status=200, reason="", http_version="", headers=(), body=body, url=""
    )  # fmt: skip
    example = ExportedExample("Sent", item.sent, response, "As of May.")
    item = replace(item, examples=(example,), dialect=library.dialects["2020"])
    exported = write_page(ExportedFolder("A", (item,)))
    assert exported.left_out == ()
    text = exported.text
    assert "<td>{{token}}</td>" in text
    for words in ("status", "capture id from value user.id", "As of May."):
        assert words in text
    assert "<td>No token</td><td>AccessToken = false</td><td>−10</td>" in text
    assert "{&quot;a&quot;: 1}" in text
    assert "<h6>Example · Sent · HTTP 200</h6>" in text
    assert "curl" in text
    assert text.count('class="group"') == 1
    assert text.count('<a href="#s-codes-2020">') == 2


def test_a_row_of_many_codes_has_a_short_title_and_all_of_them_below():
    codes = ("a", "b", "c", "d", "e")
    dialect = Dialect("own", "Own", rows=(CodeRow(codes, headline="Odd", meaning="So it is."),))
    service, _ = an_evil_service()
    text = write_service_page(service, (), dialect).text
    assert "<h3>a, b, c, … · Odd</h3>\n<p>a, b, c, d, e</p>\n<p>So it is.</p>" in text


def test_a_form_is_what_the_request_sends():
    form = a_request("POST", "/login", FormBody((Row("user", "a&b"), Row("off", "1", False))))
    exported = write_page(ExportedFolder("A", (exported_item("L", form, ""),)))
    text = exported.text
    assert escape("--data-raw 'user=a%26b'") in text or escape("--data-raw user=a%26b") in text
    assert "application/x-www-form-urlencoded" in text
    assert exported.left_out == ("L: 1 row that is switched off.",)


def test_a_socket_has_its_messages():
    saved = replace(a_request("GET", "/"), target=Library().endpoints_of("stargate")[0])
    socket = replace(saved.endpoint, is_websocket=True)
    saved = replace(
        saved, target=socket, conversation=Conversation(messages=(SocketMessage("ping", name="P"),))
    )
    text = write_page(ExportedFolder("A", (exported_item("S", saved, "wss://a"),))).text
    assert "<h6>Message: P</h6><pre>ping</pre>" in text
    assert "<h6>curl</h6>" not in text


def test_a_page_stays_small_and_says_what_had_no_room(monkeypatch):
    monkeypatch.setattr(html_page, "MOST_CHARACTERS", 1000)
    exported = write_page(a_folder())
    assert exported.left_out[0].startswith("Sections for which the page has no room: ")
    item = exported_item("A", a_request("POST", "/", JsonBody("x" * 100_000)), "")
    monkeypatch.undo()
    assert len(write_page(ExportedFolder("A", (item,))).text) < 50_000


def test_a_thousand_requests_are_written_within_a_moment():
    item = exported_item("A", a_request("POST", "/", JsonBody("x" * 1000)), "")
    started = time.perf_counter()
    text = write_page(ExportedFolder("A", (item,) * 1000)).text
    assert time.perf_counter() - started < 5
    assert text.count('class="entry"') == 1000


def test_no_example_of_a_secret_is_in_the_call():
    service, (endpoint, _) = an_evil_service()
    secret = Parameter(
        "Key", ParameterKind.SECRET, Location.QUERY, required=True, example="sesame-1", default="s2"
    )
    text = write_service_page(service, (replace(endpoint, parameters=(secret,)),), None).text
    assert "Key={{Key}}" in text
    assert "sesame-1" not in text
