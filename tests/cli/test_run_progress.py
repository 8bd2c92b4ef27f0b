import io

from msgspec.structs import replace

from aiurdesk.cli.run_progress import RunProgress, failure_lines, result_lines, summary
from aiurdesk.core.response.examination import Finding
from tests.services.run_records import a_failure, a_result, a_run


class Terminal(io.StringIO):
    def isatty(self):
        return True


def written(stream):
    progress = RunProgress(stream, 2)
    for result in (a_result(), a_failure()):
        progress.show(result)
    progress.end(a_run(a_result(), a_failure()))
    return stream.getvalue()


def test_elsewhere_each_request_is_a_line():
    assert written(io.StringIO()) == (
        "passed  folder/one · Success: 0 Completed\n"
        "FAILED  two · Input: −10 <Invalid> input\n"
        "        result code is 0: −10 InvalidInput\n"
        "        Done.\n"
        "2 requests in 1.50 s: 1 passed, 1 failed.\n"
    )


def test_on_a_terminal_there_is_a_bar_and_what_failed():
    text = written(Terminal())
    assert "[############............] 1/2" in text
    assert "[########################] 2/2 · 1 failed" in text
    assert "\x1b" not in text
    # What stays when the bar is gone.
    assert [seen(line) for line in text.split("\n")] == [
        "FAILED  two · Input: −10 <Invalid> input",
        "        result code is 0: −10 InvalidInput",
        "        Done.",
        "2 requests in 1.50 s: 1 passed, 1 failed.",
        "",
    ]


def seen(line):
    """Return a line as a terminal shows it: what follows a carriage return covers the line."""
    kept = ""
    for part in line.split("\r"):
        kept = part + kept[len(part) :]
    return kept.rstrip()


def test_a_result_that_passed_is_one_line():
    assert len(list(result_lines(a_result()))) == 1


def test_a_run_that_was_ended_early_says_so():
    stopped = summary(a_run(a_result(), not_run=(("b", 1), ("c", 1))))
    assert stopped.startswith("Stopped. 1 request in ")
    assert stopped.endswith(": 1 passed, 0 failed, 2 not run.")


def test_why_something_failed_begins_with_what_failed():
    assert list(failure_lines(a_failure())) == [
        "result code is 0: −10 InvalidInput",
        "Input: −10 <Invalid> input",
        "Done.",
    ]


def test_each_pass_of_a_request_is_told_apart():
    stream = io.StringIO()
    progress = RunProgress(stream, 2, has_passes=True)
    for number in (1, 2):
        progress.show(a_failure(pass_number=number, findings=(), lines=()))
    assert [line.split(" · ")[1] for line in stream.getvalue().splitlines()] == [
        "pass 1",
        "pass 2",
    ]


def test_files_that_were_left_out_are_counted():
    text = summary(a_run(a_result(), mistakes=("x, line 1: y", "z, line 2: y")))
    assert text.endswith(": 1 passed, 0 failed, 2 left out.")


def test_control_characters_and_line_ends_cannot_change_the_terminal():
    finding = Finding("value a\x1b[2J", False, "one\r\ntwo\x1b]0;title\x07")
    failed = replace(a_failure(), title="in\nner/\x1b[31mred", findings=(finding,))
    lines = list(result_lines(failed))
    assert len(lines) == 3
    assert lines[0].startswith("FAILED  in ner/\N{REPLACEMENT CHARACTER}[31mred · ")
    assert lines[1].endswith("one two\N{REPLACEMENT CHARACTER}]0;title\N{REPLACEMENT CHARACTER}")
    assert "\x1b" not in "".join(lines)
