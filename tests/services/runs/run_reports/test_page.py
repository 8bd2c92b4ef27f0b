import re
from html.parser import HTMLParser

from aiurdesk.core.response.examination import CapturedValue
from aiurdesk.services.runs.run_reports.page import write
from aiurdesk.services.runs.run_reports.run_record import NOT_SENT
from tests.services.run_records import EXCHANGE, a_failure, a_result, a_run


class Reader(HTMLParser):
    """Collects the visible text, and checks that tags are closed in order."""

    def __init__(self, page):
        super().__init__()
        self.open, self.texts, self.tags = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


def test_the_page_says_how_the_run_went():
    run = a_run(a_result(), a_failure(exchange=EXCHANGE), a_failure("three", severity=NOT_SENT))
    read = Reader(write(run))
    assert read.open == []
    assert "Checks: 2 failed" in read.text
    assert "Sandbox · 2026-11-26 12:00:00 UTC · 3 requests in 1.50 s" in read.text
    for words in ("1 passed", "2 failed", "1 Success", "1 Input", "1 Not sent"):
        assert words in read.text
    assert "✗ result code is 0: −10 InvalidInput" in read.text
    assert "Response · 2 KB" in read.text
    opened = [("open" in attributes) for tag, attributes in read.tags if tag == "details"]
    assert opened == [False, True, True]


def test_texts_of_a_server_are_shown_and_never_run():
    page = write(a_run(a_failure("<b>", exchange=EXCHANGE), name="<i>"))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    read = Reader(page)
    assert {tag for tag, _ in read.tags} & {"script", "b", "i", "img", "link", "iframe"} <= {
        "b",
        "i",
    }
    assert "default-src 'none'" in page


def test_the_page_needs_nothing_else():
    page = write(a_run(a_result()))
    assert re.findall(r"(?:src|href)=|url\(|@import", page) == []


def test_a_request_without_a_response_says_why():
    members = {**EXCHANGE, "response": None, "failure": {"kind": "cut_off", "detail": "early"}}
    read = Reader(write(a_run(a_failure(exchange=members))))
    assert "No response cut off: early" in read.text


def test_json_is_shown_on_several_lines():
    response = {**EXCHANGE["response"], "body": '{"code":0}'}
    page = write(a_run(a_result(exchange={**EXCHANGE, "response": response})))
    assert "{\n  &quot;code&quot;: 0\n}" in page


def test_passes_mistakes_and_an_early_end_are_told():
    run = a_run(
        a_result("a"), a_result("a", pass_number=2), mistakes=("x, line 1: y",), not_run=(("b", 2),)
    )
    text = Reader(write(run)).text
    for words in (
        *("a · pass 2", "Files that were left out", "x, line 1: y", "ended before its end"),
        *("1 not run", "Not run b · pass 2", "Checks: stopped"),
    ):
        assert words in text
    assert "all passed" not in text
    assert "all passed" in Reader(write(a_run(a_result("a")))).text


def test_a_run_without_results_is_a_page_too():
    assert "0 requests" in Reader(write(a_run())).text


def test_what_was_captured_is_shown():
    read = Reader(write(a_run(a_result(captured=(CapturedValue("id", "value channelId", "7"),)))))
    assert "Captured id from value channelId: 7" in read.text


def test_what_was_not_sent_has_no_time():
    unsent = a_failure(severity=NOT_SENT, findings=(), lines=(), elapsed_ms=0.0)
    read = Reader(write(a_run(unsent)))
    assert "0 ms" not in read.text
    assert "Nothing was sent." in read.text


def test_among_many_results_the_failed_ones_can_be_jumped_to():
    results = [a_result(f"good {n}") for n in range(20)]
    read = Reader(write(a_run(*results, a_failure("lost"))))
    (link,) = [attributes["href"] for tag, attributes in read.tags if tag == "a"]
    assert link.removeprefix("#") in [attributes.get("id") for _, attributes in read.tags]
    assert "a" not in [tag for tag, _ in Reader(write(a_run(a_failure()))).tags]


def test_links_to_what_failed_tell_the_passes_apart():
    failed = [a_failure("lost", pass_number=number) for number in range(1, 12)]
    text = Reader(write(a_run(*failed))).text
    assert text.index("lost · pass 2") < text.index("✗ failed")


def test_the_frames_of_a_socket_are_lines():
    frames = [
        {"at": "2026-11-26T12:00:00.123456", "direction": "sent", "kind": "text", "text": "<b>"},
        {"at": "2026-11-26T12:00:01.5", "direction": "received", "kind": "close", "code": 1000},
    ]
    page = write(a_run(a_result(exchange={**EXCHANGE, "frames": frames})))
    text = Reader(page).text
    assert "Frames 12:00:00.123 ↑ text <b> 12:00:01.5 ↓ close 1000" in text
    assert "alert(1)" not in text
    assert "None came." in Reader(write(a_run(a_result(exchange={**EXCHANGE, "frames": []})))).text
