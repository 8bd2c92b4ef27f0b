from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import Conversation, SocketMessage
from aiurdesk.core.request.edit_state import (
    EditPlace,
    EditState,
    Row,
    StepStates,
    changed_span,
    edit_between,
    expectation_rows,
    undoable,
    undone,
)
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    Request,
    SavedRequest,
    SendOptions,
    TextBody,
)
from aiurdesk.core.request.typed import Typed

TWO = EditState(values=(Row("A", "one"), Row("B", "", is_sent=False)))


ADDED = "Add frame test"


def with_b(value, *, is_sent=True):
    return EditState(values=(Row("A", "one"), Row("B", value, is_sent=is_sent)))


EDITS = (
    (TWO, with_b("x"), "Change B"),
    (TWO, with_b(""), "Include B"),
    (with_b("x"), with_b("x", is_sent=False), "Leave out B"),
    (TWO, EditState(values=TWO.values[:1]), "Remove parameter"),
    (TWO, EditState(values=(*TWO.values, Row("", ""))), "Add parameter"),
    (TWO, EditState(values=(Row("A", ""), Row("B", "", is_sent=False))), "Change A"),
    (with_b("x"), EditState(values=(Row("A", ""), Row("B", ""))), "Clear all values"),
    (with_b("x"), EditState(values=(Row("A", "1"), Row("B", "2"))), "Change several values"),
    (EditState(address="a"), EditState(address="b"), "Change address"),
    (replace(TWO, address="a?A=1"), replace(with_b("x"), address="b?A=1"), "Change address"),
    (replace(TWO, address="a?A=1"), replace(with_b("x"), address="a?A=2"), "Change B"),
    (EditState(), EditState(Request(Typed(""), method="POST")), "Change method"),
    (EditState(), EditState(headers=(Row("", ""),)), "Add header"),
    (with_b(("a",)), with_b(("a", "")), "Change B"),
    (with_b("x"), with_b(FileValue("/x", "x")), "Change B"),
    (TWO, EditState(values=TWO.values[::-1]), "Move parameter"),
    (
        EditState(values=(*TWO.values, Row("C", "c"))),
        EditState(values=(Row("C", "c"), TWO.values[1], TWO.values[0])),
        "Change several values",
    ),
    (EditState(), EditState(frame_tests=(Row("text", ("1", "", "equals", "a")),)), ADDED),
    (
        EditState(expectations=(Row("time", "10"),)),
        EditState(expectations=(Row("time", "1"),)),
        "Change time",
    ),
)
"""State before and after an edit, and its name."""


def test_an_edit_is_named_by_what_it_changed():
    names = [edit_between(before, after).text for before, after, _ in EDITS]
    assert names == [name for _, _, name in EDITS]


@pytest.mark.parametrize(
    ("before", "after", "typing"),
    [
        ("", "a", True),
        ("ab", "axb", True),
        ("abc", "ac", True),
        ("abc", "x", True),
        ("abc", "", True),
        ("aaaa", "aaa", True),
        ("", "pasted", False),
        ("", "ab", False),
        ("6da0", "77ff", False),
        ("", "[]", True),
        ("[]", "[[]]", True),
        ('{"a": }', '{"a": ""}', True),
        ("{}", "{\n  \n}", True),
        ("  a", "  a\n  ", True),
        ("", "[1]", False),
        ("", " pasted", False),
        ("a\nb", "  a\n  b", False),
    ],
)
def test_typing_inserts_at_most_one_character_and_what_comes_with_it(before, after, typing):
    assert edit_between(with_b(before), with_b(after)).is_typing is typing


def test_typing_in_the_same_text_is_one_step():
    first = edit_between(TWO, with_b("x"))
    assert edit_between(with_b("x"), with_b("xy")).continues(first)
    assert not edit_between(with_b("x"), with_b("x, pasted")).continues(first)
    other = EditState(values=(Row("A", "one2"), Row("B", "x")))
    assert not edit_between(with_b("x"), other).continues(first)


