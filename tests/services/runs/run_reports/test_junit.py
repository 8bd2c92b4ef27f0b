import time
from xml.etree import ElementTree

from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.runs.run_reports.junit import write
from tests.services.run_records import a_failure, a_result, a_run


def test_each_request_is_a_test_case():
    no_response = a_failure("three", status=ExitCode.NO_RESPONSE, findings=())
    root = ElementTree.fromstring(write(a_run(a_result(), a_failure(), no_response)))
    (suite,) = root
    assert root.tag == "testsuites"
    assert {key: suite.get(key) for key in ("name", "tests", "failures", "errors", "time")} == {
        "name": "Checks", "tests": "3", "failures": "1", "errors": "1", "time": "1.500",
    }  # fmt: skip
    assert suite.get("timestamp") == "2026-11-26T12:00:00+00:00"
    assert [(case.get("classname"), case.get("name"), case.get("time")) for case in suite] == [
        ("Checks.folder", "one", "0.012"),
        ("Checks", "two", "0.012"),
        ("Checks", "three", "0.012"),
    ]
    passed, failed, error = suite
    assert len(passed) == 0
    assert [child.tag for child in failed] == ["failure"]
    assert failed[0].get("message") == "result code is 0: −10 InvalidInput"
    assert failed[0].text == (
        "result code is 0: −10 InvalidInput\nInput: −10 <Invalid> input\nDone."
    )
    assert [child.tag for child in error] == ["error"]
    assert error[0].get("message") == "Input: −10 <Invalid> input"


def test_passes_have_names_of_their_own():
    root = ElementTree.fromstring(write(a_run(a_result("a"), a_result("a", pass_number=2))))
    assert [case.get("name") for case in root[0]] == ["a [pass 1]", "a [pass 2]"]


def test_characters_that_xml_cannot_hold_are_replaced():
    text = write(a_run(a_failure("a\x00b\x1b\ud83d", lines=("\x0b",))))
    root = ElementTree.fromstring(text)
    assert root[0][0].get("name") == "a\ufffdb\ufffd\ufffd"


def test_a_file_that_was_left_out_is_an_error():
    root = ElementTree.fromstring(write(a_run(a_result(), mistakes=("x, line 1: <y>",))))
    (suite,) = root
    assert [suite.get(key) for key in ("tests", "failures", "errors")] == ["2", "0", "1"]
    assert suite[1].get("name") == "x, line 1: <y>"
    assert [(child.tag, child.get("message")) for child in suite[1]] == [
        ("error", "x, line 1: <y>")
    ]


def test_what_was_not_run_is_skipped():
    run = a_run(a_failure("a"), not_run=(("folder/b", 1), ("a", 2)))
    root = ElementTree.fromstring(write(run))
    (suite,) = root
    for element in (root, suite):
        counts = [element.get(key) for key in ("tests", "failures", "errors", "skipped")]
        assert counts == ["3", "1", "0", "2"]
    assert [(case.get("classname"), case.get("name")) for case in suite][1:] == [
        ("Checks.folder", "b [pass 1]"),
        ("Checks", "a [pass 2]"),
    ]
    assert [[child.tag for child in case] for case in suite] == [
        ["failure"], ["skipped"], ["skipped"],
    ]  # fmt: skip


def test_a_long_run_is_written_in_a_moment():
    # Each result once looked at all the others: 100,000 took minutes.
    run = a_run(*[a_result()] * 100_000)
    began = time.process_time()
    assert write(run).count("<testcase ") == 100_000
    assert time.process_time() - began < 30
