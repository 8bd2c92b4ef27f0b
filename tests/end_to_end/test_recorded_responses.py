"""Recorded responses of real servers get the right verdict.

The expected verdict is computed here from the bytes, with a parser that is not the program's.
If the recordings are beside the checkout, their bytes are used. Otherwise bytes are made from the
facts in the checkout.
"""

import base64
import functools
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Header, PreparedRequest, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.envelope import parse_envelope
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.services.library import Library
from tests import recorded
from tests.core.verdict.readings import judged_by
from tests.fakes import FakeTransport, a_pipeline

LIBRARY = Library()
SERVICES = {
    "infrastructures-2020-archon": "archon",
    "infrastructures-2020-developer": "developer",
    "infrastructures-2020-gateway": "gateway",
    "infrastructures-2020-probe": "probe",
    "infrastructures-2020-stargate": "stargate",
    "infrastructures-2020-status": "status",
    "infrastructures-2020-wrapgate": "wrapgate",
    "infrastructures-2025-configuration": "configuration",
    "infrastructures-2025-directory": "directory",
    "infrastructures-2025-observer": "observer-2023",
    "infrastructures-2025-probe": "probe-2023",
    "infrastructures-2025-stargate": "stargate-2023",
    "kahla-2026": "kahla-v2",
    "demo-2026": None,
}
SUCCESS, INPUT, SERVER = Severity.SUCCESS, Severity.INPUT, Severity.SERVER
CREDENTIAL, WAIT = Severity.CREDENTIAL, Severity.WAIT
MEANING: dict[str, dict[int | str | None, Severity]] = {
    "2020": {
        0: SUCCESS, -1: CREDENTIAL, -2: WAIT, -3: Severity.NOTICE, -4: INPUT, -5: SERVER,
        -6: SUCCESS, -7: Severity.CAPACITY, -8: CREDENTIAL, -10: INPUT, -11: SERVER,
    },
    "2023": {
        2: SUCCESS, 1: SUCCESS, 0: SUCCESS, -1: CREDENTIAL, -4: INPUT, -5: SERVER, -6: SERVER,
        -7: INPUT, -8: CREDENTIAL, -9: SERVER, -10: INPUT, -11: WAIT,
    },
}  # fmt: skip
NAMED = re.compile(
    r"The (\S+) field .*|The field (\S+) .*|The value '.*' is not valid for (\S+)\.", re.DOTALL
)


@dataclass(frozen=True)
class Recorded:
    """A recorded response and its request."""

    name: str
    method: str
    path: str
    status: int
    headers: tuple[Header, ...]
    body: bytes

    @property
    def response(self) -> Response:
        body = ResponseBody(self.body, None, len(self.body), len(self.body))
        url = f"https://host{self.path}"
        return Response(self.status, "HTTP/1.1", self.headers, body, url)


def recorded_responses(stem: str) -> Iterator[Recorded]:
    folder = recorded.recordings()
    if folder is None:
        yield from map(from_facts, recorded.checked_in(stem))
        return
    for line in (folder / f"{stem}.jsonl").read_text(encoding="utf-8").split("\n"):
        if line and json.loads(line).get("response"):
            yield from_bytes(json.loads(line))


def from_bytes(exchange) -> Recorded:
    request, response = exchange["request"], exchange["response"]
    body = response.get("body") or {}
    data = base64.b64decode(body["base64"]) if "base64" in body else body.get("text", "").encode()
    headers = tuple(Header(name, value) for name, value in response["headers"])
    encoding = next((h.value for h in headers if h.name.lower() == "content-encoding"), "")
    if encoding in ("gzip", "deflate"):
        data = zlib.decompress(data, 47)
    path = request["target"].partition("?")[0]
    return Recorded(exchange["name"], request["method"], path, response["status"], headers, data)


