import pytest

from aiurdesk.core.verdict.shapes.places import folded, is_whole, locate, location_of, read_place
from aiurdesk.core.verdict.shapes.said import NOTHING_SENT, Sent

ORDER = Sent(
    {"email": "ann", "items": [{"name": "pen"}, {"name": "p"}], "address": {"city": "Bern"}},
    query=("page", "filter[name]"),
    path=("id",),
)


@pytest.mark.parametrize(
    "named",
    [
        "items[1].name", "items.1.name", "/items/1/name", "#/items/1/name", "$.items[1].name",
        "items['1'].name", "items[1][name]", ["items", 1, "name"],
        [{"key": "items"}, {"key": 1}, {"key": "name"}],
    ],
)  # fmt: skip
def test_all_ways_to_write_a_place_are_one(named):
    assert read_place(named, NOTHING_SENT) == ("items", "1", "name")


@pytest.mark.parametrize("named", [None, 1.5, True, {"a": 1}, "a\nb", " a", "x" * 1000, [None]])
def test_what_is_no_place_has_no_steps(named):
    assert read_place(named, NOTHING_SENT) is None


def test_a_name_that_was_sent_is_one_step():
    assert read_place("filter[name]", ORDER) == ("filter[name]",)
    assert read_place("a.b", Sent({"a.b": 1})) == ("a.b",)


@pytest.mark.parametrize(
    ("steps", "path", "location"),
    [
        (("body", "email"), "email", "body"),
        (("body", "o", "email"), "email", "body"),
        (("body", "o", "title"), "title", "body"),
        (("body", "o", "items", "1", "name"), "items.1.name", "body"),
        (("body", "items", "1", "Pencil", "name"), "items.1.name", "body"),
        (("body", "items", "1", "qty"), "items.1.qty", "body"),
        (("body", "email", "str"), "email", "body"),
        (("body", "10"), "", "body"),
        (("body",), "", "body"),
        (("query", "page"), "page", "query"),
        (("query", "filters", "page"), "page", "query"),
        (("path", "id"), "id", "path"),
        (("header", "x-token"), "x-token", "header"),
    ],
)
def test_the_steps_of_a_server_become_those_of_the_request(steps, path, location):
    assert locate(steps, "", ORDER, is_loose=True) == (path, location)


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        (("createOrder", "order", "email"), "email"),
        (("Items", "0", "Name"), "items.0.name"),
        (("Title",), "title"),
        (("request", "body", "email"), "email"),
        (("address", "city"), "address.city"),
        (("shipping", "city"), "shipping.city"),
        (("_schema",), ""),
    ],
)
def test_names_are_spelled_as_they_were_sent(steps, path):
    assert locate(steps, "", ORDER)[0] == path


def test_a_field_may_be_called_like_a_location():
    sent = Sent({"query": "x", "body": "y", "base": "z"})
    assert locate(("query",), "", sent) == ("query", "")
    assert locate(("body", "body"), "", sent, is_loose=True) == ("body", "body")
    assert locate(("base",), "", sent) == ("base", "")


def test_a_pointer_is_kept_as_it_is():
    steps = ("data", "attributes", "email")
    assert locate(steps, "", ORDER, is_exact=True) == ("data.attributes.email", "")


def test_words_for_locations_and_the_whole_are_known():
    assert [location_of(word) for word in ("querystring", "path_params", "json", "order")] == [
        "query", "path", "body", "",
    ]  # fmt: skip
    assert is_whole("non_field_errors")
    assert is_whole("__all__")
    assert not is_whole("errors")
    assert not is_whole("base", {"base": 1})
    assert folded("Error_Code") == "errorcode"
