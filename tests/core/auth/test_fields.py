"""The fields that schemes share."""

import pytest

from aiurdesk.core.auth.fields import (
    USER_AND_PASSWORD,
    choice_field,
    header_name_field,
    secret_line,
)
from aiurdesk.core.form.form_rules import check_value


@pytest.mark.parametrize(
    ("field", "right", "wrong"),
    [
        (USER_AND_PASSWORD[0], "ann b", ("a:b", "a\nb", "")),
        (secret_line("key", title="Key"), "a b\xe4", ("a\r\nX: y", "a\0", "")),
        (header_name_field("header"), "X-Api-Key", ("X Key", "X:", "")),
        (choice_field("place", "Place", "Where.", ("a", "In A"), ("b", "In B")), "b", ("c",)),
    ],
    ids=lambda field: getattr(field, "name", ""),
)
def test_a_field_takes_only_what_can_be_sent(field, right, wrong):
    assert check_value(field, right) is None
    assert all(check_value(field, text) is not None for text in wrong)


def test_a_choice_is_the_first_one_by_default():
    field = choice_field("place", "Place", "Where.", ("a", "In A"), ("b", "In B"))
    assert (field.default, [choice.name for choice in field.choices]) == ("a", ["In A", "In B"])
