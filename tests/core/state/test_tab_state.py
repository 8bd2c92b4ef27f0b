from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.request import SendOptions
from aiurdesk.core.state.tab_state import TabState, parse_tab, parse_tabs, unknown_members


def test_one_broken_tab_does_not_take_the_others_along():
    broken = {"request": {"values": [["name", 3]], "endpoint_id": "b"}, "name": "Mine"}
    tabs, mistakes = parse_tabs([{"request": {"endpoint_id": "a"}}, broken, 7])
    # What is right of it is used.
    assert [(tab.request.endpoint_id, tab.name) for tab in tabs] == [
        ("a", ""),
        ("b", "Mine"),
        ("", ""),
    ]
    assert mistakes == [
        "tab 2: request: values[0][1] should be text, an object or a list, not 3",
        "tab 3: should be an object with members, not 7",
    ]


def test_options_come_back_and_others_are_told():
    options = {"timeout_ms": 5, "is_recorded": False}
    wrong = {"timeout_ms": "5"}
    (tab, _), mistakes = parse_tabs([{"request": {"options": some}} for some in (options, wrong)])
    assert tab.request.options == SendOptions(timeout_ms=5, is_recorded=False)
    assert mistakes == ["tab 2: request: options: timeout_ms should be a whole number, not '5'"]


def test_a_list_that_a_test_expects_comes_back():
    record = {"request": {"tests": [{"kind": "value", "expected": [1, ["a"]]}]}}
    (test,) = parse_tab(record)[0].request.tests
    assert test == ResponseTest("value", (1, ("a",)))


def test_members_of_a_later_version_are_told_from_those_before():
    assert unknown_members({"later": 1, "name": "a", "address": "b", "values": []}) == {"later": 1}


def test_a_tab_without_members_is_a_new_one():
    assert parse_tab({}) == (TabState(), ())
