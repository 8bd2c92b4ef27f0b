"""Which endpoints of a host a dialect is offered for."""

import pytest

from aiurdesk.core.dialects.choosing import MOST_PATTERNS, Split, split_of

ORDERS = ["/api/v1/orders/12", "/api/v1/orders/7", "/api/v1/orders"]


@pytest.mark.parametrize(
    ("read", "unread", "patterns"),
    [
        (ORDERS, ["/api/v1/users", "/health"], ("/api/v1/orders/*", "/api/v1/orders")),
        (["/api/a", "/api/b/c"], ["/web/a"], ("/api/*",)),
        (["/orders/12/items"], ["/orders/12/events"], ("/orders/*/items",)),
        (["/orders"], ["/users"], ("/orders",)),
        (["/gateway[1]/do*"], ["/gateway1/do"], ("/gateway[[]1]/*",)),
        (["/", "/a/x"], ["/b/x"], ("/", "/a/*")),
    ],
)
def test_the_widest_patterns_are_offered_that_fit_no_other_response(read, unread, patterns):
    split = split_of(read, unread)
    assert split is not None
    assert set(split.patterns) == set(patterns)
    assert (split.count, split.total) == (len(read), len(read) + len(unread))


def test_an_endpoint_that_answers_both_ways_is_left_out():
    both = [*ORDERS, "/api/v1/parcels/1"]
    split = split_of(both, ["/api/v1/parcels/1", "/health"])
    assert split == Split(("/api/v1/orders/*", "/api/v1/orders"), 3, 6)


@pytest.mark.parametrize(
    ("read", "unread"),
    [
        ([], ["/a"]),
        (["/a"], []),
        (["/a/1"], ["/a/2"]),
        ([f"/e{number}" for number in range(MOST_PATTERNS + 1)], ["/a"]),
    ],
)
def test_nothing_is_offered_where_no_path_tells_them_apart(read, unread):
    assert split_of(read, unread) is None
