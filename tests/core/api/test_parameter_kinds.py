"""What holds for every kind of parameter, and what is special about some."""

import msgspec
import pytest

from aiurdesk.core.api.endpoint import Choice, Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.api.value_rules import Constraints
from aiurdesk.core.preparing.wire_format import to_wire
from aiurdesk.core.problem import Problem

COLOUR = Parameter(
    "colour",
    ParameterKind.CHOICE,
    Location.QUERY,
    choices=(Choice("0", "Red"), Choice("1", "Green")),
)


def of_kind(kind: ParameterKind, location: Location = Location.QUERY) -> Parameter:
    return Parameter("v", kind, location)


def refused(parameter: Parameter, text: str) -> str:
    answer = to_wire(parameter, text)
    assert isinstance(answer, Problem), answer
    return answer.sentence


@pytest.mark.parametrize("kind", ParameterKind)
def test_a_kind_is_written_by_its_name_and_read_again(kind):
    written = msgspec.json.encode(of_kind(kind))
    assert f'"kind":"{kind}"'.encode() in written
    assert msgspec.json.decode(written, type=Parameter).traits is kind.traits


def test_no_two_kinds_have_the_same_name():
    assert len({kind.traits.name for kind in ParameterKind}) == len(ParameterKind)


@pytest.mark.parametrize(
    "kind", [k for k in ParameterKind if not k.traits.is_file and k is not ParameterKind.CHOICE]
)
def test_the_example_of_a_kind_may_be_sent(kind):
    assert not isinstance(to_wire(of_kind(kind), kind.traits.example), Problem)


def test_a_choice_goes_out_by_its_wire_value():
    assert [to_wire(COLOUR, text) for text in ("Red", "green", " 1 ", "0")] == ["0", "1", "1", "0"]
    assert refused(COLOUR, "Purple") == "Choose one of: Red (0), Green (1)."


def test_a_wire_value_comes_before_a_name_that_looks_like_it():
    swapped = (Choice("a", "b"), Choice("b", "a"))
    assert (
        to_wire(Parameter("v", ParameterKind.CHOICE, Location.QUERY, choices=swapped), "b") == "b"
    )


def test_many_choices_are_named_in_part():
    many = tuple(Choice(str(n), str(n)) for n in range(12))
    text = refused(Parameter("v", ParameterKind.CHOICE, Location.QUERY, choices=many), "x")
    assert text == "Choose one of: 0, 1, 2, 3, 4, 5, 6, 7, …."


def test_a_choice_without_known_choices_is_sent_as_it_is():
    assert to_wire(of_kind(ParameterKind.CHOICE), " x ") == "x"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1, column 2"),
        ("NaN", "NaN is not a JSON number"),
        ("[" * 100_000, "nested too deeply"),
        ("\ufeff{}", "byte order mark"),
        ("{'a': 1}", "double quotes"),
        ("hello", "column 1: write a text in double quotes"),
        ('{"a": }', "column 7: a value is missing"),
        ('{"a": [1, 2}', "column 12: ] is missing before }"),
        ('[{"a": 1]', "column 9: } is missing before ]"),
        ('{"a": 1', "column 8: it ends without the closing } or ]"),
        ("[1 2]", "column 4: a comma is missing"),
    ],
)
def test_invalid_json_is_refused_with_the_place(text, words):
    assert words in refused(of_kind(ParameterKind.JSON, Location.JSON), text)


def test_names_of_flags_are_taken_in_any_order_and_with_spaces():
    both = Choice("Upload,Download", "Both")
    choices = (Choice("Upload", "Upload"), Choice("Download", "Download"), both)
    parameter = msgspec.structs.replace(of_kind(ParameterKind.CHOICE), choices=choices)
    for text in ("Upload, Download", "download,Upload", "Both", "Upload,Download"):
        assert to_wire(parameter, text) == "Upload,Download"
    assert "Choose one of" in refused(parameter, "Upload, Delete")


def test_json_goes_out_as_it_is_typed():
    text = '{"n": 1.50, "n": %s}' % ("9" * 5000)
    assert to_wire(of_kind(ParameterKind.JSON, Location.JSON), text) == text


def test_a_text_is_refused_where_a_file_belongs():
    assert "Choose a file" in refused(of_kind(ParameterKind.FILE), "picture.png")


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("6DA0802E18E44A7699A547878DD7B8A5", "6da0802e-18e4-4a76-99a5-47878dd7b8a5"),
        ("{6da0802e-18e4-4a76-99a5-47878dd7b8a5}", "6da0802e-18e4-4a76-99a5-47878dd7b8a5"),
    ],
)
def test_a_guid_goes_out_in_lower_case_with_dashes(text, wire):
    assert to_wire(of_kind(ParameterKind.GUID), text) == wire


@pytest.mark.parametrize("text", ["6da0802e", "6da0802e-18e4-4a76-99a5-47878dd7b8ag"])
def test_a_text_that_is_not_a_guid_is_refused_with_an_example(text):
    assert "such as 6da0802e-18e4-4a76-99a5-47878dd7b8a5." in refused(
        of_kind(ParameterKind.GUID), text
    )


def test_choices_that_differ_in_case_are_told_apart():
    constraints = Constraints(choices=(Choice("a", "a"), Choice("A", "A")))
    write = ParameterKind.CHOICE.traits.write
    assert (write(constraints, "A", ""), write(constraints, "a", "")) == ("A", "a")
