from msgspec.structs import replace

from aiurdesk.core.collection.collection import CollectionRequest, InheritedSettings
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.runs.run_summary import further_lines, headline_of, past_result
from aiurdesk.services.runs.runner import RunResult
from tests.core.collection.exchanges import an_exchange

REQUEST = InheritedSettings(request=CollectionRequest("a", "/a", SavedRequest()))


def a_result(**members):
    return RunResult(1, "folder/a", 1, REQUEST, **members)


def test_a_response_is_its_verdict():
    result = a_result(exchange=an_exchange())
    assert headline_of(result) == (
        "Input: −10 Invalid input (InvalidInput, table 2020) · 23 ms · HTTP/2 · 400"
    )
    assert past_result(result).summary == "−10 InvalidInput"
    assert not past_result(result).passed


def test_what_was_not_sent_is_its_errors():
    result = a_result(errors=("There is no variable.", "Set it."))
    assert headline_of(result) == "There is no variable."
    assert list(further_lines(result)) == ["Set it."]
    assert past_result(result).summary == "not sent"


def test_only_numbers_and_our_own_words_are_kept():
    exchange = an_exchange()
    text = replace(exchange, verdict=replace(exchange.verdict, code="a text of the server"))
    assert past_result(a_result(exchange=text)).summary == "HTTP 400"
    missing = an_exchange(has_response=False)
    assert past_result(a_result(exchange=missing)).summary == "no response: cut off"
