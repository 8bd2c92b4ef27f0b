from msgspec.structs import replace

from aiurdesk.core.verdict.verdict import Fix, FixAction
from aiurdesk.ui.response.message_text import LEVELS, OPEN_LEVELS, description, suggestion
from tests.ui.response.exchanges import INVALID_INPUT, an_exchange

VERDICT = replace(
    INVALID_INPUT,
    message="No.",
    meaning="A value is wrong.",
    field_errors={"Name": ("too short", "not new")},
    other_errors=("Try again.",),
    notes=("A note.",),
    fixes=(Fix("Check <it>."), Fix("Go", FixAction.FOCUS_FORM)),
)


def test_errors_are_named_and_all_of_them_scroll_where_there_is_little_room():
    errors = ["Name: too short", "Name: not new", "Try again."]
    assert LEVELS[0].details(VERDICT) == errors
    assert OPEN_LEVELS[1].details(VERDICT) == ["A value is wrong.", *errors, "A note."]


def test_a_level_says_whether_it_leaves_something_out():
    no_details = replace(VERDICT, field_errors={}, other_errors=(), notes=())
    assert [level.leaves_out(VERDICT) for level in LEVELS] == [False, True, True]
    assert [level.leaves_out(no_details) for level in LEVELS] == [False, False, True]
    assert not any(level.leaves_out(replace(no_details, meaning="")) for level in LEVELS)


def test_a_screen_reader_gets_all_but_the_buttons():
    text = description(replace(an_exchange(), verdict=VERDICT), "−10", "Invalid")
    assert text == "−10 Input: Invalid “No.” A value is wrong. Suggested fix: Check <it>."


def test_a_suggestion_is_escaped_and_needs_words():
    assert suggestion(VERDICT, "#123456").endswith("</b> — Check &lt;it&gt;.")
    assert suggestion(replace(VERDICT, fixes=()), "#123456") == ""
