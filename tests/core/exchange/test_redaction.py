from types import NoneType
from typing import get_args, get_type_hints

import msgspec
import pytest

from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.exchange.redaction import (
    redact,
    redact_body,
    texts_in,
    with_text_of,
    with_texts,
)
from aiurdesk.core.problem import Fix
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest
from aiurdesk.core.response.examination import CapturedValue, Examination, Finding
from aiurdesk.core.response.response import Failure, FailureKind, Hop, Response, ResponseBody, Tls
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind


def test_what_leads_to_a_parameter_keeps_its_name_and_what_is_clean_stays_as_it_is():
    fix = Fix("Try AccessToken", target="AccessToken")
    assert redact(fix, (Secret("AccessToken"),)) == Fix(f"Try {DOTS}", target="AccessToken")
    assert redact(fix, (Secret("another"),)) is redact(fix, ()) is fix


def test_a_redacted_body_contains_no_secret():
    secrets = (Secret("T+/="),)
    response = Response(200, "HTTP/2", (), ResponseBody(b"\xff T+/= said"), "https://a.example/")
    redacted = redact_body(response, secrets)
    assert isinstance(redacted, Response)
    assert redacted.body.data == b"\xff " + "•••• said".encode()
    failure = Failure(FailureKind.CUT_OFF)
    assert redact_body(failure, secrets) is failure


PARTS = (PreparedRequest, Response, Failure, Verdict, Fix, Hop, Tls, Header, Finding, CapturedValue)
OURS = {
    "PreparedRequest.method", "PreparedRequest.jar", "Response.http_version", "Verdict.table",
    "Verdict.name", "Verdict.dialect", "Verdict.title", "Verdict.looks_like", "Verdict.paths",
    "Fix.target",
}  # fmt: skip
"""Members that hold no text of a person or a server."""


def with_marks(kind):
    """Return a value with a text in each member that takes one, and these texts."""
    hints = get_type_hints(kind)
    texts = {
        name: f"text of {name}"
        for name, hint in hints.items()
        if hint is str or str in set(get_args(hint)) - {NoneType}
    }
    required = {"status": 200, "headers": (), "body": None, "kind": None, "passed": True}
    others = {name: required[name] for name in hints if name in required and name not in texts}
    others |= {"severity": Severity.INPUT} if "severity" in hints else {}
    return kind(**texts, **others), texts


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
def test_every_text_of_a_part_is_found_and_changed(kind):
    value, texts = with_marks(kind)
    listed = set(texts_in(value))
    missing = {name for name, text in texts.items() if text not in listed}
    assert {f"{kind.__name__}.{name}" for name in missing} <= OURS
    after = with_texts(value, str.upper)
    for name, text in texts.items():
        assert getattr(after, name) == (text if name in missing else text.upper())


def test_texts_are_found_however_deep():
    verdict = Verdict(
        VerdictKind.ENVELOPE,
        Severity.INPUT,
        "one",
        fixes=(Fix("two"),),
        field_errors={"name": ("three",)},
        notes=("four",),
    )
    examination = Examination((Finding("five", True),), (CapturedValue("six", "seven", "eight"),))
    whole = (verdict, examination, (b"nine", FileContent("ten"), 11, None))
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "ten"]
    assert list(texts_in(whole)) == words
    changed = with_texts(whole, lambda text: f"<{text}>")
    assert list(texts_in(changed)) == [f"<{word}>" for word in words]
    assert changed[2] == (b"<nine>", FileContent("<ten>"), 11, None)
    assert changed[0].field_errors == {"name": ("<three>",)}
    assert changed[0].kind is VerdictKind.ENVELOPE


def test_what_does_not_change_stays_the_same_object():
    failure = Failure(FailureKind.CUT_OFF, "detail", hops=(Hop(302, "a", "b"),))
    assert with_texts(failure, lambda text: str(text)) is failure
    assert isinstance(failure, msgspec.Struct)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_text_of_bytes_is_changed_in_its_encoding(encoding):
    data = '{"a": "hush", "零": 1}'.encode(encoding)
    changed = with_text_of(data, lambda text: text.replace("hush", "••"))
    assert changed.decode(encoding) == '{"a": "••", "零": 1}'
    assert with_text_of(data, lambda text: text) is data


@pytest.mark.parametrize(
    "data", [b"\xff\x00hush\xfe", b"\x00" * 40 + b"hush\xd8\xff", b"\xff\xfe\x00"]
)
def test_bytes_that_are_not_text_survive(data):
    changed = with_text_of(data, lambda text: text.replace("hush", "x"))
    assert changed == data.replace(b"hush", b"x")
