"""Why something did not work, as a person reads it."""

import pytest

from aiurdesk.core.problem import FieldPlace, FilePlace, Problem, sentence_of
from aiurdesk.core.translation import Phrase, marked


@pytest.mark.parametrize(
    ("at", "named"),
    [
        (None, "Enter a number."),
        (FieldPlace(), "Enter a number."),
        (FieldPlace("id"), "id: Enter a number."),
        (FieldPlace(header="X-Id"), "Enter a number."),
        (FilePlace("/a.toml", 3), "Enter a number."),
    ],
)
def test_a_problem_is_named_after_its_parameter_only(at, named):
    problem = Problem("Enter a number.", at)
    assert problem.named_sentence == named
    assert problem.field == (at if isinstance(at, FieldPlace) else FieldPlace())


def test_a_phrase_is_a_sentence_where_it_is_shown():
    problem = Problem(Phrase(marked("{name} is required."), {"name": "id"}))
    assert problem.sentence == str(problem) == f"{problem}" == "id is required."


def test_no_problem_has_no_sentence():
    assert sentence_of(None) == ""
    assert sentence_of(Problem("Enter a number.")) == "Enter a number."
