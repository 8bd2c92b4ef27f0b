from aiurdesk.core.collection.cases import with_cases
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.request import (
    Case,
    FormBody,
    JsonBody,
    NoBody,
    Row,
    SavedRequest,
)

CODE, USUAL = ResponseTest("code", -4), ResponseTest("code", 0)


def sent(saved: SavedRequest) -> list[CollectionRequest]:
    return list(with_cases(CollectionRequest("Lamp", "/f/Lamp.request.toml", saved)))


def test_the_request_itself_comes_first_and_cases_have_its_name():
    saved = SavedRequest(method="GET", url="http://h/", cases=(Case("a"), Case("b")))
    assert [one.title for one in sent(saved)] == ["Lamp", "Lamp / a", "Lamp / b"]
    assert sent(saved)[0].saved is saved


def test_values_of_a_case_replace_those_of_the_request():
    case = Case("a", (("ID", "2"), ("new", "n"), ("row", "r")), ("gone",))
    saved = SavedRequest(
        method="POST",
        url="http://h/",
        values=(("id", "1"), ("kept", "k"), ("gone", "g")),
        body=FormBody((Row("row", "1"),)),
        cases=(case,),
    )
    after = sent(saved)[1].saved
    assert after.values == (("kept", "k"), ("ID", "2"), ("new", "n"))
    assert after.body == FormBody((Row("row", "r"),))


def test_a_name_that_the_request_uses_as_a_variable_is_one_for_the_case():
    case = Case("a", (("id", "7"), ("word", "w")))
    saved = SavedRequest(method="GET", url="http://h/{{id}}?a={{ id }}", cases=(case,))
    request = sent(saved)[1]
    assert request.row == (("id", "7"),)
    assert request.saved.values == (("word", "w"),)


def test_a_case_has_its_own_tests_or_else_those_of_the_request_and_captures_nothing():
    saved = SavedRequest(
        method="GET",
        url="http://h/",
        tests=(USUAL,),
        captures=(Capture("id", "value", "id"),),
        cases=(Case("a", expected=(CODE,)), Case("b", body=NoBody()), Case("c", tests=(CODE,))),
    )
    itself, a, b, c = sent(saved)
    assert len(itself.saved.captures) == 1
    assert [one.saved.tests for one in (itself, a, b, c)] == [(USUAL,), (CODE,), (USUAL,), (CODE,)]
    assert not any(one.saved.captures or one.saved.cases for one in (a, b, c))


def test_a_body_of_a_case_replaces_that_of_the_request():
    saved = SavedRequest(
        method="POST", url="http://h/", body=JsonBody("{}"), cases=(Case("a", body=JsonBody("[")),)
    )
    assert sent(saved)[1].saved.body == JsonBody("[")
