import json

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.request.conversation import Capture, Conversation, ResponseTest
from aiurdesk.core.request.request import FileValue, Header, OffRow, SavedRequest
from aiurdesk.core.tab_state import TabState
from aiurdesk.core.window_state import WindowState, parse_window_state, window_record
from tests.core.collection.requests import BODIES

TEXT = st.text(max_size=8)
VALUE = TEXT | st.lists(TEXT, max_size=3).map(tuple) | st.builds(FileValue, TEXT, TEXT, TEXT)
OFF_ROWS = st.lists(st.builds(OffRow, st.integers(0, 9), TEXT, VALUE), max_size=2).map(tuple)
TESTS = st.builds(ResponseTest, TEXT, TEXT | st.integers() | st.tuples(TEXT), TEXT, TEXT)
REQUESTS = st.builds(
    SavedRequest,
    endpoint_id=TEXT,
    url=TEXT,
    method=TEXT,
    values=st.lists(st.tuples(TEXT, VALUE), max_size=3).map(tuple),
    headers=st.lists(st.builds(Header, TEXT, TEXT), max_size=3).map(tuple),
    credential=st.none() | TEXT,
    body=BODIES,
    values_off=OFF_ROWS,
    headers_off=OFF_ROWS,
    tests=st.lists(TESTS, max_size=2).map(tuple),
    captures=st.lists(st.builds(Capture, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    conversation=st.builds(Conversation, close_code=st.integers(0, 9)),
)
TABS = st.builds(TabState, REQUESTS, is_edited=st.booleans(), name=TEXT, file=TEXT)


@st.composite
def states(draw):
    return WindowState(
        geometry=draw(TEXT),
        sidebar_tab=draw(TEXT),
        splitters=draw(st.dictionaries(TEXT, TEXT, max_size=3)),
        credentials=draw(st.dictionaries(TEXT, TEXT, max_size=3)),
        expanded=tuple(draw(st.lists(TEXT, max_size=3))),
        tabs=tuple(draw(st.lists(TABS, max_size=3))),
    )


@given(states())
def test_a_saved_state_is_read_unchanged(state):
    assert parse_window_state(json.loads(json.dumps(window_record(state)))) == (state, ())


LATER = {
    "tabs": [
        {"request": {"endpoint_id": "a"}, "later": 1},
        # As it was saved before a tab held a saved request.
        {"endpoint_id": "b", "later": 2},
    ],
    "panes": [3],
}


def test_unknown_members_are_not_mistakes():
    state, mistakes = parse_window_state(LATER)
    assert mistakes == ()
    assert [tab.request.endpoint_id for tab in state.tabs] == ["a", "b"]


@given(states())
def test_unknown_members_stay_and_all_others_are_replaced(state):
    old = {**window_record(WindowState(environment="Old", splitters={"gone": "1"})), "panes": [3]}
    record = window_record(state, (old,))
    assert record == {**window_record(state), "panes": [3]}


def test_unknown_members_follow_the_tab_they_belong_to():
    first, second = parse_window_state(LATER)[0].tabs
    edited = replace(second, request=replace(second.request, notes="typed"), is_edited=True)
    tabs = (TabState(SavedRequest(endpoint_id="new")), edited, first, first)
    written = window_record(WindowState(tabs=tabs), (LATER,))["tabs"]
    assert [tab.get("later") for tab in written] == [None, 2, 1, None]
    assert written[1].keys() == {*TabState.__struct_fields__, "later"}
    # What has its default is left out.
    assert written[2]["request"] == {"endpoint_id": "a"}


def test_unknown_members_stay_with_an_unchanged_tab_rather_than_with_one_of_its_request():
    unchanged = TabState(SavedRequest(endpoint_id="a"))
    edited = replace(unchanged, is_edited=True)
    written = window_record(WindowState(tabs=(edited, unchanged)), (LATER,))["tabs"]
    assert [tab.get("later") for tab in written] == [None, 1]


def test_unknown_members_of_a_file_that_is_taken_over_stay():
    state = parse_window_state(LATER)[0]
    record = window_record(state, ({"panes": [4], "tabs": 7}, LATER))
    assert [record["panes"], record["tabs"][0]["later"]] == [[4], 1]


def test_each_mistake_is_told_and_the_rest_is_used():
    state, mistakes = parse_window_state(
        {"tabs": [{"request": {"endpoint_id": "a"}}, {"request": 3}], "splitters": {"main": 3}}
    )
    assert [tab.request.endpoint_id for tab in state.tabs] == ["a", ""]
    assert mistakes == (
        "splitters: main should be text, not 3",
        "tab 2: request: should be an object with members, not 3",
    )


def test_a_window_without_anything_in_it():
    assert parse_window_state({"tabs": []}) == (WindowState(), ())