def test_items_of_a_list_and_name_and_value_are_different_texts():
    first = edit_between(with_b(("", "")), with_b(("a", "")))
    second = edit_between(with_b(("a", "")), with_b(("a", "b")))
    assert not second.continues(first)
    name = edit_between(EditState(headers=(Row("", ""),)), EditState(headers=(Row("X", ""),)))
    value = edit_between(EditState(headers=(Row("X", ""),)), EditState(headers=(Row("X", "1"),)))
    assert (name.field, name.index, name.text) == (EditPlace.HEADERS, 0, "Change X")
    assert not value.continues(name)


@given(st.text(), st.text(), st.characters())
def test_one_typed_character_is_typing_wherever_it_stands(start, end, character):
    edit = edit_between(EditState(address=start + end), EditState(address=start + character + end))
    assert edit.is_typing


def with_body(body):
    return EditState(Request(Typed(""), body=body))


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (None, JsonBody(), "Choose another kind of body"),
        (JsonBody("1"), TextBody("1"), "Choose another kind of body"),
        (JsonBody("1"), JsonBody("12"), "Change body"),
        (GraphqlBody("{a}"), GraphqlBody("{ab}"), "Change query"),
        (GraphqlBody("{a}"), GraphqlBody("{a}", "{"), "Change variables"),
        (GraphqlBody("{a}", "", "A"), GraphqlBody("{a}", "", "B"), "Change operation"),
        (TextBody("a"), TextBody("a", "text/xml"), "Change content type"),
        (FileBody("/a"), FileBody("/b"), "Change body"),
        (FormBody(), FormBody((Row("", ""),)), "Add field"),
        (FormBody((Row("a", "1"),)), FormBody((Row("a", "1", is_sent=False),)), "Leave out a"),
    ],
)
def test_an_edit_of_the_body_is_named_by_what_it_changed(before, after, text):
    edit = edit_between(with_body(before), with_body(after))
    assert (edit.text, edit.field) == (text, EditPlace.BODY)


def test_typing_in_a_body_is_one_step():
    first = edit_between(with_body(JsonBody("1")), with_body(JsonBody("12")))
    assert edit_between(with_body(JsonBody("12")), with_body(JsonBody("123"))).continues(first)
    other = edit_between(with_body(TextBody("1")), with_body(TextBody("1", "text/plai")))
    assert not other.continues(first)


def test_tests_and_captures_are_rows_too():
    row = Row("HTTP status", ("", "", ""))
    added = edit_between(EditState(), EditState(tests=(row,)))
    assert (added.text, added.field, added.index) == ("Add test", EditPlace.TESTS, 0)
    typed = EditState(tests=(Row("HTTP status", ("", "", "2")),))
    change = edit_between(EditState(tests=(row,)), typed)
    assert (change.text, change.part, change.is_typing) == ("Change HTTP status", 3, True)
    captured = edit_between(EditState(), EditState(captures=(Row("id", ("value", "a")),)))
    assert (captured.text, captured.field) == ("Add capture", EditPlace.CAPTURES)


@pytest.mark.parametrize(("within_ms", "typed_s"), [(500, "0.5"), (1_234_567, "1234.567")])
def test_what_is_expected_beside_tests_is_three_rows(within_ms, typed_s):
    rows = expectation_rows(
        SavedRequest(conversation=Conversation(frame_count=2, within_ms=within_ms, close_code=1000))
    )
    assert [row.value for row in rows] == ["2", typed_s, "1000"]


GREETING = SocketMessage("hello", name="Greeting")
SAID = Conversation(
    subprotocols=("chat", "superchat"), messages=(GREETING, SocketMessage("AAE=", "base64"))
)


