import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Authentication, Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import SANDBOX
from aiurdesk.core.preparing.prepare import NO_AUTH_PARAMETERS, AuthParameters
from aiurdesk.core.problem import FixAction, Problem
from aiurdesk.core.request.request import Request, Signed
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.library import Library
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.ui.credentials.auth_summary import auth_summary, autofills, possible_fixes

TOKEN = Parameter("accessToken", ParameterKind.SECRET, Location.FORM, required=True)
PUSH = Endpoint(
    "a.b.push", "a", "b", "push", "POST", "/push",
    authentication=Authentication.ACCESS_TOKEN, parameters=(TOKEN,),
)  # fmt: skip
OPEN = Endpoint("a.b.open", "a", "b", "open", "GET", "/open")
ARCHON = Library().catalogue.service("archon")
COOKIE = Endpoint("a.b.me", "a", "b", "me", "GET", "/me", authentication=Authentication.COOKIE)
MINE = Credential("1", "my-app", "app", (IN_SANDBOX, "https://archon.example"))
SESSION = Credential("2", "me", "session", ("https://kahla.example",))
BROWSER = Credential("3", "me too", "browser")
OAUTH2 = Credential("o", "mine by OAuth", "oauth2")
HEADER = Credential("4", "a key", "header", values=(("header", "X-Api-Key"),))
DOTS = Secret("••••")
HERE, ELSEWHERE = "https://127.0.0.1:4000", "http://127.0.0.1:18080"
FILLED = AuthParameters("my-app", origins=(HERE,), values=(("AccessToken", DOTS),))
KEY = AuthParameters("a key", origins=(HERE,), headers=(("X-Api-Key", DOTS),))

IN_QUERY = AuthParameters("a key", origins=(HERE,), query=(("api_key", DOTS),), jar="4")


def planned(request, credential, possible_parameters, trouble=""):
    """Return a plan as the pipeline makes it."""
    return PlannedRequest(
        request,
        None,
        SANDBOX,
        credential=credential,
        credential_problem=Problem(trouble) if trouble else None,
        possible_parameters=possible_parameters,
        origin=HERE,
    )


def test_what_a_credential_fills_in_is_said_at_the_field():
    autofill = autofills(planned(Request(PUSH), MINE, FILLED))["accessToken"]
    assert autofill.is_enough
    assert autofill.placeholder == "from credential my-app"
    assert "filled in when sent; never saved with the request" in autofill.words
    assert "Clear it to go back" in autofill.words_when_typed


@pytest.mark.parametrize(
    ("plan", "words", "offer"),
    [
        (
            planned(Request(PUSH), None, NO_AUTH_PARAMETERS),
            "No credential is chosen that fills this in.",
            "Choose credential",
        ),
        (
            planned(Request(PUSH), HEADER, AuthParameters("a key", headers=(("X-Api-Key", DOTS),))),
            "a key does not fill this in.",
            "Choose credential",
        ),
        (
            planned(Request(PUSH, credential="gone"), None, NO_AUTH_PARAMETERS, "It is gone."),
            "It is gone.",
            "Choose credential",
        ),
        (
            planned(Request(PUSH, credential=""), None, NO_AUTH_PARAMETERS),
            "The Auth tab says that no credential fills this in.",
            "",
        ),
    ],
)
def test_a_field_whose_credential_is_missing_says_so(plan, words, offer):
    autofill = autofills(plan)["accessToken"]
    assert (autofill.words, autofill.offer, autofill.is_enough) == (words, offer, False)


