import pytest

from aiurdesk.core.collection.typed_cases import case_row, case_row_problem, typed_cases
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.request import Case, JsonBody, Pairs


def expecting(*tests: ResponseTest, values: Pairs = (), left_out: tuple[str, ...] = ()) -> Case:
    return Case("n", values, left_out, None, tests)


WHOLE = Case(
    "two",
    (("a b", "2"), ("l", ("x", "y")), ("lines", "one\ntwo")),
    ("gone",),
    JsonBody("{}"),
    (ResponseTest("code", (-10, "NotFound")), ResponseTest("status", 404)),
    (ResponseTest("value", 3, "equals", "x"),),
    (("note", "n"),),
)


def test_a_case_comes_back_whole_from_its_row():
    row = case_row(WHOLE)
    assert isinstance(row.value, tuple)
    assert row.value[:2] == (
        '"a b" = "2", l = ["x", "y"], gone = false',
        "−10, NotFound; HTTP 404",
    )
    (case,) = typed_cases([row])
    assert dict(case.values) == dict(WHOLE.values)
    assert case == Case(
        "two", case.values, *[getattr(WHOLE, n) for n in Case.__struct_fields__[2:]]
    )


@pytest.mark.parametrize(
    ("values", "expected", "case"),
    [
        (
            "a=1, b = red",
            "-4",
            expecting(ResponseTest("code", -4), values=(("a", "1"), ("b", "red"))),
        ),
        (
            "a = false",
            "input, success",
            expecting(ResponseTest("severity", ("input", "success")), left_out=("a",)),
        ),
        ("", "http 404", expecting(ResponseTest("status", 404))),
        ('a = "x, y"', "", expecting(values=(("a", "x, y"),))),
    ],
)
def test_what_is_typed_needs_no_quotes(values, expected, case):
    row = Row("n", (values, expected, ""))
    assert case_row_problem(row) is None
    assert typed_cases([row]) == (case,)


@pytest.mark.parametrize(
    "row", [Row("", ("", "", "")), Row("n", ("abc", "", "")), Row("n", ("", "HTTP x", ""))]
)
def test_what_is_half_typed_is_marked_and_can_be_saved(row):
    assert case_row_problem(row) is not None
    first, second = typed_cases([row, row])
    assert first.name
    assert first.name != second.name
    assert [name for name, _ in first.values] == (["abc"] if row.value[0] else [])