def with_said(conversation):
    request = replace(custom_request("wss://h/"), conversation=conversation)
    return EditState(undoable(request))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"messages": SAID.messages[:1]}, "Remove message"),
        ({"messages": (*SAID.messages, GREETING)}, "Add message"),
        ({"messages": SAID.messages[::-1]}, "Move message"),
        ({"messages": (replace(GREETING, name="Hello"), SAID.messages[1])}, "Change Hello"),
        ({"messages": (GREETING, SocketMessage("AAI=", "base64"))}, "Change message"),
        ({"subprotocols": ("chat",)}, "Change subprotocols"),
        ({"ping_every_ms": 0}, "Change pings"),
        ({"idle_ms": 1500}, "Change silence"),
        ({"is_reconnecting": True}, "Change reconnecting"),
    ],
)
def test_messages_and_options_are_rows_that_lead_back_to_them(change, text):
    changed = replace(SAID, frame_count=2, **change)
    edit = edit_between(with_said(SAID), with_said(changed))
    assert edit.text == text
    assert edit.field in (EditPlace.MESSAGES, EditPlace.SOCKET_OPTIONS)
    request = replace(custom_request("wss://h/"), conversation=changed)
    assert undone(request, with_said(SAID)).conversation == replace(SAID, frame_count=2)


def test_two_names_that_are_given_to_a_message_are_two_steps():
    names = [
        replace(SAID, messages=(SocketMessage("hello", name=name),)) for name in ("", "a", "b")
    ]
    first, second = (edit_between(with_said(a), with_said(b)) for a, b in pairwise(names))
    assert not second.continues(first)


def test_a_field_that_is_edited_as_a_whole_has_its_words():
    request = custom_request("https://h/")
    before = EditState(undoable(request))
    other = replace(request, options=SendOptions(timeout_ms=5))
    after = EditState(undoable(other))
    edit = edit_between(before, after)
    assert (edit.text, edit.field, edit.is_typing) == ("Change options", "options", False)
    assert undone(request, after) == replace(other, method="GET")


def test_what_is_no_step_of_undo_stays_as_it_is():
    request = replace(custom_request("https://h/"), notes="a", credential="Work", folder="/f")
    other = replace(request, notes="b", credential=None, folder="/g")
    assert undoable(other) == undoable(request)
    back = undone(other, EditState(undoable(request.with_url("https://before/"))))
    assert (back.url, back.notes, back.credential, back.folder) == (
        "https://before/",
        "b",
        None,
        "/g",
    )


def test_the_choice_of_a_dialect_is_a_step_of_undo():
    request = custom_request("https://h/")
    other = replace(request, dialect="slack")
    states = [EditState(undoable(one)) for one in (request, other)]
    assert edit_between(*states).text == "Change dialect"
    assert undone(other, states[0]).dialect == ""


def state_of(text):
    return EditState(replace(custom_request("https://h/"), body=JsonBody(text)))


def test_a_step_keeps_of_a_long_body_only_what_differs():
    long = "0123456789" * 10_000
    before = state_of(long)
    after = state_of(long[:500] + "new" + long[510:])
    step = StepStates.of(before, after)
    assert step.before(after) == before
    assert step.after(before) == after
    assert not [text for text in msgspec.structs.astuple(step) if len(str(text)) > 10_000]
    assert step.size_bytes < 1_000


def test_a_step_that_makes_a_body_long_keeps_both():
    before, after = state_of("1"), state_of("2" * 100_000)
    step = StepStates.of(before, after)
    assert (step.before(after), step.after(before)) == (before, after)
    assert 100_000 <= step.size_bytes < 101_000


def test_texts_that_both_states_hold_are_counted_once():
    long, other = "a" * 40_000, "b" * 30_000
    before = EditState(values=(Row("x", long),))
    after = EditState(values=(Row("x", long), Row("y", other)))
    assert 30_000 <= StepStates.of(before, after).size_bytes < 31_000


@pytest.mark.parametrize(
    ("before", "after", "span"),
    [
        ("a" * 200_000, "a" * 200_001, (200_000, 200_001)),
        ("x" + "a" * 200_000, "y" + "a" * 200_000, (0, 1)),
        ("ab" * 100_000, "ab" * 50_000 + "cd" + "ab" * 50_000, (100_000, 100_002)),
        ("a" * 200_000, "a" * 100_000, (100_000, 100_000)),
    ],
)
def test_what_differs_in_long_texts_is_found(before, after, span):
    start, end = changed_span(before, after)
    assert (start, end) == span
    assert before[:start] + after[start:end] + before[len(before) - len(after) + end :] == after
