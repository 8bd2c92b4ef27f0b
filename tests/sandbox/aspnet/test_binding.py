"""What each spelling is bound as, against what a real server made of it."""

import csv
import json
from pathlib import Path

import pytest

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import BindingSource, Parameter, ValueSources, bind
from aiurdesk.sandbox.aspnet.form import Form, parse_pairs
from aiurdesk.sandbox.aspnet.validation import min_length

BINDING = Path(__file__).resolve().parents[2] / "data" / "binding.tsv"
COLOURS = {"Red": 0, "Green": 1, "Blue": 2}
PARAMETERS = {
    "text": Parameter("v"),
    "textrequired": Parameter("v", required=True),
    "int": Parameter("v", ParameterKind.INTEGER),
    "intoptional": Parameter("v", ParameterKind.INTEGER, is_nullable=True),
    "long": Parameter("v", ParameterKind.LONG),
    "bool": Parameter("v", ParameterKind.BOOLEAN),
    "booloptional": Parameter("v", ParameterKind.BOOLEAN, is_nullable=True),
    "enum": Parameter("v", ParameterKind.CHOICE, choices=COLOURS),
}
READERS = {"text": "given", "textrequired": "given"}


def rows() -> list[tuple[str, str, str, str]]:
    """Return place, kind, wire text and outcome of each row that the services of 2020 can meet."""
    with BINDING.open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [
        (where, kind, wire, bound)
        for where, kind, wire, _, bound in found
        if where in ("query", "form")
        and kind in PARAMETERS
        and not is_about_the_whole_body(where, wire)
    ]


def is_about_the_whole_body(where: str, wire: str) -> bool:
    """Tell rows that describe a body in words."""
    words = ("raw ", "charset", "multipart", "in the query", "v=a&", "V=a")
    return where == "form" and wire.startswith(words)


def sources(where: str, wire: str) -> ValueSources:
    """Put the wire text where the row says."""
    text = {"(absent)": "", "(v without =)": "v"}.get(wire, f"v={wire}")
    pairs = parse_pairs(text)
    if where == "query":
        return ValueSources(Form(), (), pairs)
    if any("\0" in value for _, value in pairs):
        error = "Failed to read the request form. The form value contains invalid characters."
        return ValueSources(Form(is_form=True, error=error), (), ())
    return ValueSources(Form(pairs, is_form=True), (), ())


@pytest.mark.parametrize(("where", "kind", "wire", "bound"), rows())
def test_a_spelling_is_bound_as_the_real_server_bound_it(where, kind, wire, bound):
    parameter = PARAMETERS[kind]
    bound_parameter = Parameter(
        parameter.name,
        parameter.kind,
        parameter.required,
        choices=parameter.choices,
        is_nullable=parameter.is_nullable,
        is_argument=where == "query",
        member="V" if where == "form" and kind != "textrequired" else "",
    )
    values, errors = bind((bound_parameter,), sources(where, wire))
    if bound.startswith("refused: "):
        assert errors == json.loads(bound.removeprefix("refused: "))
    else:
        assert errors == []
        assert values._values["v"] == json.loads(bound)


def test_a_name_is_looked_up_in_form_then_route_then_query_without_regard_to_case():
    places = ValueSources(Form((("ID", "form"),)), (("id", "route"),), (("Id", "query"),))
    assert bind((Parameter("Id"),), places)[0].text("Id") == "form"
    without_form = ValueSources(Form(), places.route, places.query)
    assert bind((Parameter("Id"),), without_form)[0].text("Id") == "route"


@pytest.mark.parametrize(
    ("source", "found"), [(BindingSource.QUERY, "q"), (BindingSource.FORM, "f")]
)
def test_a_parameter_may_be_pinned_to_one_place(source, found):
    places = ValueSources(Form((("a", "f"),)), (("a", "r"),), (("a", "q"),))
    assert bind((Parameter("a", source=source),), places)[0].text("a") == found


def test_texts_are_ordered_by_the_length_of_the_name_and_then_by_the_name():
    parameters = [
        Parameter(name, required=True) for name in ("NewName", "AccessToken", "OpenId", "AppName")
    ]
    _, errors = bind(parameters, ValueSources(Form(), (), ()))
    assert [item.split()[1] for item in errors] == ["OpenId", "AppName", "NewName", "AccessToken"]


def test_a_form_that_cannot_be_read_hides_everything_else():
    places = ValueSources(Form(is_form=True, error="Broken."), (), ())
    assert bind((Parameter("a", required=True),), places)[1] == ["Broken."]


def test_checks_see_only_values_that_are_there():
    parameter = Parameter("name", validators=(min_length(3),))
    assert bind((parameter,), ValueSources(Form(), (), ()))[1] == []
    assert len(bind((parameter,), ValueSources(Form(), (), (("name", "ab"),)))[1]) == 1


def test_an_absent_value_is_its_default():
    parameter = Parameter("seconds", ParameterKind.INTEGER, default=3)
    assert bind((parameter,), ValueSources(Form(), (), ()))[0].number("seconds") == 3
    values, _ = bind(
        (Parameter("x", ParameterKind.BOOLEAN), Parameter("t")), ValueSources(Form(), (), ())
    )
    assert (values.boolean("x"), values.text("t"), values.text_or_none("t")) == (False, "", None)
