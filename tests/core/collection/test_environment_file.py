import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.collection.environment_file import (
    SavedEnvironment,
    SavedVariable,
    base_named,
    base_url_of,
    environment_of,
    name_in_files,
    parse_environment,
    write_environment,
)
from aiurdesk.core.environments.environment import PRODUCTION_2020, SANDBOX, AskedVariable
from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import DIRECT, read_override
from aiurdesk.core.errors import ProblemError


def test_an_environment_is_read():
    text = """\
based_on = "Production 2020"
colour = "production"
careful = true

[base_urls]
stargate = "https://stargate.example.org/"

[variables]
channel = "5"
"""
    assert parse_environment("Staging", text) == SavedEnvironment(
        name="Staging",
        based_on="Production 2020",
        colour="production",
        is_careful=True,
        base_urls=(("stargate", "https://stargate.example.org"),),
        variables=(SavedVariable("channel", "5"),),
    )


def test_all_of_it_can_be_left_out():
    assert parse_environment("Empty", "") == SavedEnvironment("Empty")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("careful = 1\n", "line 1: careful should be true or false"),
        ('[variables]\n"a b" = "1"\n', "line 1: variables has 'a b', and a name has only letters"),
        ("[variables]\na = 1\n", "line 1: variables should have text or { ask = true } for a"),
        ("[variables]\na = { value = 1, ask = true }\n", "should have text"),
        ('colour = "pink"\n', "line 1: colour should be one of green, teal"),
        ("variables = 1\n", "line 1: variables should be a table"),
        ('proxy = "http://p/a.pac"\n', "line 1: proxy is a PAC file"),
        ('proxy = "http://me:pw@p"\n', "line 1: proxy should have no user name or password"),
        ('[addresses]\n"a.example" = "b.example"\n', "line 1: addresses should have an IP address"),
        ('[addresses]\nlocalhost = "192.0.2.1"\n', "localhost always means this computer"),
        ('\n[base_urls]\nstargate = "stargate"\n', "line 2: base_urls of stargate should be a URL"),
    ],
)
def test_a_mistake_is_told_with_its_line(text, words):
    with pytest.raises(ProblemError, match=words):
        parse_environment("Odd", text)


def test_a_file_names_a_proxy_and_other_addresses():
    text = """\
proxy = "socks5://proxy.example:1080"
proxy_credential = "Work proxy"
proxy_exceptions = [
    "*.internal",
]

[variables]
a = "1"

[addresses]
"api.example.com:443" = "127.0.0.1, ::1"
"""
    saved = parse_environment("Staging", text)
    assert write_environment(saved) == text
    route = environment_of(saved).route
    assert route.proxy == proxy_choice("socks5://proxy.example:1080", "Work proxy", ("*.internal",))
    assert route.addresses_of("api.example.com", 443) == ("127.0.0.1", "::1")
    assert environment_of(SavedEnvironment("Plain")).route == DIRECT
    assert environment_of(SavedEnvironment("Plain", proxy="none")).route.proxy is not None


FILE = """\
# Ask Ann before you change this.
careful = true  # live data
team = "ours"

[variables]
zebra = "1"
# The channel of the tests.
channel = "5"
pin = { ask = true }
given = { value = "7", ask = true }

[base_urls]
stargate = "https://stargate.example.org"
"""


