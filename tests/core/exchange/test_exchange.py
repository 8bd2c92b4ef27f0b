from msgspec.structs import replace

from aiurdesk.core.response.examination import Examination, Finding
from aiurdesk.core.verdict.verdict import Severity
from tests.core.exchange.test_exchange_text import ANSWER, INVALID_INPUT, an_exchange


def test_a_failed_test_outranks_the_verdict():
    exchange = an_exchange(ANSWER, INVALID_INPUT)
    assert exchange.severity is Severity.INPUT
    passed, failed = Finding("code is −10", True), Finding("status is 200", False, "404")
    assert replace(exchange, examination=Examination((passed,))).severity is Severity.INPUT
    assert replace(exchange, examination=Examination((passed, failed))).severity is Severity.TEST
    missed = Examination((passed,), missed=(Finding("id from value id", False),))
    assert replace(exchange, examination=missed).severity is Severity.TEST


def test_a_note_comes_after_the_others():
    exchange = an_exchange(ANSWER, INVALID_INPUT).with_note("first").with_note("last")
    assert exchange.verdict.notes[-2:] == ("first", "last")