def test_an_endpoint_that_wants_none_has_nothing_to_say():
    plan = planned(Request(OPEN), None, NO_AUTH_PARAMETERS)
    assert autofills(plan) == {}
    assert not auth_summary(plan, None, ()).is_of_use


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (
            planned(Request(PUSH), MINE, FILLED),
            f"my-app adds accessToken in the form when the request is sent to {HERE}.",
        ),
        (
            planned(Request(PUSH, values=(("accessToken", "mine"),)), MINE, FILLED),
            "my-app is not sent: accessToken is sent as it was typed.",
        ),
        (
            replace(planned(Request(OPEN), MINE, NO_AUTH_PARAMETERS), service=ARCHON),
            "my-app is not sent: this endpoint does not use it.",
        ),
        (
            planned(Request(OPEN), HEADER, KEY),
            f"a key adds the header X-Api-Key when the request is sent to {HERE}.",
        ),
        (
            planned(Request(OPEN), HEADER, IN_QUERY),
            f"a key adds api_key in the query when the request is sent to {HERE}.",
        ),
        (
            planned(Request(OPEN), HEADER, replace(KEY, headers=(), signed=Signed("x", "Digest"))),
            f"a key adds a signature (Digest) when the request is sent to {HERE}.",
        ),
        (
            planned(Request(OPEN), HEADER, replace(KEY, origins=())),
            "You are asked before a key adds the header X-Api-Key: the request goes to "
            f"{HERE}, and the credential is not yet allowed for any host.",
        ),
        (
            planned(Request(OPEN), replace(HEADER, origins=(ELSEWHERE,)), NO_AUTH_PARAMETERS),
            f"a key is not sent: the request goes to {HERE}, and the credential is allowed "
            f"only for {ELSEWHERE}. To be asked about this address, choose the credential here.",
        ),
        (
            planned(Request(OPEN), MINE, replace(FILLED, origins=())),
            f"You are asked before my-app adds AccessToken: the request goes to {HERE}, and the "
            "credential is allowed only for the sandbox and https://archon.example.",
        ),
        (
            planned(Request(COOKIE), SESSION, AuthParameters("me", origins=(HERE,), jar="2")),
            f"me adds its cookies when the request is sent to {HERE}.",
        ),
        (
            planned(Request(PUSH), None, NO_AUTH_PARAMETERS),
            "The request is sent without a credential.",
        ),
    ],
)
def test_the_auth_tab_says_one_thing_about_the_credential(plan, words):
    summary = auth_summary(plan, MINE, ("my-app",))
    assert summary.effect == words
    assert (summary.chosen, summary.chosen_above) == (None, "my-app")


def test_the_auth_tab_is_there_for_typed_addresses_and_for_what_a_request_names():
    typed = Typed("https://example.com")
    for request in (Request(typed), Request(OPEN, credential=""), Request(COOKIE)):
        assert auth_summary(planned(request, None, NO_AUTH_PARAMETERS), None, ()).is_of_use


@pytest.mark.parametrize(
    ("plan", "fixes"),
    [
        (planned(Request(PUSH), None, NO_AUTH_PARAMETERS), set()),
        (planned(Request(PUSH), MINE, FILLED), {FixAction.RENEW_TOKEN}),
        (planned(Request(PUSH, values=(("accessToken", "mine"),)), MINE, FILLED), set()),
        (
            planned(Request(PUSH), BROWSER, FILLED),
            {FixAction.RENEW_TOKEN, FixAction.SIGN_IN},
        ),
        (planned(Request(COOKIE), SESSION, AuthParameters("me", jar="2")), {FixAction.SIGN_IN}),
        (planned(Request(OPEN), HEADER, AuthParameters("a key", headers=(("X", DOTS),))), set()),
        (planned(Request(OPEN), MINE, NO_AUTH_PARAMETERS), set()),
        (
            planned(Request(OPEN), OAUTH2, AuthParameters("o", headers=(("Authorization", DOTS),))),
            {FixAction.RENEW_TOKEN, FixAction.SIGN_IN},
        ),
    ],
)
def test_fixes_are_possible_where_the_scheme_can_do_them(plan, fixes):
    assert possible_fixes(plan) == fixes | {FixAction.CHOOSE_CREDENTIAL}
