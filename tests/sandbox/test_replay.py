"""A replay does not replace what it put in itself."""

from tests.sandbox.replay import replace_all


def test_a_replacement_that_contains_a_recorded_text_stays_as_it_is() -> None:
    replacements = {"Code=1002": "Code=1795231552", "Code=1001": "Code=1002013479"}
    replaced = replace_all("?Code=1001&Code=1002", replacements)
    assert replaced == "?Code=1002013479&Code=1795231552"


def test_the_longest_recorded_text_is_replaced_first() -> None:
    assert replace_all("app-12", {"app-1": "first", "app-12": "second"}) == "second"


def test_nothing_is_replaced_before_anything_was_learned() -> None:
    assert replace_all("?Code=1001", {}) == "?Code=1001"
