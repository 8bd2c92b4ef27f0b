from aiurdesk.core.response.examination import Examination, Finding


def test_a_capture_that_found_nothing_counts_like_a_test():
    passed, missed = Finding("a", True), Finding("b", False)
    assert Examination((passed,), (), (missed,)).all_findings == (passed, missed)
