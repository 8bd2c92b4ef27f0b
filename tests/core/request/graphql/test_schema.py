import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.request.graphql.schema import (
    MOST_READ_CHARS,
    Operation,
    chosen_operation,
    followed_operation,
    is_subscription,
    line_and_column,
    operations,
    stray_braces,
    wants_parts,
)
from tests.core.request.graphql.schemas import SCHEMA


def test_a_written_type_is_found_by_its_name():
    for written in ("Pet", "[Pet!]!", "Pet!"):
        type_ = SCHEMA.named(written)
        assert type_ is not None
        assert type_.name == "Pet"
    assert SCHEMA.named("[Nothing]") is None
    assert SCHEMA.named("") is None


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("{ a }", [("query", "")]),
        ("query { a }", [("query", "")]),
        ('query Pets($id: ID! = "{") @live(if: 1) { a(x: {y: 1}) { b } }', [("query", "Pets")]),
        ("query @live { a }", [("query", "")]),
        ("# query Not { a }\nmutation Add { a }", [("mutation", "Add")]),
        ('"""query Not { a }""" subscription New { a }', [("subscription", "New")]),
        (
            "fragment F on Pet { id } query A { ...F } query B { a { b } }",
            [("query", "A"), ("query", "B")],
        ),
        (
            'query A { a(s: "}}") } mutation B { a(s: """ } " """) }',
            [("query", "A"), ("mutation", "B")],
        ),
        ("query A { a(id: {{id}}) } query B { b }", [("query", "A"), ("query", "B")]),
        ("query query { a }", [("query", "query")]),
        ("", []),
        ("query A", []),
        ("} } query A { a", [("query", "A")]),
    ],
)
def test_the_operations_of_a_document_are_listed(query, listed):
    assert [(one.kind, one.name) for one in operations(query)] == listed


def test_an_operation_is_chosen_by_its_name_or_stands_alone():
    query = "query A { a } subscription B { b }"
    assert chosen_operation(query, "") is None
    assert chosen_operation(query, "C") is None
    assert chosen_operation(query, "B") == Operation("subscription", "B", query.index("sub"))
    assert is_subscription(query, "B")
    assert not is_subscription(query, "A")
    assert not is_subscription("{ subscription }", "")


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("{ a }", None),
        ("{ a(x: {y: {z: 1}}) }", None),
        ('{ a(x: "{{ no") } # {{ no', None),
        ("{ a(x: {{id}}) {{secret:Work}} }", None),
        ("query {\n  a(x: {{1}})\n}", (2, 8)),
        ("{{ a b }}", (1, 1)),
    ],
)
def test_two_braces_that_begin_no_variable_are_found(query, position):
    offset = stray_braces(query)
    assert (line_and_column(query, offset) if offset >= 0 else None) == position


@given(st.text(alphabet='{}()"\\#\n aquery{{x}}$:'))
def test_no_text_is_too_odd(query):
    assert all(query[one.start :].startswith((one.kind, "{")) for one in operations(query))
    assert stray_braces(query) < len(query)


def test_only_the_beginning_of_a_long_document_is_read():
    assert operations(" " * MOST_READ_CHARS + "{ a }") == ()
    # Linear: backtracking would take hours.
    for sign in ("{", '"', '"""', "#", "{{a", "query a ", "\\"):
        assert len(operations(sign * MOST_READ_CHARS)) < MOST_READ_CHARS


@pytest.mark.parametrize(
    ("before", "after", "name", "followed"),
    [
        ("query A { a } query B { b }", "query A { a } query Bb { b }", "B", "Bb"),
        ("query A { a } query B { b }", "query A { a b } query B { b }", "B", "B"),
        ("query A { a } query B { b }", "query A { a }", "B", ""),
        ("query A { a } query B { b }", "{ a }", "B", ""),
        ("query A { a } query B { b }", "", "B", "B"),
        ("query A { a }", "query A { a b }", "C", "C"),
        ("query A { a }", "{ a }", "", ""),
    ],
)
def test_an_operation_stays_chosen_while_its_name_is_edited(before, after, name, followed):
    assert followed_operation(before, after, name) == followed


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ a { ...F @defer } }", True),
        ('{ list @ stream(initialCount: 1, label: "x") }', True),
        ('{ a(text: "@defer") # @stream\n deferred @include(if: true) }', False),
        ("{ defer stream }", False),
    ],
)
def test_a_document_that_wants_its_result_in_parts_is_known(query, expected):
    assert wants_parts(query) is expected