def from_facts(facts) -> Recorded:
    if "json" in facts:
        data = json.dumps(facts["json"], ensure_ascii=False).encode()
    elif "answer_base64" in facts:
        data = base64.b64decode(facts["answer_base64"])
    else:
        data = facts["answer"].encode()
    named = facts["content_type"]
    headers = (Header("Content-Type", named),) if named else ()
    path = facts.get("path") or facts["target"].partition("?")[0]
    return Recorded(facts["name"], facts["method"], path, facts["status"], headers, data)


def envelope_in(body: bytes) -> dict[str, Any] | None:
    """Read the bytes by the shortest rule that there is."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    is_envelope = (
        isinstance(value, dict)
        and type(value.get("code")) is int
        and isinstance(value.get("message"), str)
    )
    return value if is_envelope else None


def service_of(stem: str) -> Service | None:
    name = SERVICES[stem]
    return LIBRARY.catalogue.service(name) if name else None


def generation_table(stem: str) -> str:
    return "2020" if "-2020-" in stem else "2023"


def endpoint_of(stem: str, recording: Recorded) -> Endpoint:
    """Return the catalogue's endpoint that was matching, or one about which nothing is known."""
    name = SERVICES[stem] or ""
    unknown = Endpoint(f"{name}.x.x", name, "x", "x", recording.method, recording.path)
    endpoints = LIBRARY.endpoints_of(name)
    matching = [e for e in endpoints if path_pattern(e.path).fullmatch(recording.path)]
    by_method = [e for e in matching if e.method == recording.method]
    return (by_method or matching or [unknown])[0]


@functools.cache
def path_pattern(template: str) -> re.Pattern[str]:
    """Match a path as routing does: without regard to case, and the rest of a path may be empty."""
    escaped = re.escape(template.rstrip("/"))
    with_rest = re.sub(r"/\\\{\\\*\\\*\w+\\\}", "(?:/.*)?", escaped)
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", with_rest) + "/?", re.IGNORECASE)


async def judged(
    recording: Recorded, endpoint: Endpoint | Typed, service: Service | None, table: str = ""
) -> Exchange:
    async def reply(prepared):
        return recording.response

    pipeline = a_pipeline(FakeTransport(reply), LIBRARY)
    prepared = PreparedRequest(recording.method, f"https://host{recording.path}")
    request = Request(endpoint, method=recording.method, dialect=table)
    return await pipeline.exchange(request, prepared, service, Limits())


def expected_kind(recording: Recorded, table: str) -> VerdictKind:
    envelope = envelope_in(recording.body)
    if envelope is not None:
        is_known = envelope["code"] in MEANING[table]
        return VerdictKind.ENVELOPE if is_known else VerdictKind.UNEXPECTED_CODE
    owes_a_body = recording.status // 100 == 2 and recording.status != 204
    if not recording.body.strip() and not owes_a_body:
        return VerdictKind.BARE_STATUS
    return VerdictKind.NOT_AN_ENVELOPE


def check(recording: Recorded, verdict: Verdict, table: str) -> None:
    assert verdict.kind is expected_kind(recording, table), recording.name
    envelope = envelope_in(recording.body)
    if envelope is None:
        assert verdict.code is None, recording.name
        assert verdict.headline, recording.name
        return
    assert verdict.table == table, recording.name
    assert verdict.code == envelope["code"], recording.name
    assert verdict.message == envelope["message"], recording.name
    assert verdict.severity is MEANING[table][verdict.code], recording.name
    items = envelope.get("items")
    if verdict.severity is INPUT and isinstance(items, list):
        errors = [*verdict.other_errors, *sum(verdict.field_errors.values(), ())]
        assert sorted(errors) == sorted(items), recording.name


@pytest.mark.parametrize("stem", [stem for stem, name in SERVICES.items() if name])
async def test_each_recorded_response_has_the_expected_verdict(stem):
    service, table = service_of(stem), generation_table(stem)
    for recording in recorded_responses(stem):
        exchange = await judged(recording, endpoint_of(stem, recording), service)
        check(recording, exchange.verdict, table)


