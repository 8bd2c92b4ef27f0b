from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.request.graphql.completion import MOST_READ_CHARS, documentation_at, suggestions
from tests.core.request.graphql.schemas import SCHEMA

KINDS = ["query", "mutation", "subscription", "fragment"]
PET = ["id", "name", "kind", "friends", "__typename"]
QUERY = ["pet", "pets", "search", "__typename"]
INPUTS = ["Kind", "PetFilter", "String", "ID", "Boolean"]


def offered(text):
    """Return what is offered at the bar in a text."""
    before, _, after = text.partition("|")
    return [one.text for one in suggestions(SCHEMA, before + after, len(before)).items]


OFFERED: tuple[tuple[str, list[str]], ...] = (
    ("|", KINDS),
    ("mu|", ["mutation"]),
    ("query A |", []),
    ("{ | }", QUERY),
    ("{ pe|", ["pet", "pets", "__typename"]),
    ("mutation { |", ["rename", "__typename"]),
    ("subscription { |", []),
    ("{ pet { | } }", PET),
    ("{ a: pet(id: 1) { b: friends { |", PET),
    ("{ pet { id } | }", QUERY),
    ("{ pet(|", ["id"]),
    ("{ pet(id: 1) { friends(|", ["first"]),
    ("{ pets(filter: {|", ["kind", "kinds", "of"]),
    ("{ pets(filter: {kind: |", ["CAT", "NEWT"]),
    ("{ pets(filter: {kind: CAT, |", ["kind", "kinds", "of"]),
    ("{ pets(filter: {kinds: [CAT, |", ["CAT", "NEWT"]),
    ("{ pets(filter: {kinds: [CAT] |", ["kind", "kinds", "of"]),
    ("{ pets(filter: {of: {kind: CAT} |", ["kind", "kinds", "of"]),
    ("{ pets(filter: {kind: CAT} |", ["filter", "id"]),
    ('{ pets(id: "x" |', ["filter", "id"]),
    ("{ pets(id: {{id}} |", ["filter", "id"]),
    ("query A($a: ID, $b: Int) { pets(id: $|", ["a", "b"]),
    ("query A($a: |", INPUTS),
    ("query A($a: [|", INPUTS),
    ("query A($a: [Int |", INPUTS),
    ("query A($a: ID = 1) { |", QUERY),
    ("{ pet @|", ["include"]),
    ("{ pet @include(|", ["if"]),
    ("{ pet @include(if: |", ["true", "false"]),
    ("{ pet @include(if: $x) { |", PET),
    ("{ search { ... on |", ["Pet", "Shop"]),
    ("{ search { ... on Shop { |", ["city", "__typename"]),
    ("{ search { ... on Shop { city } ... on Pet { |", PET),
    ("{ pet { ... { |", PET),
    ("{ pet { ...| } } fragment F on Pet { id }", ["on", "F"]),
    ("fragment F on |", ["Pet", "Shop", "Found", "Query", "Mutation"]),
    ("fragment F on Pet { |", PET),
    ("fragment F on Pet { id } { |", QUERY),
    ("query A { pet { id } } mutation { |", ["rename", "__typename"]),
    ('{ pet(id: "|', []),
    ('{ pet(id: """x" |', []),
    ("{ pet # what |", []),
    ('{ pet(id: "x"|', ["id"]),
    ("{ nothing { |", []),
    ("} } {|", QUERY),
)
"""Texts with a bar, and what is offered there."""


def test_what_fits_is_offered():
    assert {text: offered(text) for text, _ in OFFERED} == dict(OFFERED)


def test_a_word_that_was_begun_is_replaced():
    assert suggestions(SCHEMA, "{ pet }", 5).start == 2
    assert suggestions(SCHEMA, "{ pet }", 6).start == 6


def test_what_is_offered_is_explained():
    name = next(one for one in suggestions(SCHEMA, "{ pet { ", 8).items if one.text == "name")
    assert (name.type, name.description) == ("String!", "What it is called.")
    newt = suggestions(SCHEMA, "{ pets(filter: {kind: N", 23).items[0]
    assert newt.description == "Deprecated: Fled."


def test_the_name_at_a_place_is_explained():
    query = "{ pet(id: 1) { friends } }"
    assert documentation_at(SCHEMA, query, query.index("et")) == "pet(\n  id: ID!\n): Pet\nOne pet."
    assert documentation_at(SCHEMA, query, query.index("friends")) == (
        "friends(\n  first: Int\n): [Pet!]!"
    )
    assert documentation_at(SCHEMA, query, query.index("1")) == ""
    assert documentation_at(SCHEMA, query, len(query)) == ""


WORDS = ["{", "}", "(", ")", "[", "]", ":", "...", "on", "@", "$", "pet", "pets", "filter", "query",
    "fragment", "Pet", "include", "1", '"', '"""', "#", "\n", "{{x}}", " "]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), st.data())
def test_no_document_is_too_odd(text, data):
    offset = data.draw(st.integers(0, len(text)))
    assert 0 <= suggestions(SCHEMA, text, offset).start <= offset
    assert isinstance(documentation_at(SCHEMA, text, offset), str)


def test_only_the_definition_at_the_place_is_read():
    before = "query A { pet { id } }\n" * 2_000
    assert offered(f"{before}mutation {{ |") == ["rename", "__typename"]
    assert offered("{ pet { id } " * MOST_READ_CHARS + "|") == []
