import json
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from aiurdesk.core.verdict.shapes.reader import page_sentence, read_body, read_value
from aiurdesk.core.verdict.shapes.said import Said, Sent, Sign

FRAMEWORKS = Path(__file__).parents[3] / "data/frameworks/exchanges.jsonl"
EXCHANGES = [json.loads(line) for line in FRAMEWORKS.read_text(encoding="utf-8").splitlines()]


def sent_by(request: dict[str, Any]) -> Sent:
    address = urlsplit(request["path"])
    query = tuple(name for name, _ in parse_qsl(address.query, keep_blank_values=True))
    try:
        body = json.loads(request["body"] or "null")
    except ValueError:
        body = None
    return Sent(body, query, url_path=address.path)


def said_by(exchange: dict[str, Any]) -> Said:
    response = exchange["response"]
    headers = {name.lower(): value for name, value in response["headers"]}
    return read_body(
        response["body"].encode(),
        response["status"],
        headers.get("content-type", ""),
        sent_by(exchange["request"]),
    )


@pytest.mark.parametrize(
    "exchange", EXCHANGES, ids=[f"{it['framework']}-{it['case']}" for it in EXCHANGES]
)
def test_what_frameworks_say_is_read(exchange):
    said, expected = said_by(exchange), exchange["expected"]
    is_error = exchange["response"]["status"] >= 400 or said.sign is Sign.STRONG
    fields = defaultdict(list)
    for field in said.field_errors:
        fields[field.path].append(field.text)
    texts = {text for texts in expected["fields"].values() for text in texts}
    assert ("error" if is_error else "success") == expected["outcome"]
    assert said.message.strip() in {expected["message"].strip(), *texts}
    assert said.code == expected["code"]
    # What is named in prose alone may be told or not.
    chosen = expected["fields"]
    assert fields in (chosen, {**chosen, **expected.get("fields_in_text", {})})


@pytest.mark.parametrize("body", [b"", b"   ", b"\xff\xfe\x00", b"\0" * 100, b"{", b"null", b"12"])
def test_a_body_that_says_nothing_is_read(body):
    assert read_body(body, 500) == Said()


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"errors":' * 10_000 + "1" + "}" * 10_000,
        '{"errors":' * 900 + '"deep"' + "}" * 900,
        json.dumps({"errors": [{"path": f"a{at}", "message": "bad"} for at in range(100_000)]}),
        json.dumps({"errors": {f"a{at}": ["bad"] * 3 for at in range(100_000)}}),
        json.dumps({"detail": {"json": {"a": {str(at): "bad one" for at in range(200_000)}}}}),
        json.dumps({"message": "x y " * 2_500_000}),
        json.dumps({"message": ["a.b must be " + "x" * 100] * 50_000}),
        json.dumps({"message": "body/a must be b, " * 100_000}),
        json.dumps({"message": '"a" must be b. ' * 100_000}),
        json.dumps({"message": "[" * 50_000}),
        "<html>" + "<pre>" * 60_000,
        "<html>" + "<p " * 80_000,
        "<a>" * 100_000,
        "<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><Error><Message>&c;</Message></Error>",
        "x " * 5_000_000,
        "\n" * 5_000_000 + "x",
    ],
    ids=range(17),
)
def test_what_is_hostile_is_read_within_bounds(body):
    said = read_body(body, 400)
    assert len(said.message) <= 10_001
    assert len(said.field_errors) <= 1000
    assert sum(len(field.text) for field in said.field_errors) < 300_000


def test_entities_are_refused():
    bomb = "<!DOCTYPE x [<!ENTITY a 'told'>]><Error><Message>&a;</Message></Error>"
    assert read_body(bomb, 400) == Said()


def test_xml_says_itself_how_it_is_encoded():
    text = '<?xml version="1.0" encoding="gbk"?><error code="7"><message>月圆</message></error>'
    assert read_body(text.encode("gbk"), 400) == Said("月圆", "7")
    assert read_body(text, 400) == Said("月圆", "7")


def test_a_lone_half_of_a_character_is_replaced():
    said = read_value({"message": "no \ud83d here", "errors": {"a\ud83d": ["b\ud83d"]}}, 400)
    assert said.message.encode()
    assert said.field_errors[0].path.encode()


def test_a_success_has_nothing_to_say():
    assert read_body('{"message": "Saved", "errors": []}', 200) == Said()
    assert read_body("All is well", 200) == Said()
    assert read_body("<html><p>Hello</p></html>", 200) == Said()


TOMCAT = (
    "<!doctype html><html><head><title>HTTP Status 404 – Not Found</title><style>p {}</style>"
    "</head><body><h1>HTTP Status 404 – Not Found</h1><hr class='line' /><p><b>Type</b> Status"
    " Report</p><p><b>Message</b> The requested resource [&#47;x] is not available</p><p>"
    "<b>Description</b> The origin server did not find it.</p><hr /><h3>Apache Tomcat/9</h3>"
)
RAILS = (
    "<!DOCTYPE html><html><head><title>The page you were looking for doesn't exist (404)</title>"
    "<style>.a { x: y }</style></head><body><div><div><h1>The page you were looking for doesn't"
    " exist.</h1><p>You may have mistyped the address.</p></div><p>If you are the owner, check."
)
IIS = (
    "<html><head><title>404 - File or directory not found.</title></head><body><div><h1>Server"
    " Error</h1></div><h2>404 - File or directory not found.</h2><h3>The resource was removed.</h3>"
)
DJANGO_DEBUG = (
    "<html><head><title>ValueError at /x</title></head><body><h1>ValueError\n at /x</h1>"
    "<pre class='exception_value'>bad &lt;value&gt;</pre><pre>Traceback</pre>"
)


@pytest.mark.parametrize(
    ("page", "status", "sentence"),
    [
        (TOMCAT, 404, "The requested resource [/x] is not available"),
        (RAILS, 404, "The page you were looking for doesn't exist."),
        (IIS, 404, "File or directory not found."),
        (DJANGO_DEBUG, 500, "bad <value>"),
        ("<html><title>400: Bad mail</title><body>400: Bad mail</body></html>", 400, "Bad mail"),
        ("<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1>"
         "</center><hr><center>nginx</center></body></html>", 502, ""),
        ("<html><pre>Error: boom<br> &nbsp; &nbsp;at /srv/x.js:1</pre></html>", 500, "Error: boom"),
        ("<html><script>var p = '<p>no</p>'</script><!-- <p>no</p> --><p>Yes</p>", 500, "Yes"),
    ],
)  # fmt: skip
def test_a_page_has_one_sentence(page, status, sentence):
    assert page_sentence(page, status) == sentence
