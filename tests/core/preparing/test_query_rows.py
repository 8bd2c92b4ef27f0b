import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.preparing.query_rows import query_rows, shown_address, with_address, with_rows
from aiurdesk.core.request.request import PreparedRequest, Request, Row
from aiurdesk.core.request.rows import all_rows, off_rows, sent_pairs

HOST = "https://example.org/p"
ANYWHERE = Environment("any", is_sandbox=True)
pieces = st.text("ab=&+%25C3A9 é?#/:;{}\U0001f600\n\x00", max_size=12)
names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=5)
names = names.filter(str.isprintable)
rows_of_any_kind = st.lists(st.builds(Row, names, names, st.booleans()), max_size=5)


def url_of(request: Request) -> str | None:
    """Return where a request goes; None where it cannot be sent."""
    prepared = prepare(request, None, ANYWHERE, "boundary")
    return prepared.url if isinstance(prepared, PreparedRequest) else None


def typed(text: str, before: Request | None = None, rows: tuple[Row, ...] = ()) -> Request:
    return with_address(before or custom_request(), text, rows)[0]


def pairs(*rows: Row) -> list[tuple[str, object]]:
    return [(row.name, row.value) for row in rows]


def test_a_typed_query_becomes_rows_and_is_kept_as_values():
    request, rows = with_address(custom_request(), f"{HOST}?a=1&b=two", ())
    assert pairs(*rows) == [("a", "1"), ("b", "two")]
    assert request.endpoint.path == HOST
    assert request.values == (("a", "1"), ("b", "two"))


@given(pieces, pieces)
@example("?", "?&a=1")
@example("?a=1&", "?a=1&&b=2")
@example("?a=b+c&a=1", "?a=1")
@example("?a=%C3", "?a=%zz&x=1#f?b=1")
@example("?=1&b=1", "?flag")
def test_what_was_typed_is_shown_and_sent_as_it_was_typed(first, second):
    request = custom_request()
    rows: tuple[Row, ...] = ()
    for text in (f"{HOST}{first}", f"{HOST}{second}", f"{HOST}?{first}"):
        request, rows = with_address(request, text, rows)
        assert shown_address(request) == text
        assert query_rows(request) == rows
        assert url_of(request) == url_of(custom_request(text))


@given(pieces)
def test_rows_that_did_not_change_change_no_address(query):
    request = typed(f"{HOST}?{query}")
    assert with_rows(request, query_rows(request)) == request


@given(rows_of_any_kind)
def test_rows_come_back_from_the_request(rows):
    request = with_rows(custom_request(HOST), rows)
    assert query_rows(request) == tuple(rows)
    assert sent_pairs(query_rows(custom_request(shown_address(request)))) == sent_pairs(rows)


@given(rows_of_any_kind, names)
def test_rows_that_are_switched_off_keep_their_places_while_the_address_is_typed(rows, value):
    request = with_rows(custom_request(HOST), rows)
    after = f"{shown_address(request).partition('?')[0]}?new={value.encode().hex()}"
    _, new = with_address(request, after, rows)
    expected = all_rows([("new", value.encode().hex())], off_rows(rows))
    assert new == expected


@given(st.lists(st.tuples(names, names), min_size=1, max_size=5), st.data())
def test_an_edited_row_leaves_the_others_as_they_were_typed(given_pairs, data):
    # Written by hand: a colon is not escaped, and a space is a plus sign.
    written = [f"k{i}=:{value.encode().hex()}+x" for i, (_, value) in enumerate(given_pairs)]
    request = typed(f"{HOST}?{'&'.join(written)}")
    position = data.draw(st.integers(0, len(written) - 1))
    rows = list(query_rows(request))
    rows[position] = Row(rows[position].name, "a b&c", True)
    written[position] = f"k{position}=a%20b%26c"
    assert shown_address(with_rows(request, rows)) == f"{HOST}?{'&'.join(written)}"


def test_variables_stay_in_the_address_and_their_values_are_escaped():
    request = typed(f"{HOST}?q={{{{text}}}}")
    assert request.values == (("q", "{{text}}"),)
    assert shown_address(request) == f"{HOST}?q={{{{text}}}}"
    environment = Environment("any", is_sandbox=True, variables={"text": "a&b"})
    prepared = prepare(request, None, environment, "boundary")
    assert isinstance(prepared, PreparedRequest)
    assert prepared.url == f"{HOST}?q=a%26b"


def test_a_query_of_a_file_stays_in_its_address_until_it_is_edited():
    request = custom_request(f"{HOST}?q={{{{text}}}}&b=1")
    assert typed("https://elsewhere/?q={{text}}&b=1", request).values == ()
    rows = query_rows(request)
    assert with_rows(request, (*rows, Row("c", "2"))).endpoint.path == request.endpoint.path


@pytest.mark.parametrize("query", ["?id=3", "?b=1&ID=3&c=2"])
def test_a_pair_named_like_a_part_of_the_path_stays_in_the_address(query):
    text = f"https://example.org/:id{query}"
    request, rows = with_address(custom_request(), text, (Row("id", "7"),))
    assert shown_address(request) == text
    assert rows[0] == Row("id", "7")
    assert all(row.name.lower() != "id" for row in rows[1:])
    assert url_of(request) == f"https://example.org/7{query}"


def test_a_query_of_very_many_pairs_has_no_rows():
    text = f"{HOST}?{'&'.join(['a=1'] * 201)}"
    request, rows = with_address(custom_request(), text, (Row("off", "1", is_sent=False),))
    assert rows == (Row("off", "1", is_sent=False),)
    added = with_rows(request, (*rows, Row("b", "2")))
    assert shown_address(added) == f"{text}&b=2"
    assert with_rows(added, query_rows(added)) == added
    assert url_of(added) == f"{text}&b=2"
    shorter, rows = with_address(added, f"{HOST}?a=1&b=2", query_rows(added))
    assert shown_address(shorter) == f"{HOST}?a=1&b=2"
    assert [row.name for row in rows] == ["off", "a", "b"]


def test_lists_are_several_rows():
    request = replace(custom_request(HOST), values=(("a", ("1", "2")),))
    assert pairs(*query_rows(request)) == [("a", "1"), ("a", "2")]
    assert shown_address(request) == f"{HOST}?a=1&a=2"