def test_a_variable_may_be_asked_for():
    assert parse_environment("Staging", FILE).variables == (
        SavedVariable("zebra", "1"),
        SavedVariable("channel", "5"),
        SavedVariable("pin", is_asked=True),
        SavedVariable("given", "7", is_asked=True),
    )


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ({}, 0),
        ({"is_careful": False}, 1),
        ({"colour": "teal"}, 1),
        ({"env_file": ".env"}, 1),
        ({"proxy": "none"}, 1),
        ({"addresses": (read_override("a.example", "192.0.2.1"),)}, 2),
        ({"not_secret": ("variable commit",)}, 3),
        ({"variables": (("zebra", "2"),)}, 1),
        ({"variables": (("channel", None),)}, 1),
        ({"variables": (("new", "n"),)}, 1),
        ({"base_urls": (("stargate", "https://other.example.org"),)}, 1),
        ({"base_urls": (("stargate", "https://stargate.example.org"), ("wiki", "https://w"))}, 1),
    ],
)
def test_one_change_is_one_line_of_a_diff(change, lines):
    before = parse_environment("Staging", FILE)
    if "variables" in change:
        changed = dict(change["variables"])
        kept = [variable for variable in before.variables if variable.name not in changed]
        own = {variable.name: variable for variable in before.variables}
        new = [
            replace(own.get(name, SavedVariable(name)), value=value)
            for name, value in changed.items()
            if value is not None
        ]
        change = {"variables": (*kept, *new)}
    after = replace(before, **change)
    text = write_environment(after, FILE)
    read = parse_environment("Staging", text)
    assert set(read.variables) == set(after.variables)
    assert replace(read, variables=()) == replace(after, variables=())
    removed = [line for line in FILE.splitlines() if line not in text.splitlines()]
    added = [line for line in text.splitlines() if line not in FILE.splitlines()]
    assert max(len(removed), len(added)) == lines
    assert text.count("#") == FILE.count("#") - (change == {"is_careful": False})
    assert 'team = "ours"' in text


def test_a_table_that_becomes_empty_keeps_its_comments():
    text = write_environment(SavedEnvironment("Staging", is_careful=True), FILE)
    assert "# The channel of the tests." in text
    assert parse_environment("Staging", text) == SavedEnvironment("Staging", is_careful=True)


@pytest.mark.parametrize("index", range(4))
def test_a_new_name_of_a_variable_is_one_line_where_it_stands(index):
    before = parse_environment("Staging", FILE)
    variables = list(before.variables)
    variables[index] = replace(variables[index], name="renamed")
    after = write_environment(replace(before, variables=tuple(variables)), FILE)
    assert parse_environment("Staging", after).variables == tuple(variables)
    pairs = list(zip(FILE.splitlines(), after.splitlines(), strict=True))
    ((old, new),) = [pair for pair in pairs if pair[0] != pair[1]]
    assert new == old.replace(before.variables[index].name, "renamed", 1)


@given(
    st.dictionaries(
        st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]*", fullmatch=True),
        st.tuples(st.text(st.characters(codec="utf-8")), st.booleans()),
    ),
    st.booleans(),
    st.lists(st.text(st.characters(codec="utf-8")), unique=True).map(tuple),
)
def test_what_is_written_is_read_again(variables, is_careful, not_secret):
    saved = SavedEnvironment(
        "Any",
        is_careful=is_careful,
        not_secret=not_secret,
        variables=tuple(SavedVariable(n, v, is_asked=a) for n, (v, a) in variables.items()),
    )
    text = write_environment(saved)
    assert parse_environment("Any", text) == saved
    assert write_environment(saved, text) == text


def test_an_environment_is_what_it_is_based_on_and_its_own():
    saved = SavedEnvironment(
        "Mine",
        based_on="production 2020",
        base_urls=(("wiki", "https://w"),),
        variables=(SavedVariable("a", "own"), SavedVariable("token", is_asked=True)),
        env_file=".env",
    )
    environment = environment_of(saved, (("a", "1"), ("b", "2")))
    assert environment.generations == PRODUCTION_2020.generations
    assert environment.colour == "production_2020"
    assert environment.base_urls == {"wiki": "https://w"}
    assert environment.variables == {"a": "own", "b": "2"}
    assert environment.asked == (AskedVariable("token", is_secret=True),)
    assert environment.env_files == (".env",)
    with pytest.raises(ProblemError, match="There is no environment Mars"):
        environment_of(SavedEnvironment("Mine", based_on="Mars"))


@pytest.mark.parametrize("typed", ["host", "https://", "ftp://host", ""])
def test_a_base_url_has_a_scheme_and_a_host(typed):
    assert base_url_of(" https://host/ ") == "https://host"
    with pytest.raises(ProblemError, match="should be a URL"):
        base_url_of(typed)


@pytest.mark.parametrize("name", ["Sandbox", "sandbox", "Sandbox (this computer)"])
def test_a_file_may_name_the_sandbox_as_the_window_shows_it(name):
    assert name_in_files(name) == "Sandbox"
    assert base_named(name) is SANDBOX


def test_another_name_stays_as_it_is():
    assert name_in_files("Staging") == "Staging"
    assert base_named("Staging") is None
