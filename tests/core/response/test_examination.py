import msgspec

from aiurdesk.core.response.examination import CapturedValue, Examination, Finding


def test_a_capture_that_found_nothing_counts_like_a_test():
    passed, missed = Finding("a", True), Finding("b", False)
    assert Examination((passed,), (), (missed,)).all_findings == (passed, missed)


def test_the_history_has_captured_values_under_their_first_name():
    examination = Examination(captured=(CapturedValue("id", "value channelId", "7"),))
    assert b'"taken":[{"variable":"id"' in msgspec.json.encode(examination)
