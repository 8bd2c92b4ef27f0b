from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.collection.environment_changes import carried_over, secrets_at, with_choice
from aiurdesk.core.collection.environment_file import SavedEnvironment, SavedVariable
from aiurdesk.core.collection.moved_secrets import SecretChoice
from aiurdesk.core.network.route import read_override


def variables(**values):
    return tuple(SavedVariable(name, value) for name, value in values.items())


BEFORE = SavedEnvironment(
    "Mine",
    based_on="Sandbox",
    base_urls=(("wiki", "https://w"),),
    variables=variables(a="1", b="2", c="3"),
)


def test_what_others_changed_stays():
    current = replace(BEFORE, colour="green", variables=variables(a="1", b="2", new="9", c="3"))
    after = replace(BEFORE, is_careful=True, variables=variables(a="1", b="other", c="3"))
    assert carried_over(current, BEFORE, after) == replace(
        current, is_careful=True, variables=variables(a="1", b="other", new="9", c="3")
    )


def test_every_field_is_carried_over():
    after = SavedEnvironment(
        "Mine",
        based_on="Production",
        colour="teal",
        is_careful=True,
        env_file=".env",
        proxy="none",
        proxy_credential="Work",
        proxy_exceptions=("a.example",),
        not_secret=("variable a",),
        base_urls=(("wiki", "https://other"),),
        variables=variables(b="3"),
        addresses=(read_override("a.example", "192.0.2.1"),),
    )
    assert carried_over(BEFORE, BEFORE, after) == after
    assert set(after.__struct_fields__) == {"name", *said_of(after)}


def said_of(saved):
    defaults = SavedEnvironment("Mine")
    return {n for n in saved.__struct_fields__ if getattr(saved, n) != getattr(defaults, n)}


def test_what_others_changed_of_the_route_stays():
    one, two = read_override("a.example", "192.0.2.1"), read_override("b.example", "192.0.2.2")
    before = replace(BEFORE, proxy="none", addresses=(one,))
    after = replace(before, proxy="http://p:1", proxy_credential="Work")
    current = replace(before, proxy_exceptions=("c.example",), addresses=(one, two))
    assert carried_over(current, before, after) == replace(
        current, proxy="http://p:1", proxy_credential="Work"
    )
    without = replace(after, addresses=(), proxy_exceptions=())
    assert carried_over(current, after, without).addresses == (two,)


def test_a_new_name_stays_in_its_place():
    after = replace(BEFORE, variables=variables(a="1", renamed="2", c="3"))
    current = replace(BEFORE, variables=variables(a="7", b="2", c="3"))
    assert carried_over(current, BEFORE, after).variables == variables(a="7", renamed="2", c="3")


def test_an_entry_comes_back_where_it_was_and_one_that_is_gone_is_added():
    without = replace(BEFORE, variables=variables(a="1", c="3"), base_urls=())
    assert carried_over(without, without, BEFORE) == BEFORE
    after = replace(BEFORE, variables=variables(a="1", b="changed", c="3"))
    assert carried_over(without, BEFORE, after).variables == after.variables
    assert carried_over(BEFORE, BEFORE, without) == without


_VARIABLES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("12")).map(
    lambda values: variables(**values)
)


@given(_VARIABLES, _VARIABLES)
def test_without_other_changes_it_becomes_what_was_wanted(first, second):
    before, after = (SavedEnvironment("Mine", variables=variables) for variables in (first, second))
    changed = carried_over(before, before, after)
    assert {e.name: e.value for e in changed.variables} == {
        e.name: e.value for e in after.variables
    }


def test_references_take_the_place_of_secrets_that_were_moved():
    key = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4"
    saved = SavedEnvironment(
        "Mine",
        base_urls=(
            ("wiki", f"https://w/{key}/hook"),
            ("kahla", "https://ann:sesame@k"),
            ("stargate", f"https://s/{key}"),
        ),
        variables=variables(token="hush", a="1"),
    )
    # A user name with its password cannot be a reference.
    assert secrets_at(saved) == {
        "address of wiki": key,
        "address of kahla": "",
        "address of stargate": key,
        "variable token": "hush",
        "variable a": "1",
    }
    choice = SecretChoice(
        (("address of wiki", "Hook"), ("variable token", "Token")), ("address of stargate",)
    )
    assert with_choice(saved, choice) == replace(
        saved,
        base_urls=(("wiki", "https://w/{{secret:Hook}}/hook"), *saved.base_urls[1:]),
        variables=variables(token="{{secret:Token}}", a="1"),
        not_secret=("address of stargate",),
    )
