"""What a plan says of itself; that it is followed is tested with the pipeline."""

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.credential import IN_SANDBOX
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import PRODUCTION_2020, SANDBOX, Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.form_rules import form_problems
from aiurdesk.core.preparing.prepare import NO_AUTH_PARAMETERS, AuthParameters
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.request_texts import SortedTexts
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.library import Library
from aiurdesk.services.sending.kept_secrets import keep_secret
from aiurdesk.services.sending.planned_request import PlannedRequest, careful_question
from aiurdesk.storage.secrets import MemorySecrets

LIBRARY = Library()
PRODUCTION = Environment("Production 2020")
TOKEN = ("AccessToken", Secret("token"))
ORIGIN = "https://stargate.aiursoft.com"
FILLABLE = AuthParameters(values=(TOKEN,), origins=(ORIGIN,))


def endpoint_named(endpoint_id: str) -> Endpoint:
    endpoint = LIBRARY.catalogue.endpoint(endpoint_id)
    assert endpoint is not None
    return endpoint


PUSH = endpoint_named("stargate.message.pushmessage")


def a_plan(*values, **options) -> PlannedRequest:
    request = options.pop("request", Request(PUSH, values=values))
    service, problems = LIBRARY.service("stargate"), form_problems(request)
    return PlannedRequest(request, service, PRODUCTION, form_problems=problems, **options)


def test_what_the_credential_fills_in_is_not_missing():
    assert "AccessToken" in [error.field.parameter for error in a_plan().problems]
    filled = a_plan(possible_parameters=FILLABLE, origin=ORIGIN)
    assert filled.auth_parameters == FILLABLE
    assert [error.field.parameter for error in filled.problems] == ["ChannelId"]


def test_a_value_that_was_typed_wins_and_has_to_be_right():
    plan = a_plan(
        ("AccessToken", ""), possible_parameters=FILLABLE, origin="https://elsewhere.example"
    )
    assert "AccessToken" in [error.field.parameter for error in plan.problems]
    # So the credential adds nothing, and no one is asked whether it may go there.
    assert plan.auth_parameters == NO_AUTH_PARAMETERS
    assert plan.unbound_origin == ""


@pytest.mark.parametrize("origin", [ORIGIN, "https://elsewhere.example"])
def test_a_credential_that_is_not_bound_to_the_host_is_said(origin):
    plan = a_plan(possible_parameters=FILLABLE, origin=origin)
    assert plan.unbound_origin == ("" if origin == ORIGIN else origin)


def test_the_form_comes_before_trouble_with_the_credential_and_sending_anyway_skips_it():
    trouble = "There is no credential named Old."
    plan = a_plan(credential_problem=Problem(trouble))
    assert "ChannelId" in [error.field.parameter for error in plan.problems]
    forced = replace(plan, request=replace(plan.request, is_forced=True))
    assert forced.problems == forced.final_problems == (Problem(trouble),)


def test_what_the_environment_lacks_is_all_that_is_said():
    missing = Problem("There is no such service here.")
    plan = a_plan(unavailable=missing, credential_problem=Problem("Also this."))
    assert plan.problems == plan.final_problems == (missing,)


def test_the_base_url_of_a_service_may_hold_variables():
    plan = a_plan(texts=SortedTexts(("{{a}}",), ("{{b}}",), ("{{c}}",)))
    elsewhere = replace(PRODUCTION, base_urls={"stargate": "https://{{host}}"})
    plan = replace(plan, environment=elsewhere)
    assert plan.sent_texts == ("{{a}}", "https://{{host}}")
    assert replace(plan, service=None).sent_texts == ("{{a}}",)


def test_tests_of_a_socket_may_have_an_environment_of_their_own():
    own = Environment("Tests")
    assert a_plan().tested_in is PRODUCTION
    assert a_plan(test_environment=own).tested_in is own


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://a.example:8443/x", "a.example:8443"),
        ("{{base}}/x", "b.example"),
        ("{{later}}", ""),
    ],
)
def test_the_question_in_a_careful_environment_names_the_host(address, host):
    live = Environment("Live", variables={"base": "https://b.example"})
    plan = PlannedRequest(custom_request(address), None, live)
    question = careful_question("POST", plan)
    assert (question.what, question.host, question.environment) == ("POST", host, "Live")


OTHER_ADDRESS = Environment("S", {"stargate": "https://evil.example"}, is_sandbox=True)


@pytest.mark.parametrize(
    ("address", "environment", "origins"),
    [
        ("https://localhost:8080/a?b", PRODUCTION_2020, ("https://localhost:8080",)),
        ("", PRODUCTION_2020, ("https://stargate.aiursoft.com",)),
        ("", SANDBOX, (IN_SANDBOX,)),
        ("", OTHER_ADDRESS, ("https://evil.example",)),
    ],
)
async def test_a_secret_becomes_a_fixed_token_for_its_host(tmp_path, address, environment, origins):
    services = build_services(tmp_path, open_store=MemorySecrets)
    endpoint = services.library.catalogue.endpoint("stargate.message.pushmessage")
    assert endpoint is not None
    request = Request(Typed(address) if address else endpoint)
    plan = services.pipeline.plan(request, environment, None)
    await keep_secret(services.accounts, "Mine", Secret("hush"), plan)
    kept = services.credentials.by_name("Mine")
    assert kept is not None
    assert (kept.scheme, kept.origins) == ("token", origins)
    secret = await services.credentials.reveal(kept.id, "token")
    assert secret is not None
    assert secret.reveal() == "hush"
    with pytest.raises(ProblemError):
        await keep_secret(services.accounts, "mine", Secret("other"), plan)
    await services.aclose()
