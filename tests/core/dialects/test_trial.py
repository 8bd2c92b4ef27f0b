from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.core.addresses.custom_url import custom_request
from aiurdesk.core.dialects.dialect_file import parse_dialect
from aiurdesk.core.dialects.effect import EarlierResponse, Effect, ShortVerdict
from aiurdesk.core.dialects.pointing import Sample, propose
from aiurdesk.core.dialects.taught_dialect import dialect_text
from aiurdesk.core.dialects.trial import effect_of
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
    assert effects[0] == Effect("Buy", NOW, BEFORE, effects[0].after)
    assert effects[0].after.words == first


def test_a_failure_of_the_server_is_never_a_success():
    taught = propose(apis.PARCEL_MARKS, apis.PARCEL_LOST, apis.PARCELS_BEFORE, apis.PARCELS)
    ok = apis.PARCELS_BEFORE[0]
    broken = Sample(503, ok.value)
    assert tried(taught, ok).after.severity is Severity.SUCCESS
    assert tried(taught, broken).after.severity is Severity.SERVER
    assert tried(taught, Sample(502, None)).after.severity is Severity.SERVER
