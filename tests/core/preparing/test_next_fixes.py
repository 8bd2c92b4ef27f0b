"""What a problem brings against itself where something that a request names is missing."""

import pytest

from aiurdesk.core.environments.environment import (
    BUILT_IN,
    CUSTOM_URLS,
    PRODUCTION,
    PRODUCTION_2020,
    SANDBOX,
    Environment,
    missing_names,
    resolve,
)
from aiurdesk.core.preparing.address import why_unresolved
from aiurdesk.core.preparing.availability import environment_fixes
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.services.library import Library

CATALOGUE = Library().with_code_lab
ENVIRONMENT = Environment("mine", variables={"known": "{{deeper}}", "host": "h"})


@pytest.mark.parametrize(
    ("endpoint_id", "environments"),
    [
        ("warpgate.home.index", (CUSTOM_URLS, PRODUCTION)),
        ("kahla-v2.contacts.list", (CUSTOM_URLS, PRODUCTION)),
        ("archon.home.index", (SANDBOX, CUSTOM_URLS, PRODUCTION_2020)),
    ],
)
def test_the_environments_that_have_an_endpoint_can_be_chosen(endpoint_id, environments):
    endpoint = CATALOGUE.endpoint(endpoint_id)
    assert endpoint is not None
    service = CATALOGUE.service(endpoint.service_id)
    assert environment_fixes(endpoint, service, BUILT_IN) == tuple(
        Fix(f"Choose {one.name}", FixAction.CHOOSE_ENVIRONMENT, one.name) for one in environments
    )


def fixes_of(text):
    resolved = resolve(text, ENVIRONMENT.variables)
    return why_unresolved(missing_names(resolved), ENVIRONMENT).fixes


def test_each_variable_without_a_value_can_be_given_one():
    assert fixes_of("{{nope}} {{host}} {{other}} {{nope}}") == (
        Fix("Give nope a value", FixAction.EDIT_VARIABLE, "nope"),
        Fix("Give other a value", FixAction.EDIT_VARIABLE, "other"),
    )


def test_a_variable_inside_a_variable_can_be_given_a_value():
    assert fixes_of("{{known}}") == (Fix("Give deeper a value", FixAction.EDIT_VARIABLE, "deeper"),)


def test_the_credential_of_a_secret_can_be_added():
    assert fixes_of("{{secret:My key}}") == (
        Fix("Add credential My key", FixAction.MAKE_CREDENTIAL, "My key"),
    )


def test_a_variable_of_the_process_is_given_outside_of_the_program():
    assert fixes_of("{{env:GONE}}") == ()
