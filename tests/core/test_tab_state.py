from aiurdesk.core.request.request import SendOptions
from aiurdesk.core.tab_state import parse_tabs


def test_one_broken_tab_does_not_take_the_others_along():
    tabs, mistakes = parse_tabs([{"endpoint_id": "a"}, {"values": [["name", 3]]}, 7])
    assert [tab.endpoint_id for tab in tabs] == ["a", "", ""]
    assert len(mistakes) == 2
    assert mistakes[0].startswith("tab 2: values should hold text")


def test_pairs_of_another_shape_are_told():
    _, mistakes = parse_tabs([{"headers": [["one"]]}])
    assert mistakes == [
        'tab 1: headers should hold pairs such as ["name", "value"], not [\'one\']',
    ]


def test_options_come_back_and_others_are_told():
    options = {"timeout_ms": 5, "is_recorded": False}
    (tab, _), mistakes = parse_tabs([{"options": options}, {"options": {"timeout_ms": "5"}}])
    assert tab.options == SendOptions(timeout_ms=5, is_recorded=False)
    assert [mistake.partition(", not")[0] for mistake in mistakes] == [
        "tab 2: options should be the options of a request"
    ]
