from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.request.environment import Unresolved, resolve, resolve_value, variable_names
from aiurdesk.core.request.request import FileValue


def test_names_are_found_once_and_in_order():
    assert variable_names("{{b}} {{ a }} {{b}} {{1}} {c}") == ("b", "a")


def test_values_take_the_place_of_names():
    assert resolve("{{host}}/{{ id }}", {"host": "h", "id": "7"}) == "h/7"


def test_a_value_may_hold_further_variables():
    assert resolve("{{a}}", {"a": "<{{b}}>", "b": "x"}) == "<x>"


def test_every_name_without_a_value_is_returned():
    assert resolve("{{a}} {{b}} {{c}}", {"b": "x"}) == ("a", "c")


def test_a_circle_is_unresolved():
    assert resolve("{{a}}", {"a": "{{b}}", "b": "{{a}}"}) == ("a",)


@given(st.text().filter(lambda text: "{{" not in text))
def test_text_without_variables_stays_as_it_is(text):
    assert resolve(text, {"a": "b"}) == text


@given(st.text().filter(lambda text: "{{" not in text))
def test_a_value_is_put_in_letter_by_letter(value):
    assert resolve("<{{name}}>", {"name": value}) == f"<{value}>"


def test_values_of_each_shape_are_resolved():
    file = FileValue("/{{a}}", "{{a}}")
    assert resolve_value("{{a}}", {"a": "1"}) == "1"
    assert resolve_value(("{{a}}", "b"), {"a": "1"}) == ("1", "b")
    assert resolve_value(file, {"a": "1"}) == file
    assert resolve_value(("{{a}}", "{{b}} {{a}}"), {}) == Unresolved(("a", "b"))
