import pytest

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.api.value_rules import is_blank, surrogate_problem
from aiurdesk.core.preparing.wire_format import to_wire
from aiurdesk.core.problem import Problem

SITE = Parameter(
    "siteName",
    ParameterKind.TEXT,
    Location.FORM,
    min_length=5,
    max_length=10,
    pattern="[-a-z0-9_]+",
    pattern_hint="lower-case letters, digits, - and _",
    example="my-site",
)


def of_kind(kind: ParameterKind) -> Parameter:
    return Parameter("v", kind, Location.QUERY)


def refused(parameter: Parameter, text: str) -> str:
    answer = to_wire(parameter, text)
    assert isinstance(answer, Problem), answer
    return answer.sentence


def test_half_a_character_is_refused_and_a_whole_one_is_not():
    refusal = surrogate_problem("a\ud83d")
    assert refusal is not None
    assert "U+D83D" in refusal.sentence
    assert surrogate_problem("😀") is None


def test_an_empty_item_of_a_list_is_refused():
    assert "empty item" in refused(of_kind(ParameterKind.LIST), "")
    assert to_wire(of_kind(ParameterKind.LIST), " a ") == " a "


def test_text_is_sent_as_it_is():
    assert to_wire(of_kind(ParameterKind.TEXT), "  a\r\n+%20 ") == "  a\r\n+%20 "
    assert to_wire(of_kind(ParameterKind.TEXT), "") == ""


@pytest.mark.parametrize("blank", [" ", "\t\r\n", "\u00a0", "\u3000", "\u2028", "\x85"])
def test_text_of_white_space_only_is_refused_because_servers_read_null(blank):
    assert is_blank(blank)
    assert "contains only spaces" in refused(of_kind(ParameterKind.TEXT), blank)


def test_separators_that_servers_do_not_trim_are_text():
    assert not is_blank("\x1c")
    assert to_wire(of_kind(ParameterKind.TEXT), "\x1f") == "\x1f"


def test_a_length_counts_as_the_server_counts():
    most = Parameter("v", ParameterKind.TEXT, Location.QUERY, max_length=2)
    assert to_wire(most, "😀") == "😀"
    assert refused(most, "😀a") == "Enter at most 2 characters; this has 3."
    least = Parameter("v", ParameterKind.TEXT, Location.QUERY, min_length=3, example="abc")
    assert refused(least, "ab") == "Enter at least 3 characters, such as abc; this has 2."
    assert refused(SITE, "a") == "Enter 5 to 10 characters, such as my-site; this has 1."


def test_a_pattern_is_told_in_words():
    assert refused(SITE, "My-Site") == (
        "Enter lower-case letters, digits, - and _, such as my-site."
    )
    bare = Parameter("v", ParameterKind.LIST, Location.QUERY, pattern="[0-9]+")
    assert refused(bare, "x") == "Enter text that matches [0-9]+."
    assert to_wire(bare, "12") == "12"
