"""Tests of what the members of a dialect may be."""

import pytest

from aiurdesk.core.dialects.dialect_values import HEAD, READ, ROW
from aiurdesk.core.errors import ProblemError


@pytest.mark.parametrize(
    ("convert", "most"),
    [
        (READ.members["message"], 1_000),
        (HEAD.members["title"], 200),
        (HEAD.members["source"], 4_000),
    ],
)
def test_paths_and_texts_are_not_too_long(convert, most):
    assert len(convert("x" * most)[0]) > 0
    with pytest.raises(ProblemError, match=f"should have at most {most:,} characters"):
        convert("x" * (most + 1))


def test_a_name_can_be_typed_and_shown():
    convert = HEAD.members["name"]
    assert convert("a b") == "a b"
    for name in ("", " a", "a\x1b[31m", "x" * 61, "HTTP"):
        with pytest.raises(ProblemError):
            convert(name)


@pytest.mark.parametrize(
    ("says", "fragments"),
    [
        ("Not Modified", ("not modified",)),
        ("busy | later", ("busy", "later")),
        ("(chat|user|message.*) not found|PEER_ID", (
            "chat not found", "user not found", "message.* not found", "peer_id")),
        ("wrong (again)", ("wrong (again)",)),
        ("open (end|x", ("open (end", "x")),
        ("(a|b)" * 50, ("a" * 50,)),
    ],
)  # fmt: skip
def test_what_a_message_may_say(says, fragments):
    converted = ROW.members["says"](says)
    assert converted[: len(fragments)] == fragments
    assert len(converted) <= 100


def test_a_code_is_a_whole_number_or_a_text_and_true_is_neither():
    assert ROW.members["is"]([7, "a"]) == (7, "a")
    others: list[object] = [True, 7.5, " ", [], None]
    for code in others:
        with pytest.raises(ProblemError):
            ROW.members["is"](code)
