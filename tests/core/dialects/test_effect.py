from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.core.dialects.dialect_file import parse_dialect
from aiurdesk.core.dialects.effect import (
    EarlierResponse,
    Effect,
    ShortVerdict,
    effect_of,
    effects_sentence,
    never_read,
    paths_without,
)
from aiurdesk.core.dialects.pointing import Sample, propose
from aiurdesk.core.dialects.taught_dialect import dialect_text
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import Header
from aiurdesk.core.verdict.verdict import Severity
from tests.core.dialects import made_up_apis as apis
from tests.ui.response.exchanges import an_answer

REQUEST = custom_request("https://api.example/")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BEFORE = ShortVerdict(Severity.SUCCESS, "200 OK")


def tried(taught, sample):
    dialect = parse_dialect(dialect_text(taught), "taught.toml")
    assert dialect.mistakes == ()
    headers = tuple(Header(name, "7") for name in sample.header_names)
    response = replace(an_answer(b"", status=sample.status), headers=headers)
    return effect_of(dialect, EarlierResponse("Buy", NOW, BEFORE, REQUEST, response, sample.value))


@pytest.mark.parametrize(
    ("marks", "marked", "others", "host", "severities", "first"),
    [
        (
            apis.PARCEL_MARKS,
            apis.PARCEL_LOST,
            apis.PARCELS_BEFORE,
            apis.PARCELS,
            ["input", "success", "wait", "wait", "credential"],
            "PARCEL_LOST The parcel was lost",
        ),
        (
            apis.WORKBENCH_MARKS,
            apis.WORKBENCH_REFUSED,
            apis.WORKBENCH_BEFORE,
            apis.WORKBENCH,
            ["input", "success"],
            "E1007 Order not accepted",
        ),
        (
            apis.WEATHER_MARKS,
            apis.WEATHER_BUSY,
            apis.WEATHER_BEFORE,
            apis.WEATHER,
            ["wait", "success"],
            "−31 Station busy",
        ),
    ],
)
def test_a_taught_dialect_judges_all_responses_of_its_host(
    marks, marked, others, host, severities, first
):
    taught = propose(marks, marked, others, host)
    effects = [tried(taught, sample) for sample in (marked, *others)]
    assert [effect.after.severity for effect in effects] == severities
    path = "/Message/PushMessage"
    assert effects[0] == Effect("Buy", NOW, BEFORE, effects[0].after, path, nothing_at=())
    assert effects[0].after.words == first


def test_a_failure_of_the_server_is_never_a_success():
    taught = propose(apis.PARCEL_MARKS, apis.PARCEL_LOST, apis.PARCELS_BEFORE, apis.PARCELS)
    ok = apis.PARCELS_BEFORE[0]
    broken = Sample(503, ok.value)
    assert tried(taught, ok).after.severity is Severity.SUCCESS
    assert tried(taught, broken).after.severity is Severity.SERVER
    assert tried(taught, Sample(502, None)).after.severity is Severity.SERVER


OK = ShortVerdict(Severity.SUCCESS, "200 OK")
SOLD_OUT = ShortVerdict(Severity.INPUT, "no_stock Sold out")


def an_effect(before, after):
    return Effect("Buy", NOW, before, after)


def test_changes_are_counted():
    fine = ShortVerdict(Severity.SUCCESS, "0 Bought")
    effects = (an_effect(OK, OK), an_effect(OK, SOLD_OUT), an_effect(OK, fine))
    assert [effect.is_change for effect in effects] == [False, True, False]
    assert [effect.turns for effect in effects] == [False, True, False]
    assert effects_sentence(effects) == (
        "3 earlier responses of this host: 1 verdict changes, 1 of them between success and "
        "failure."
    )


def test_only_what_is_there_is_told():
    assert effects_sentence(()) == "The history has no earlier response of this host."
    assert effects_sentence((an_effect(OK, OK),), has_more=True) == (
        "1 earlier response of this host: 0 verdicts change. Older ones were not looked at."
    )
    assert effects_sentence((an_effect(OK, OK),), too_long=2).endswith(
        "0 verdicts change. 2 with a long body were not looked at."
    )


def test_a_response_of_another_path_stays_as_it_was():
    taught = propose(apis.PARCEL_MARKS, apis.PARCEL_LOST, apis.PARCELS_BEFORE, apis.PARCELS)
    elsewhere = tried(replace(taught, paths=("/parcels/*",)), apis.PARCEL_LOST)
    assert (elsewhere.after, elsewhere.is_change, elsewhere.is_read) == (BEFORE, False, True)


def test_what_the_dialect_reads_is_told_from_what_it_does_not():
    taught = propose(apis.PARCEL_MARKS, apis.PARCEL_LOST, apis.PARCELS_BEFORE, apis.PARCELS)
    other = tried(taught, replace(apis.PARCEL_LOST, value={"name": "Ann"}, status=200))
    assert (other.after.severity, other.is_read) == (Severity.SUCCESS, False)


def test_a_path_that_no_response_has_is_told():
    dialect = parse_dialect(
        """
        format = 1
        name = "acme"
        [match]
        paths = ["/a/*"]
        [read]
        ok = "fine"
        code = "problem.id"
        request_id = "trace"
        [read.items]
        each = "parts"
        """,
        "acme.toml",
    )

    def tried_on(path, value):
        response = replace(an_answer(b""), url=f"https://api.example{path}")
        return effect_of(dialect, EarlierResponse("Buy", NOW, BEFORE, REQUEST, response, value))

    # The last is for another path, so that it proves nothing.
    effects = (
        tried_on("/a/1", {"fine": True, "trace": "7"}),
        tried_on("/a/2", {"fine": True}),
        tried_on("/b", {"problem": {"id": 3}}),
    )
    assert never_read(effects) == ("code (problem.id)", "items (parts)")
    assert effects_sentence(effects).endswith(
        " None of them has anything at: code (problem.id), items (parts)."
    )
    assert never_read((*effects, tried_on("/a/3", {"problem": {"id": 3}, "parts": [{}]}))) == ()
    assert never_read(()) == ()
    assert paths_without(dialect, {"ok", "code", "request_id", "items"}) == {}
