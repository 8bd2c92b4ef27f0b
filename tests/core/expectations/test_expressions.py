from contextvars import Context

import pytest

from aiurdesk.core.expectations.expressions import (
    LONGEST_READ_HERE,
    NotAllowedHere,
    is_path_read_here,
    is_pattern_read_here,
    is_plain_path,
    require_permission,
)
from tests.rows import check_each


@pytest.mark.parametrize(
    "path",
    ["data", "data.items[0].name", "_a1", '"user-id".x', "a[-1]", "[0]", "[0][1].b", "@", 'a."é"'],
)
def test_a_path_of_members_and_entries_is_plain(path):
    assert is_plain_path(path)


NOT_PLAIN = [
    *("", " a", "a.", "a.*", "a[]", "a[*]", "a[0:1]", "a[?b]", "a|b", "a||b", "length(a)"),
    *("{a: b}", "[a, b]", "`1`", "'a'", "a.@", "!a", "&a", "a.[0]", "a\n", '"a', "a" * 1_001),
]


def test_everything_else_is_an_expression():
    def check_row(path):
        assert not is_plain_path(path)

    check_each(NOT_PLAIN, check_row)


def test_permission_is_given_for_a_block():
    require_permission()
    with pytest.raises(NotAllowedHere):
        Context().run(require_permission)


@pytest.mark.parametrize(
    "pattern", ["^[0-9a-f]{8}$", r"\d+", "(?i)error", "größe", r"[\x00-\x1f]", "(a+)+$"]
)
def test_a_usual_regular_expression_is_looked_at_everywhere(pattern):
    assert Context().run(is_pattern_read_here, pattern)


@pytest.mark.parametrize(
    "pattern",
    ["[\0-\uffff]", r"[\0-\uffff]", r"[\U00000000-\U0010ffff]", "(?i)[a-z]", "(?s-i:[ -~])"]
    + ["x" * (LONGEST_READ_HERE + 1)],
)
def test_one_with_wide_ranges_is_looked_at_only_where_it_may_take_long(pattern):
    assert not Context().run(is_pattern_read_here, pattern)
    assert is_pattern_read_here(pattern)


def test_a_long_path_is_looked_at_only_where_it_may_take_long():
    long = "a." * LONGEST_READ_HERE + "a"
    assert not Context().run(is_path_read_here, long)
    assert is_path_read_here(long)
    assert Context().run(is_path_read_here, "a.*")
