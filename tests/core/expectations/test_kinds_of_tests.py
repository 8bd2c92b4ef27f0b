import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.frame_tests import FRAME_TEST_KINDS
from aiurdesk.core.expectations.kinds_of_tests import (
    CODE,
    SEVERITY,
    VALUE,
    KindOfTest,
    are,
    are_severities,
    expectation_problem,
    one_of,
    read_test_of,
    words_of,
)
from aiurdesk.core.expectations.response_tests import TEST_KINDS
from aiurdesk.core.problem import sentence_of
from aiurdesk.core.request.conversation import ResponseTest

SIZE: KindOfTest[None] = KindOfTest(
    "size", "size", lambda _test, _facts: (True, ""), are(int), "a number"
)


def test_a_kind_refuses_what_it_cannot_expect():
    assert expectation_problem(SIZE, ResponseTest("size", 5)) is None
    refused = expectation_problem(SIZE, ResponseTest("size", "large"))
    assert sentence_of(refused) == "The expected value should be a number."
    with pytest.raises(ProblemError, match="should have a number for size"):
        read_test_of({"size": "large"}, {"size": SIZE})


def test_a_test_of_any_kind_has_words():
    assert words_of(SIZE, ResponseTest("size", (1, 2))) == "size is one of 1, 2"


def test_what_can_be_expected():
    assert one_of(5) == (5,)
    assert one_of((1, 2)) == (1, 2)
    assert are_severities(("success", "input"))
    assert not are_severities("bad")
    assert not are(str)("")


def test_a_body_and_a_frame_have_the_same_tests_of_an_envelope():
    for kind in (CODE, SEVERITY, VALUE):
        assert kind in TEST_KINDS
        assert kind in FRAME_TEST_KINDS
