import errno
import pickle

import pytest

from aiurdesk.core.errors import (
    KeyringFailure,
    KeyringReason,
    ProblemError,
    StorageError,
    is_shortage,
    problems_of_file,
    storage_errors,
)
from aiurdesk.core.problem import FilePlace, Problem, TextPlace, at_line
from aiurdesk.core.translation import Phrase


@pytest.mark.parametrize(
    ("error", "words", "is_full"),
    [
        (OSError(errno.ENOSPC, "No space left"), "a {b} could not be read (No space left).", True),
        (OSError("odd"), "a {b} could not be read (odd).", False),
    ],
)
def test_what_the_system_refuses_is_told_with_its_own_words(error, words, is_full):
    text = "{path} could not be read ({value})."
    with pytest.raises(StorageError) as told, storage_errors(text, path="a {b}"):
        raise error
    assert (str(told.value), is_shortage(told.value.__cause__)) == (words, is_full)


def test_the_system_may_name_the_file():
    text = "{filename} could not be read ({strerror})."
    with (
        pytest.raises(StorageError, match=r"^/a could not be read \(Not allowed\)\.$"),
        storage_errors(text),
    ):
        raise PermissionError(errno.EACCES, "Not allowed", "/a")


def test_a_problem_in_the_text_of_a_file_names_the_file_and_the_line():
    with pytest.raises(StorageError) as told, problems_of_file("a.toml"):
        raise ProblemError(at_line(3, "url is missing."))
    assert told.value.problem.at == FilePlace("a.toml", 3)
    assert str(told.value) == str(told.value.phrase) == "a.toml, line 3: url is missing."


def test_what_the_system_refuses_of_a_file_keeps_its_own_words():
    with pytest.raises(StorageError, match=r"^No space\.$"), problems_of_file("a.toml"):
        raise StorageError("No space.")


@pytest.mark.parametrize("reason", KeyringReason)
def test_every_reason_of_the_keyring_says_what_happened_and_what_to_do(reason):
    failure = KeyringFailure(reason)
    assert isinstance(failure, ProblemError)
    assert failure.reason is reason
    assert str(failure).count(". ") >= 1
    assert str(failure).endswith(".")


def test_what_is_known_of_a_foreign_exception_is_its_name():
    assert str(KeyringFailure(KeyringReason.OTHER, "PasswordSetError")).endswith(
        "(PasswordSetError)"
    )


def test_an_exception_carries_the_problem_that_it_was_raised_for():
    problem = Problem(Phrase("{name} is empty.", {"name": "a"}), FilePlace("/a"))
    error = pickle.loads(pickle.dumps(StorageError(problem)))
    assert error.problem == problem
    assert (str(error), error.phrase) == ("a is empty.", problem.what)
    assert (error.problem.path, error.problem.line) == ("/a", 0)


def test_a_sentence_alone_is_a_problem_without_a_place():
    error = ProblemError("It is full. Delete some of it.")
    assert error.problem == Problem("It is full. Delete some of it.")
    assert str(error.phrase) == str(error)
    assert (error.problem.path, error.problem.line) == ("", 0)
    assert Problem("It ends.", TextPlace(2, 1)).line == 2