@pytest.mark.parametrize("stem", SERVICES)
async def test_a_custom_url_is_judged_by_the_table_that_was_chosen(stem):
    for recording in recorded_responses(stem):
        table = generation_table(stem)
        verdict = (await judged(recording, custom_url(recording), None, table)).verdict
        check(recording, verdict, table)


@pytest.mark.parametrize("stem", SERVICES)
async def test_a_custom_url_is_judged_by_the_mark_of_its_envelope_or_else_by_its_status(stem):
    for recording in recorded_responses(stem):
        verdict = (await judged(recording, custom_url(recording), None)).verdict
        envelope = envelope_in(recording.body)
        if envelope is not None and "protocolVersion" in envelope:
            check(recording, verdict, "2023")
            continue
        is_success = recording.status == 101 or recording.status // 100 == 2
        assert verdict.kind is VerdictKind.BARE_STATUS, recording.name
        assert verdict.headline.startswith(f"{recording.status} "), recording.name
        if envelope is not None and is_success:
            # A plain success stays one, and what failed under HTTP 200 is not shown as one.
            has_failed = envelope["code"] < 0
            assert (verdict.severity is not SUCCESS) == has_failed, recording.name
            assert "2020" in verdict.looks_like, recording.name
            continue
        assert (verdict.severity is SUCCESS) == is_success, recording.name


def custom_url(recording: Recorded) -> Typed:
    return Typed(recording.path, recording.method)


@pytest.mark.parametrize("stem", SERVICES)
def test_a_response_with_a_code_is_not_judged_by_its_status(stem):
    table = LIBRARY.dialects[generation_table(stem)]
    for recording in recorded_responses(stem):
        envelope = envelope_in(recording.body)
        if envelope is None:
            continue
        request = Request(endpoint_of(stem, recording))
        parsed = parse_envelope(recording.body)
        is_green = MEANING[table.name][envelope["code"]] in (SUCCESS, Severity.NOTICE)
        verdicts = {
            replace_notes(
                judged_by(table, replace(recording.response, status=status), parsed, request)
            )
            # A status of 400 or more is never green.
            for status in ((200, 302) if is_green else (200, 302, 404, 500))
        }
        assert len(verdicts) == 1, recording.name


def replace_notes(verdict: Verdict) -> str:
    return repr(replace(verdict, notes=()))


@pytest.mark.parametrize("stem", SERVICES)
async def test_errors_about_a_parameter_are_assigned_to_it(stem):
    for recording in recorded_responses(stem):
        envelope = envelope_in(recording.body)
        if envelope is None or envelope["code"] != -10:
            continue
        endpoint = endpoint_of(stem, recording)
        names = {
            name.casefold(): p for p in endpoint.parameters for name in (p.member, p.name) if name
        }
        verdict = (await judged(recording, endpoint, service_of(stem))).verdict
        for text in envelope.get("items") or ():
            match = NAMED.fullmatch(text)
            parameter = names.get(next(filter(None, match.groups())).casefold()) if match else None
            if parameter is not None:
                assert text in verdict.field_errors.get(parameter.name, ()), (recording.name, text)
            elif match:
                assert text in verdict.other_errors, (recording.name, text)


def test_the_recordings_cover_the_expected_cases():
    kinds: Counter[VerdictKind] = Counter()
    for stem in SERVICES:
        kinds.update(expected_kind(a, generation_table(stem)) for a in recorded_responses(stem))
    assert set(SERVICES) == set(recorded.stems())
    assert kinds[VerdictKind.ENVELOPE] > 1400
    assert kinds[VerdictKind.NOT_AN_ENVELOPE] > 150
    assert kinds[VerdictKind.BARE_STATUS] > 150
    assert kinds[VerdictKind.UNEXPECTED_CODE] == 0


def test_recorded_facts_and_recorded_bytes_give_the_same_verdict():
    folder = recorded.recordings()
    for stem in SERVICES:
        table = generation_table(stem)
        checked_in = [expected_kind(from_facts(f), table) for f in recorded.checked_in(stem)]
        if folder is not None:
            assert checked_in == [expected_kind(a, table) for a in recorded_responses(stem)]
        assert checked_in
