"""What helps where a request was refused before it was sent."""

import pytest

from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import FileValue, Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.variables.environment import (
    BUILT_IN,
    PRODUCTION,
    PRODUCTION_2020,
    SANDBOX,
    Environment,
)
from aiurdesk.core.verdict.refusals import fixes_before_sending, variables_without_value
from aiurdesk.services.library import Library

CATALOGUE = Library().with_code_lab


def fixes(endpoint_id, environment):
    endpoint = CATALOGUE.endpoint(endpoint_id)
    assert endpoint is not None
    service = CATALOGUE.service(endpoint.service_id)
    return fixes_before_sending(Request(endpoint), service, environment, BUILT_IN)


@pytest.mark.parametrize(
    ("endpoint_id", "environment", "names"),
    [
        ("warpgate.home.index", SANDBOX, [PRODUCTION.name]),
        ("kahla-v2.contacts.list", SANDBOX, [PRODUCTION.name]),
        ("archon.home.index", PRODUCTION, [SANDBOX.name, PRODUCTION_2020.name]),
        ("archon.home.index", SANDBOX, []),
    ],
)
def test_an_unavailable_endpoint_offers_the_environments_that_have_it(
    endpoint_id, environment, names
):
    assert fixes(endpoint_id, environment) == tuple(
        Fix(f"Choose {name}", FixAction.CHOOSE_ENVIRONMENT, name) for name in names
    )


ENDPOINT = Typed("https://{{host}}/", "POST")
REQUEST = Request(
    ENDPOINT,
    values=(
        ("a", "{{nope}} {{known}}"),
        ("b", ("{{list}}", "{{nope}}")),
        ("c", FileValue("{{f}}", "")),
    ),
    headers=(Header("X-A", "{{header}}"),),
)
ENVIRONMENT = Environment("mine", variables={"known": "{{deeper}}"})


def test_variables_without_a_value_are_found_wherever_they_stand():
    names = ("host", "nope", "deeper", "list", "f", "header")
    assert variables_without_value(REQUEST, ENVIRONMENT) == names


def test_a_variable_inside_a_variable_is_found():
    request = Request(ENDPOINT, values=(("a", "{{known}}"),))
    assert variables_without_value(request, ENVIRONMENT) == ("host", "deeper")


def test_an_environment_gives_no_value_to_variables_of_the_process_and_the_keyring():
    request = Request(ENDPOINT, values=(("a", "{{env:GONE}} {{secret:gone}}"),))
    assert variables_without_value(request, ENVIRONMENT) == ("host",)


def test_variables_with_values_need_nothing():
    environment = Environment("mine", variables={"host": "h", "known": "k"})
    request = Request(ENDPOINT, values=(("a", "{{known}}"),))
    assert fixes_before_sending(request, None, environment, BUILT_IN) == ()


def test_each_variable_without_a_value_can_be_given_one():
    custom = Typed("https://host.example/{{nope}}")
    assert fixes_before_sending(Request(custom), None, SANDBOX, BUILT_IN) == (
        Fix("Give nope a value", FixAction.EDIT_VARIABLE, "nope"),
    )
