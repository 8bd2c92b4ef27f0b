"""Why something did not work, as a person reads it."""

import pytest

from aiurdesk.core.problem import (
    FieldPlace,
    FilePlace,
    Problem,
    TextPlace,
    at_line,
    sentence_of,
)
from aiurdesk.core.translation import Phrase, marked


@pytest.mark.parametrize(
    ("at", "named"),
    [
        (None, "Enter a number."),
        (FieldPlace(), "Enter a number."),
        (FieldPlace("id"), "id: Enter a number."),
        (FieldPlace(header="X-Id"), "Enter a number."),
        (FilePlace("/a.toml"), "Enter a number."),
        (FilePlace("/a.toml", 3), "/a.toml, line 3: Enter a number."),
        (FilePlace("", 3), "line 3: Enter a number."),
    ],
)
def test_a_problem_is_named_after_its_parameter_only(at, named):
    problem = Problem("Enter a number.", at)
    assert problem.named_sentence == named
    assert problem.field == (at if isinstance(at, FieldPlace) else FieldPlace())


def test_a_phrase_is_a_sentence_where_it_is_shown():
    problem = Problem(Phrase(marked("{name} is required."), {"name": "id"}))
    assert problem.sentence == str(problem) == f"{problem}" == "id is required."


def test_the_line_of_a_text_becomes_one_of_the_file_that_holds_it():
    problem = at_line(3, "Enter a number.")
    assert (problem.line, problem.sentence) == (3, "line 3: Enter a number.")
    in_file = problem.below(10).in_file("a.toml")
    assert (in_file.path, in_file.line) == ("a.toml", 13)
    assert in_file.sentence == "a.toml, line 13: Enter a number."


@pytest.mark.parametrize("at", [None, FieldPlace("id"), TextPlace(3, 7)])
def test_a_problem_without_a_line_to_write_begins_with_the_file_alone(at):
    assert Problem("Enter a number.", at).in_file("a.toml") == Problem(
        "a.toml, Enter a number.", FilePlace("a.toml")
    )


def test_no_problem_has_no_sentence():
    assert sentence_of(None) == ""
    assert sentence_of(Problem("Enter a number.")) == "Enter a number."
