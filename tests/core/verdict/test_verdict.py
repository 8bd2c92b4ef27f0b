"""The verdict itself."""

from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind


def test_a_code_is_a_result_code_only_with_a_table():
    said = Verdict(VerdictKind.BARE_STATUS, Severity.INPUT, "404 Not found", code="NO_SUCH_THING")
    of_table = Verdict(VerdictKind.ENVELOPE, Severity.INPUT, "Not there", "2020", -4)
    assert (said.code, said.result_code) == ("NO_SUCH_THING", None)
    assert of_table.result_code == -4
