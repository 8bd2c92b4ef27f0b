"""Tests of the fixes of a row."""

import pytest

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.request.request import FormBody, Request, Row
from aiurdesk.core.verdict.dialect import CodeRow
from aiurdesk.core.verdict.field_errors import FieldErrors
from aiurdesk.core.verdict.fixes import fixes_of_row, named_parameters
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity

ENDPOINT = Endpoint(
    "a.b.c", "a", "b", "c", "POST", "/",
    parameters=(Parameter("name", ParameterKind.TEXT, Location.FORM),),
)  # fmt: skip
REQUEST = Request(ENDPOINT, body=FormBody((Row("mail", "x"),)))
NO_ERRORS = FieldErrors()
GO = Fix("Go to {parameter}", FixAction.FOCUS_PARAMETER)


def fixes(*of_row: Fix, errors: FieldErrors = NO_ERRORS, wait_s: int | None = None) -> list[Fix]:
    row = CodeRow(codes=(1,), severity=Severity.INPUT, fixes=of_row)
    return list(fixes_of_row(row, errors, (), wait_s, REQUEST, ()))


def test_the_fields_of_a_form_are_parameters_that_a_server_may_name() -> None:
    assert [parameter.name for parameter in named_parameters(REQUEST)] == ["name", "mail"]


def test_a_fix_goes_to_each_parameter_that_is_named_or_to_the_form() -> None:
    errors = FieldErrors({"name": ("Taken.",), "mail": ("Wrong.",)}, ("name", "mail"))

    assert [fix.target for fix in fixes(GO, errors=errors)] == ["name", "mail"]
    assert fixes(GO) == [Fix("Go to the form", FixAction.FOCUS_FORM)]


def test_a_fix_with_a_parameter_of_its_own_names_it() -> None:
    given = Fix("Go to {parameter}", FixAction.FOCUS_PARAMETER, "mail")

    assert fixes(given) == [Fix("Go to mail", FixAction.FOCUS_PARAMETER, "mail")]


@pytest.mark.parametrize(("wait_s", "target"), [(None, "60"), (7, "7")])
def test_a_wait_is_as_long_as_the_server_says(wait_s: int | None, target: str) -> None:
    waiting = Fix("Resend in 60 s", FixAction.WAIT_AND_RESEND, "60")

    assert [fix.target for fix in fixes(waiting, wait_s=wait_s)] == [target]
