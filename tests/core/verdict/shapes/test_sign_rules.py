import msgspec
import pytest

from aiurdesk import resources
from aiurdesk.core.formats.toml.toml_reading import read_toml
from aiurdesk.core.verdict.shapes.sign_rules import (
    SignRules,
    failing_words,
    is_wrapper,
    refusals,
    role_of,
    sign_rules,
)
from aiurdesk.core.verdict.shapes.sign_values import VALUES

OF_NO_MEMBER = {"message", "no_data", "told_in_data", "zero"}
"""What ``beside`` may name besides roles."""


def test_every_row_names_roles_and_values_that_exist():
    rules = sign_rules()
    named_roles = {*rules.roles, *rules.ends, *OF_NO_MEMBER}
    for row in rules.signs:
        assert row.role in rules.roles
        assert row.value in VALUES
        assert {*row.beside, *row.empty} <= named_roles


def test_no_value_is_left_that_no_row_uses():
    assert set(VALUES) == {row.value for row in sign_rules().signs}


def test_an_unknown_key_in_a_row_is_refused():
    data = read_toml(resources.read_text("shapes/signs.toml"))
    data["signs"][0]["strenght"] = "weak"
    with pytest.raises(msgspec.ValidationError, match="strenght"):
        msgspec.convert(data, SignRules)


def test_a_name_has_the_role_of_its_end_too():
    assert role_of("errcode") == "failure_code"
    assert role_of("showapirescode") == "code"
    assert role_of("colour") == ""


def test_a_name_that_ends_with_response_wraps():
    assert is_wrapper("alipaytradequeryresponse")
    assert not is_wrapper("order")


@pytest.mark.parametrize(
    "text", ["Impossible route", "認証に失敗しました", "Ошибка", "Token ist abgelaufen"]
)
def test_words_of_failing_are_found_in_several_languages(text):
    assert failing_words().search(text)


def test_a_refusal_is_told_from_a_sentence_about_one():
    assert refusals().match("Provided API key is not valid.")
    assert refusals().match("Error handling in Go") is None
