"""Model binding, compared with what a real server bound."""

import csv
import json
from pathlib import Path

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter, ValueSources, bind, min_length
from aiurdesk.sandbox.aspnet.form import Form, parse_pairs
from tests.rows import check_each

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


def rows() -> list[tuple[str, str, str, str]]:
    """Return source, kind, encoded value and result of each row for services of 2020."""
    with BINDING.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [
        (source, kind, encoded, bound)
        for source, kind, encoded, _, bound in table
        if source in ("query", "form")
        and kind in PARAMETERS
        and not is_about_the_whole_body(source, encoded)
    ]


def is_about_the_whole_body(source: str, encoded: str) -> bool:
    """Return whether a row describes a whole body instead of one value."""
    words = ("raw ", "charset", "multipart", "in the query", "v=a&", "V=a")
    return source == "form" and encoded.startswith(words)


def sources(source: str, encoded: str) -> ValueSources:
    """Return the value sources of a request with the encoded value."""
    text = {"(absent)": "", "(v without =)": "v"}.get(encoded, f"v={encoded}")
    pairs = parse_pairs(text)
    if source == "query":
        return ValueSources(Form(), (), pairs)
    if any("\0" in value for _, value in pairs):
        error = "Failed to read the request form. The form value contains invalid characters."
        return ValueSources(Form(is_form=True, error=error), (), ())
    return ValueSources(Form(pairs, is_form=True), (), ())


def test_a_value_is_bound_as_by_the_real_server():
    assert check_each(rows(), check_bound) == 189


def check_bound(row: tuple[str, str, str, str]) -> None:
    source, kind, encoded, bound = row
    parameter = PARAMETERS[kind]
    bound_parameter = Parameter(
        parameter.name,
        parameter.kind,
        parameter.required,
        choices=parameter.choices,
        is_nullable=parameter.is_nullable,
        is_argument=source == "query",
    )
    values, errors = bind((bound_parameter,), sources(source, encoded))
    if bound.startswith("refused: "):
        expected = json.loads(bound.removeprefix("refused: "))
        # The model of the real server calls it V.
        assert [text.casefold() for text in errors] == [text.casefold() for text in expected]
    else:
        assert errors == []
        assert values["v"] == json.loads(bound)


def test_a_value_comes_from_the_form_then_the_route_then_the_query_ignoring_case():
    value_sources = ValueSources(Form((("ID", "form"),)), (("id", "route"),), (("Id", "query"),))
    assert bind((Parameter("Id"),), value_sources)[0].text("Id") == "form"
    without_form = ValueSources(Form(), value_sources.route, value_sources.query)
    assert bind((Parameter("Id"),), without_form)[0].text("Id") == "route"


def test_errors_are_sorted_by_the_length_of_the_name_and_then_by_the_name():
    parameters = [
        Parameter(name, required=True) for name in ("NewName", "AccessToken", "OpenId", "AppName")
    ]
    _, errors = bind(parameters, ValueSources(Form(), (), ()))
    assert [item.split()[1] for item in errors] == ["OpenId", "AppName", "NewName", "AccessToken"]


def test_an_unreadable_form_is_the_only_error():
    value_sources = ValueSources(Form(is_form=True, error="Broken."), (), ())
    assert bind((Parameter("a", required=True),), value_sources)[1] == ["Broken."]


def test_validators_do_not_run_on_missing_values():
    parameter = Parameter("name", validators=(min_length(3),))
    assert bind((parameter,), ValueSources(Form(), (), ()))[1] == []
    assert len(bind((parameter,), ValueSources(Form(), (), (("name", "ab"),)))[1]) == 1


def test_a_missing_value_gets_its_default():
    parameter = Parameter("seconds", ParameterKind.INTEGER, default=3)
    assert bind((parameter,), ValueSources(Form(), (), ()))[0].number("seconds") == 3
    values, _ = bind(
        (Parameter("x", ParameterKind.BOOLEAN), Parameter("t")), ValueSources(Form(), (), ())
    )
    assert (values.boolean("x"), values.text("t"), values.text_or_none("t")) == (False, "", None)
