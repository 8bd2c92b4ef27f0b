import hashlib
import re
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
from aiurdesk.core.exporters import page
from aiurdesk.core.exporters.exported import ExportedExample, ExportedFolder, exported_item
from aiurdesk.core.exporters.page import write_page, write_service_page
from aiurdesk.core.request.request import FormBody, Header, JsonBody, Row
from aiurdesk.core.response.response import Response, ResponseBody
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


def an_evil_folder():
    saved = a_request("POST", "/" + EVIL, JsonBody(EVIL), notes=EVIL, credential=EVIL)
    item = exported_item(EVIL, replace(saved, headers=(Header(EVIL, EVIL),)), "")
    body = ResponseBody(EVIL.encode(), size_bytes=len(EVIL))
    response = Response(
        status=200, reason=EVIL, http_version="", headers=(), body=body, url=""
    )  # fmt: skip
    item = replace(item, examples=(ExportedExample(EVIL, item.sent, response, EVIL),))
    inner = ExportedFolder(EVIL, (item,), notes=EVIL)
    return ExportedFolder(EVIL, (inner, item), ((EVIL, EVIL),), notes=EVIL)


def test_nothing_that_a_stranger_wrote_is_markup():
    service, endpoints = an_evil_service()
    texts = write_service_page(service, endpoints, None).text, write_page(an_evil_folder()).text
    for text in texts:
        assert text.count("<script") == 1
        assert text.count(escape(EVIL)) > 8


def test_a_page_loads_nothing_and_runs_its_own_script_alone():
    text = write_page(a_folder()).text
    (script,) = re.findall(r"<script>(.*)</script>", text, re.DOTALL)
    (style,) = re.findall(r"<style>(.*)</style>", text, re.DOTALL)
    for kind, inline in (("script", script), ("style", style)):
        digest = b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in text
    assert "default-src 'none'" in text
    assert not re.search(r"<link|<img|<iframe|\bsrc=|url\(|style=\"", text)


def test_every_anchor_is_there_once_and_the_contents_lead_to_it():
    service, endpoints = an_evil_service()
    text = write_service_page(service, endpoints, None).text
    found = anchors(text)
    assert len(found) == len(set(found))
    linked = re.findall(r'href="#([^"]+)"', text)
    assert len(linked) == 2
    assert set(linked) < set(found)


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


def test_a_collection_has_its_examples_and_curl():
    folder = an_evil_folder()
    text = write_page(folder).text
    assert text.count("<h4>curl</h4>") == 2
    assert text.count(f"Example · {escape(EVIL)} · HTTP 200") == 2
    form = a_request("POST", "/login", FormBody((Row("user", "a&b"), Row("off", "1", False))))
    text = write_page(ExportedFolder("A", (exported_item("L", form, ""),))).text
    assert escape("--data-raw 'user=a%26b'") in text or escape("--data-raw user=a%26b") in text
    assert "application/x-www-form-urlencoded" in text


def test_a_page_stays_small_and_says_what_had_no_room(monkeypatch):
    monkeypatch.setattr(page, "_MOST_CHARACTERS", 1000)
    exported = write_page(a_folder())
    assert exported.left_out[0].startswith("Sections for which the page has no room: ")
    item = exported_item("A", a_request("POST", "/", JsonBody("x" * 100_000)), "")
    monkeypatch.undo()
    assert len(write_page(ExportedFolder("A", (item,))).text) < 40_000


def test_no_example_of_a_secret_is_in_the_call():
    service, (endpoint, _) = an_evil_service()
    secret = Parameter(
        "Key", ParameterKind.SECRET, Location.QUERY, required=True, example="sesame-1", default="s2"
    )
    text = write_service_page(service, (replace(endpoint, parameters=(secret,)),), None).text
    assert "Key={{Key}}" in text
    assert "sesame-1" not in text
