"""What each kind makes of a text; the table of recorded bindings is walked in test_form."""

import pytest

from aiurdesk.core.api.endpoint import Choice, Location, Parameter, ParameterKind
from aiurdesk.core.request.refusal import Refusal
from aiurdesk.core.request.wire_format import (
    EXAMPLES,
    example_of,
    is_blank,
    spell,
    surrogate_refusal,
)

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
COLOUR = Parameter(
    "colour",
    ParameterKind.CHOICE,
    Location.QUERY,
    choices=(Choice("0", "Red"), Choice("1", "Green")),
)


def of_kind(kind: ParameterKind, location: Location = Location.QUERY) -> Parameter:
    return Parameter("v", kind, location)


def refused(parameter: Parameter, text: str) -> str:
    answer = spell(parameter, text)
    assert isinstance(answer, Refusal), answer
    return answer.text


def test_every_kind_has_an_example():
    assert set(EXAMPLES) == set(ParameterKind)


@pytest.mark.parametrize("kind", [k for k in ParameterKind if k not in {"file", "choice"}])
def test_the_example_of_a_kind_may_be_sent(kind):
    assert not isinstance(spell(of_kind(kind), EXAMPLES[kind]), Refusal)


def test_an_example_comes_from_the_parameter_then_its_choices_then_its_range():
    assert example_of(SITE) == "my-site"
    assert example_of(COLOUR) == "Red"
    assert example_of(Parameter("n", ParameterKind.INTEGER, Location.QUERY, minimum=50)) == "50"
    assert example_of(of_kind(ParameterKind.BOOLEAN)) == "true"


def test_text_is_sent_as_it_is():
    assert spell(of_kind(ParameterKind.TEXT), "  a\r\n+%20 ") == "  a\r\n+%20 "
    assert spell(of_kind(ParameterKind.TEXT), "") == ""


@pytest.mark.parametrize("blank", [" ", "\t\r\n", "\u00a0", "\u3000", "\u2028", "\x85"])
def test_text_of_white_space_only_is_refused_because_servers_read_null(blank):
    assert is_blank(blank)
    assert "no text at all" in refused(of_kind(ParameterKind.TEXT), blank)


def test_separators_that_servers_do_not_trim_are_text():
    assert not is_blank("\x1c")
    assert spell(of_kind(ParameterKind.TEXT), "\x1f") == "\x1f"


def test_half_a_character_is_refused_in_every_kind():
    for kind in ParameterKind:
        assert "U+D800" in refused(of_kind(kind), "1\ud800")
    assert surrogate_refusal("😀") is None


def test_a_length_counts_as_the_server_counts():
    most = Parameter("v", ParameterKind.TEXT, Location.QUERY, max_length=2)
    assert spell(most, "😀") == "😀"
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
    assert spell(bare, "12") == "12"


def test_a_choice_goes_out_by_its_wire_value():
    assert [spell(COLOUR, text) for text in ("Red", "green", " 1 ", "0")] == ["0", "1", "1", "0"]
    assert refused(COLOUR, "Purple") == "Choose one of: Red (0), Green (1)."


def test_a_wire_value_comes_before_a_name_that_looks_like_it():
    swapped = (Choice("a", "b"), Choice("b", "a"))
    assert spell(Parameter("v", ParameterKind.CHOICE, Location.QUERY, choices=swapped), "b") == "b"


def test_many_choices_are_named_in_part():
    many = tuple(Choice(str(n), str(n)) for n in range(12))
    text = refused(Parameter("v", ParameterKind.CHOICE, Location.QUERY, choices=many), "x")
    assert text == "Choose one of: 0, 1, 2, 3, 4, 5, 6, 7, …."


def test_a_choice_without_known_choices_is_sent_as_it_is():
    assert spell(of_kind(ParameterKind.CHOICE), " x ") == "x"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1, column 2"),
        ("NaN", "NaN is no JSON number"),
        ("[" * 100_000, "nested too deeply"),
        ("\ufeff{}", "BOM"),
        ("{'a': 1}", "double quotes"),
    ],
)
def test_what_is_no_json_is_refused_with_the_place(text, words):
    assert words in refused(of_kind(ParameterKind.JSON, Location.JSON), text)


def test_json_goes_out_as_it_is_typed():
    text = '{"n": 1.50, "n": %s}' % ("9" * 5000)
    assert spell(of_kind(ParameterKind.JSON, Location.JSON), text) == text


def test_a_file_is_no_text():
    assert "Choose a file" in refused(of_kind(ParameterKind.FILE), "picture.png")


@pytest.mark.parametrize("location", [x for x in Location if x != Location.QUERY])
def test_the_character_nul_only_goes_in_a_query(location):
    assert "NUL" in refused(of_kind(ParameterKind.TEXT, location), "a\0b")
    assert spell(of_kind(ParameterKind.TEXT), "a\0b") == "a\0b"


@pytest.mark.parametrize(
    ("location", "text", "words"),
    [
        (Location.PATH, "", "cannot be empty"),
        (Location.PATH, "a/b", "such as b"),
        (Location.PATH, "a/", "such as hello"),
        (Location.PATH, "..", ". and .."),
        (Location.REST, "a//b", "one slash between"),
        (Location.REST, "/a", "one slash between"),
        (Location.REST, "a//", "one slash between"),
        (Location.REST, "/", "one slash between"),
        (Location.REST, "", "one slash between"),
        (Location.REST, "a/./b", ". and .."),
    ],
)
def test_what_an_address_would_lose_is_refused(location, text, words):
    assert words in refused(of_kind(ParameterKind.TEXT, location), text)


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (Location.PATH, "..."),
        (Location.PATH, "a%2Fb"),
        (Location.REST, "a/..b/c d"),
        (Location.REST, "a/b/"),
    ],
)
def test_what_an_address_can_hold_passes(location, text):
    assert spell(of_kind(ParameterKind.TEXT, location), text) == text
