import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import (
    BUILT_IN,
    PRODUCTION,
    SANDBOX,
    SANDBOX_PARTS,
    SANDBOX_SERVICES,
    Environment,
    Literal,
    StandIn,
    circle_of,
    environment_named,
    is_reference,
    is_variable_name,
    reference,
    resolve,
    used_names,
    variable_names,
    with_named_secrets,
)
from aiurdesk.core.preparing.address import why_unresolved
from aiurdesk.core.preparing.json_template import resolve_json
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.state import fresh_state
from aiurdesk.sandbox.web_services import all_services
from aiurdesk.services.library import Library

NAMES = st.sampled_from(["a", "b", "c", "d", "env:E", "secret:My key", "$uuid"])
PARTS = st.one_of(st.text(st.characters(exclude_characters="{}")), NAMES.map(reference))
TEXTS = st.lists(PARTS, max_size=5).map("".join)
VARIABLES = st.dictionaries(NAMES, st.one_of(TEXTS, TEXTS.map(Literal)))


def test_names_are_found_once_and_in_order():
    assert variable_names("{{b}} {{ a }} {{b}} {{1}} {c}") == ("b", "a")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{env:HOME}}", ("env:HOME",)),
        ("{{ secret:Work app (old) }}", ("secret:Work app (old)",)),
        ("{{secret:}} {{secret: }}", ()),
        ("{{$uuid}}{{$isoTimestamp}}", ("$uuid", "$isoTimestamp")),
        ("{{$}} {{env:}} {{env:1}} {{a b}} {{{a}}", ("a",)),
    ],
)
def test_sources_of_values_are_told_by_the_name(text, names):
    assert variable_names(text) == names


def test_values_take_the_place_of_names():
    assert resolve("{{host}}/{{ id }}", {"host": "h", "id": "7"}) == "h/7"


def test_a_value_may_hold_further_variables():
    assert resolve("{{a}}", {"a": "<{{b}}>", "b": "x"}) == "<x>"


def test_a_literal_holds_no_variables():
    assert resolve("{{a}}", {"a": Literal("<{{b}}>"), "b": "x"}) == "<{{b}}>"
    assert resolve("{{a}}", {"a": StandIn("{{a}}")}) == "{{a}}"


def test_every_name_without_a_value_is_returned():
    assert resolve("{{a}} {{b}} {{c}}", {"b": "x"}) == ("a", "c")
    assert resolve("{{b}}", {"b": "{{c}}{{d}}", "c": "{{a}}"}) == ("a", "d")


def test_a_circle_is_unresolved():
    variables = {"a": "{{b}}", "b": "{{c}}{{x}}", "c": "{{a}}", "x": "", "alone": "{{a}}"}
    assert resolve("{{a}}", variables) == ("a",)
    assert circle_of("a", variables) == ("a", "b", "c", "a")
    assert circle_of("x", variables) == circle_of("alone", variables) == ()
    assert circle_of("a", {"a": "{{a}}"}) == ("a", "a")
    assert circle_of("a", {"a": Literal("{{a}}")}) == ()


def test_values_that_multiply_each_other_do_not_fill_the_memory():
    variables = {f"v{n}": f"{{{{v{n + 1}}}}}" * 100 for n in range(40)} | {"v40": "x" * 100}
    assert isinstance(resolve("{{v0}}", variables), tuple)


def test_very_deep_variables_are_unresolved():
    variables = {f"v{n}": f"{{{{v{n + 1}}}}}" for n in range(5000)} | {"v5000": "x"}
    assert isinstance(resolve("{{v0}}", variables), tuple)
    assert resolve("{{v4990}}", variables) == "x"


@given(st.text().filter(lambda text: "{{" not in text))
def test_text_without_variables_stays_as_it_is(text):
    assert resolve(text, {"a": "b"}) == text


@given(st.text())
def test_a_literal_is_put_in_letter_by_letter(value):
    assert resolve("<{{name}}>", {"name": Literal(value)}) == f"<{value}>"


@given(TEXTS, VARIABLES)
def test_a_resolved_text_has_a_value_for_each_name_and_an_unresolved_one_names_the_others(
    text, variables
):
    resolved = resolve(text, variables)
    names = used_names([text], variables)
    if isinstance(resolved, tuple):
        assert set(resolved) <= set(names)
        assert all(name not in variables or circle_of(name, variables) for name in resolved)
    else:
        assert all(name in variables for name in names)
        assert not any(circle_of(name, variables) for name in names)


