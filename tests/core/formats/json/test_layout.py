import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.formats.json.layout import compacted, formatted, mended
from tests.json_trees import read_tree

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def test_members_stand_in_lines_and_values_are_unchanged():
    text = '{"b":1.50,"a":[],"c":{"d":[1,"x, }"]},"b":%s}' % ("9" * 5000)
    assert formatted(text) == (
        '{\n  "b": 1.50,\n  "a": [],\n  "c": {\n    "d": [\n      1,\n      "x, }"\n    ]\n  },\n'
        '  "b": %s\n}'
    ) % ("9" * 5000)


def test_variables_stay_in_the_place_of_values():
    assert formatted('{"id":{{id}},"a":[{{ $uuid }},"{{x}} {{"],"b":{{secret:My key}}}') == (
        '{\n  "id": {{id}},\n  "a": [\n    {{ $uuid }},\n    "{{x}} {{"\n  ],\n'
        '  "b": {{secret:My key}}\n}'
    )


@pytest.mark.parametrize(
    "text", ["{{a}} {{b}}", "{{{a}}: 1}", "", "{", "{} {}", "[1,]", '"', "[" * 100_000]
)
def test_what_is_not_json_is_not_laid_out(text):
    assert formatted(text) is None


@given(VALUES, st.sampled_from([None, 0, 3]))
def test_the_layout_is_the_same_as_of_a_response_and_keeps_the_value(value, indent):
    text = json.dumps(value, indent=indent)
    laid_out = formatted(text)
    assert laid_out == "\n".join(read_tree(text).pretty_lines())
    assert json.loads(laid_out) == value


def test_compact_json_has_no_spaces_between_its_parts():
    assert compacted('{ "a b" : [ 1.50, {{ id }} ] }\n') == '{"a b":[1.50,{{ id }}]}'
    assert compacted("{") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{a: 1, // x\n "b": [1, 2,], /* y */ c: null}', '{"a": 1, \n "b": [1, 2],  "c": null}'),
        ("{'it': 'say \"x\" and \\'y\\''}", '{"it": "say \\"x\\" and \'y\'"}'),
        ('{"u": "http://x/*y", v: {{id}},}', '{"u": "http://x/*y", "v": {{id}}}'),
        ("[0x1F, +1., .5, {{a}},]", "[31, 1.0, 0.5, {{a}}]"),
    ],
)
def test_what_is_nearly_json_is_mended(text, expected):
    assert mended(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        "{",
        "",
        "a, b",
        '"//"',
        "{/* unended",
        "/*" * 200_000,
        "'" * 99_999,
        "[" * 100_000,
    ],
)
def test_json_and_what_is_something_else_is_not_mended(text):
    assert mended(text) is None
