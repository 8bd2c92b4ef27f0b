"""Tests of finding the parameters that errors are about."""

import pytest

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.dialects.landing import land_field_errors
from aiurdesk.core.verdict.verdict import DialectFieldError

NAMES = ("Email", "address.city", "card[number]", "a/b")
PARAMETERS = tuple(Parameter(name, ParameterKind.TEXT, Location.FORM) for name in NAMES)


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("email", "Email"),
        ("/user/email", "Email"),
        ("#/email", "Email"),
        ("body.email", "Email"),
        ("$.email", "Email"),
        ("emails.0.email", "Email"),
        ("Email[0]", "Email"),
        ("address.city", "address.city"),
        ("/address/city", "address.city"),
        ("card[number]", "card[number]"),
        ("/card/number", "card[number]"),
        ("/a~1b", "a/b"),
    ],
)
def test_a_name_leads_to_its_parameter(name: str, parameter: str) -> None:
    landed = land_field_errors((DialectFieldError(name, "No."),), PARAMETERS)

    assert landed.by_parameter == {parameter: ("No.",)}
    assert landed.others == ()


@pytest.mark.parametrize("name", ["phone", "/", "#", "0", "[]", "..", "email.of.another"])
def test_other_names_stay_with_their_text(name: str) -> None:
    landed = land_field_errors((DialectFieldError(name, "No."),), PARAMETERS)

    assert landed.by_parameter == {}
    assert landed.others == (f"{name}: No.",)


def test_without_a_name_the_text_may_name_it() -> None:
    errors = (
        DialectFieldError("", "The Email field is required."),
        DialectFieldError("", "Something is wrong."),
    )

    landed = land_field_errors(errors, PARAMETERS)

    assert landed.by_parameter == {"Email": ("The Email field is required.",)}
    assert landed.others == ("Something is wrong.",)