@given(TEXTS, TEXTS, VARIABLES)
def test_texts_are_resolved_part_by_part(one, other, variables):
    both, first, second = (resolve(text, variables) for text in (one + other, one, other))
    if isinstance(first, str) and isinstance(second, str):
        assert both == first + second
    else:
        assert isinstance(both, tuple)


@given(TEXTS, VARIABLES)
def test_what_other_variables_there_are_makes_no_difference(text, variables):
    used = used_names([text], variables)
    needed = {name: value for name, value in variables.items() if name in used}
    assert resolve(text, variables) == resolve(text, needed)


@pytest.mark.parametrize(
    ("name", "is_valid"),
    [("a", True), ("A.b-c_1", True), ("1a", False), ("", False), ("a ", False)],
)
def test_names_of_variables_are_words(name, is_valid):
    assert is_variable_name(name) is is_valid


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("{{secret:Work}}", True), (" {{a}}{{env:B}} ", True), ("Bearer {{a}}", False), ("", False)],
)
def test_a_reference_holds_no_value_itself(text, is_one):
    assert is_reference(text) is is_one


def test_values_of_variables_with_secret_names_are_secrets():
    variables = {
        "token": "{{first}}-2",
        "first": "one",
        "password": Literal("{{no variable}}"),
        "api_key": StandIn("shown"),
        "secret": "{{missing}}",
        "pin": "",
        "jwt": "known",
    }
    environment = with_named_secrets(
        Environment("Tests", variables=variables, secrets=(Secret("known"),))
    )
    secrets = [secret.reveal() for secret in environment.secrets]
    assert secrets == ["known", "one-2", "{{no variable}}"]


def test_an_environment_without_secret_names_stays_the_same():
    environment = Environment("Tests", variables={"channel": "5"})
    assert with_named_secrets(environment) is environment


def test_values_that_would_make_a_text_too_long_are_named_before_they_take_memory():
    # Each text is short enough for a file; with the values they would take 100 GB.
    variables = {"a": "x" * 900_000, "b": reference("a") * 100_000}
    assert resolve(reference("b"), variables) == ("a",)
    assert resolve(reference("a") * 100_000, variables) == ("a",)
    assert resolve_json(f'["{reference("a") * 100_000}"]', variables) == ("a",)
    assert resolve(reference("c"), {"c": "x" * 1_000_001}) == ("c",)
    assert why_unresolved(("a",), Environment("", variables=variables)).sentence.startswith(
        "The value of {{a}} cannot be put in: a value may have 1,000,000 characters"
    )


def test_long_values_are_put_in():
    variables = {"a": "x" * 900_000, "b": Literal("y" * 6_000_000)}
    assert (
        resolve(reference("a") * 20 + reference("b"), variables)
        == "x" * 18_000_000 + "y" * 6_000_000
    )
    long = "z" * 70_000_000
    assert resolve(long + "{{a}}", variables) == long + "x" * 900_000


def test_a_name_finds_its_environment_and_any_other_the_first():
    assert environment_named("Production") is PRODUCTION
    assert environment_named("gone") is SANDBOX


def test_every_generation_can_be_reached_in_one_environment():
    reached = [name for environment in BUILT_IN for name in environment.generations]
    generations = {service.generation for service in Library().catalogue.services}
    assert sorted(reached) == sorted(generations)


def test_the_services_of_the_sandbox_are_known_before_it_runs():
    services = all_services(fresh_state(system_clock, Library().with_code_lab.descriptions))
    assert {service.id for service in services} == SANDBOX_SERVICES


def test_the_services_of_the_sandbox_are_in_the_catalogue():
    catalogue = Library().with_code_lab
    assert [name for name in sorted(SANDBOX_SERVICES) if catalogue.service(name) is None] == []


def test_the_parts_of_the_sandbox_are_in_the_catalogue():
    catalogue = Library().with_code_lab
    ids = [name for names in SANDBOX_PARTS.values() for name in names]
    assert [name for name in ids if catalogue.endpoint(name) is None] == []
    assert set(SANDBOX_PARTS) <= SANDBOX_SERVICES
