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
