"""Reports of a load test in each format."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from aiurdesk.core.load.load_report import LoadLimits, LoadReport, LoadTally
from aiurdesk.core.load.load_ticks import LoadCount, LoadOutcome, LoadTick
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.runs.load_reports import LOAD_REPORTS

OK = LoadOutcome(Severity.SUCCESS, "Success 0", 200)
WAIT = LoadOutcome(Severity.WAIT, "Wait −11", 200)
STARTED = datetime(2026, 12, 2, 17, 0, tzinfo=UTC)


def report(name: str = "Lamps", seconds: int = 3, limits: LoadLimits | None = None) -> LoadReport:
    tally = LoadTally()
    for at_s in range(seconds):
        counts = (
            LoadCount("Push <message>", OK, ((18, 90),)),
            LoadCount("Push <message>", WAIT, ((44, 10),)),
            LoadCount("List", OK, ((9, 100),)),
        )
        tally.add(LoadTick(at_s, 50, counts))
    return tally.report(name, environment="Tests", started_at=STARTED, limits=limits)


class Page(HTMLParser):
    """Checks that all tags are closed, and keeps what is seen."""

    def __init__(self, text: str):
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.labels: list[str | None] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.labels.append(dict(attributes).get("aria-label"))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)


def test_json_has_what_scripts_count():
    made = json.loads(LOAD_REPORTS["json"].write(report()))
    assert made["total"]["sent"] == 600
    assert made["total"]["failed_under_200"] == 30
    assert made["exceeded"] == ["5.0 % failed; none may."]
    assert made["requests"][0]["outcomes"][1] == {
        "label": "Wait −11",
        "severity": "wait",
        "count": 30,
    }
    assert [point["sent"] for point in made["points"]] == [200, 200, 200]


def test_the_page_needs_nothing_else_and_shows_names_as_text():
    text = LOAD_REPORTS["html"].write(report("<script>alert(1)</script>"))
    page = Page(text)
    assert "<script" not in text
    assert "Push <message>" in page.texts
    assert "30 of 600 came with HTTP 200 and failed." in page.texts
    assert not re.search(r"(src|href)=|@import|url\((?!#)", text)
    spoken = "".join(filter(None, page.labels))
    assert "200 requests a second by 50 users" in spoken


def test_each_severity_has_a_colour_for_light_and_for_dark():
    text = LOAD_REPORTS["html"].write(report())
    for severity in Severity:
        assert len(set(re.findall(rf"--level-{severity}: (#[0-9a-f]+);", text))) == 2
        assert f"fill: var(--level-{severity})" in text


def test_the_page_of_a_long_load_stays_small():
    assert len(LOAD_REPORTS["html"].write(report(seconds=3600))) < 120_000


@pytest.mark.parametrize("kind", ["html", "json", "junit"])
def test_a_load_that_sent_nothing_is_reported(kind: str):
    assert "Nothing was sent." in LOAD_REPORTS[kind].write(LoadTally().report("Lamps"))


def test_junit_fails_for_the_request_that_exceeded_the_limit():
    limits = LoadLimits(fail_above=0.04)
    root = ElementTree.fromstring(LOAD_REPORTS["junit"].write(report(limits=limits)))
    failed = {
        case.get("name"): failure.get("message")
        for case in root.iter("testcase")
        for failure in case.iter("failure")
    }
    assert failed == {
        "Push <message>": "10.0 % failed; the limit is 4 %.",
        "All requests": "5.0 % failed; the limit is 4 %.",
    }
    assert root.get("failures") == "2"


def test_junit_passes_when_all_together_kept_to_the_limits():
    limits = LoadLimits(fail_above=0.05)
    root = ElementTree.fromstring(LOAD_REPORTS["junit"].write(report(limits=limits)))
    assert not list(root.iter("failure"))
    assert root.get("tests") == "3"
