import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.prepare import (
    NO_AUTH_PARAMETERS,
    AuthParameters,
    binding_problem,
    filled_names,
    values_to_add,
)

TOKEN = Parameter("accessToken", ParameterKind.SECRET, Location.QUERY, required=True)
ENDPOINT = Endpoint("a.b.c", "a", "b", "c", "GET", "/", parameters=(TOKEN,))
SIGNED = AuthParameters("Mine", ("https://a.test",), values=(("AccessToken", Secret("t+/=")),))

HERE = Environment("Here")
TERMINAL = replace(HERE, secret_option="--secret", sandbox_origins=("https://127.0.0.1:81",))


def test_a_value_is_added_under_the_name_that_the_endpoint_has() -> None:
    assert values_to_add(SIGNED, ENDPOINT, ()) == (("accessToken", "t+/="),)
    assert filled_names(SIGNED, ENDPOINT) == ("accessToken",)


def test_what_the_person_entered_is_left_as_it_is_even_when_empty() -> None:
    assert values_to_add(SIGNED, ENDPOINT, (("ACCESSTOKEN", ""),)) == ()


def test_a_credential_goes_to_its_own_origins_only() -> None:
    assert binding_problem(SIGNED, "https://a.test/x", HERE) is None
    assert binding_problem(NO_AUTH_PARAMETERS, "https://elsewhere.test/x", HERE) is None
    for address in (
        "https://b.test/x",
        "http://a.test/x",
        "https://a.test:444/",
        "https://a.test.b/",
    ):
        refused = binding_problem(SIGNED, address, HERE)
        assert refused is not None
        assert "Mine" in refused.sentence
        assert "https://a.test" in refused.sentence
        assert "t+/=" not in refused.sentence


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://b.test", "b.test"),
        ("https://b.test:8443", "b.test:8443"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("https://127.0.0.1:8000", "https://127.0.0.1:8000"),
        ("http://b.test", "http://b.test"),
        ("https://127.0.0.1:81", "sandbox"),
    ],
)
def test_a_terminal_says_how_a_host_is_allowed_for_one_run(origin: str, host: str) -> None:
    refused = binding_problem(SIGNED, f"{origin}/x", TERMINAL)
    assert refused is not None
    assert f" --secret Mine@{host} binds it" in refused.sentence
    in_window = binding_problem(SIGNED, f"{origin}/x", HERE)
    assert in_window is not None
    assert "--secret" not in in_window.sentence
