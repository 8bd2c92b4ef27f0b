import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.problem import FixAction
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.ui.response.fix_buttons import FixButtons
from aiurdesk.ui.response.message_text import MessageText
from aiurdesk.ui.response.verdict_banner import VerdictBanner
from aiurdesk.ui.widgets.throttle import CountdownButton
from tests.ui.response.exchanges import (
    INVALID_INPUT,
    PENDING,
    a_failed_exchange,
    an_answer,
    an_exchange,
)


@pytest.fixture
def banner(qtbot, theme, listener):
    made = VerdictBanner(theme, listener.fix_chosen.emit)
    made.set_available_actions(FixAction)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(600, 300)
    made.show()
    return made


def test_what_a_screen_reader_says_of_a_long_message_is_as_long_as_what_is_shown(banner):
    message = "\U0001f600" * 100_000
    banner.show_exchange(
        an_exchange(verdict=msgspec.structs.replace(INVALID_INPUT, message=message))
    )
    said = banner.accessibleDescription()
    assert len(said) < 10_000
    assert "more characters" in said
    assert "Suggested fix: Check channelId." in said
    assert len(message_field(banner).toPlainText()) < 10_000


def part(banner, name):
    """Return a label of the banner by the end of its object name."""
    return banner.findChild(QLabel, f"verdict-{name}")


def label(banner, name):
    child = banner.findChild(QLabel, f"verdict-{name}")
    return child.text() if child.isVisible() else None


def message(banner):
    text = banner.findChild(MessageText)
    return text.toPlainText() if text.isVisible() else None


def message_field(banner):
    """Return the field with the message of the service."""
    return next(f for f in banner.findChildren(MessageText) if "Message" in f.accessibleName())


def details_field(banner):
    """Return the field with the errors from the service."""
    return next(
        f
        for f in banner.findChildren(MessageText)
        if f.accessibleName() == "Errors from the service"
    )


def buttons(banner):
    return [button.text() for button in shown_buttons(banner)]


def shown_buttons(banner):
    return [b for b in banner.findChild(FixButtons).findChildren(QPushButton) if b.isVisible()]


def shown_lines(banner):
    """Return the lines of all texts that are shown."""
    visible = [label.text() for label in banner.findChildren(QLabel) if label.isVisible()]
    visible += [text.toPlainText() for text in banner.findChildren(MessageText) if text.isVisible()]
    return {line for text in visible for line in text.splitlines()}


def press(banner, text):
    (button,) = [button for button in shown_buttons(banner) if button.text() == text]
    button.click()


def test_it_says_what_the_response_means_and_what_to_do(banner):
    banner.show_exchange(an_exchange())
    assert label(banner, "code") == "−10"
    assert label(banner, "headline") == "The input value type is invalid"
    assert label(banner, "severity") == "Input · InvalidInput"
    assert label(banner, "facts") == "23 ms · HTTP/2 · 200 · 110 B"
    assert message(banner) == "“Your API call contains an invalid parameter.”"
    assert label(banner, "meaning") == INVALID_INPUT.meaning
    assert "Suggested fix</b> — Check channelId." in label(banner, "fix")
    assert buttons(banner) == ["Go to channelId", "Show the specification"]


def test_it_can_be_read_without_seeing_it(banner):
    banner.show_exchange(an_exchange())
    assert banner.accessibleName() == "Verdict"
    assert banner.accessibleDescription() == (
        "−10 Input: The input value type is invalid "
        "“Your API call contains an invalid parameter.” "
        "A parameter is missing or does not match its specification. "
        "Suggested fix: Check channelId."
    )


def test_a_response_is_announced(banner, monkeypatch):
    said = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event))
    banner.show_exchange(an_exchange())
    assert [event.message() for event in said] == ["−10, invalid input, 23 milliseconds"]


@pytest.mark.parametrize("severity", Severity)
def test_severity_is_told_by_colour_icon_and_word(banner, severity):
    banner.show_exchange(
        an_exchange(verdict=msgspec.structs.replace(INVALID_INPUT, severity=severity))
    )
    assert banner.property("severity") == severity.value
    assert not part(banner, "icon").pixmap().isNull()
    if severity is Severity.SUCCESS:
        fold_button(banner).click()
    assert label(banner, "severity").startswith(SEVERITY_WORDS[severity])


def test_colours_follow_the_theme(banner, theme):
    banner.show_exchange(an_exchange())
    before = label(banner, "fix")
    theme.apply(ColourScheme.DARK, 100)
    assert label(banner, "fix") != before


def test_a_fix_travels_as_a_value(banner, listener, qtbot):
    banner.show_exchange(an_exchange())
    with qtbot.waitSignal(listener.fix_chosen) as signal:
        shown_buttons(banner)[0].click()
    assert signal.args == [INVALID_INPUT.fixes[1]]


def test_fixes_that_the_window_cannot_do_have_no_button(banner):
    banner.set_available_actions({FixAction.SHOW_DOCS})
    banner.show_exchange(an_exchange())
    assert buttons(banner) == ["Show the specification"]
    done = frozenset({(FixAction.SHOW_DOCS, fix.target) for fix in INVALID_INPUT.fixes})
    banner.set_available_actions({FixAction.SHOW_DOCS}, done)
    assert buttons(banner) == []
    banner.set_available_actions(())
    assert buttons(banner) == []


def test_resending_later_is_chosen_at_the_end_of_the_countdown(banner, listener, qtbot):
    banner.show_exchange(an_exchange(verdict=PENDING))
    (countdown,) = banner.findChildren(CountdownButton)
    countdown.findChild(QTimer).setInterval(1)
    with qtbot.waitSignal(listener.fix_chosen) as signal:
        countdown.click()
    assert signal.args == [PENDING.fixes[1]]


def test_another_response_ends_the_countdown(banner, listener, qtbot):
    banner.show_exchange(an_exchange(verdict=PENDING))
    (countdown,) = banner.findChildren(CountdownButton)
    countdown.findChild(QTimer).setInterval(1)
    with qtbot.assertNotEmitted(listener.fix_chosen, wait=30):
        countdown.click()
        banner.show_exchange(an_exchange())


def test_clearing_gives_the_countdown_up(banner, listener, qtbot):
    banner.show_exchange(an_exchange(verdict=PENDING))
    (countdown,) = banner.findChildren(CountdownButton)
    countdown.findChild(QTimer).setInterval(1)
    with qtbot.assertNotEmitted(listener.fix_chosen, wait=30):
        countdown.click()
        banner.clear()
    assert banner.accessibleDescription() == ""


def test_without_code_message_or_fix_their_places_are_empty(banner):
    verdict = Verdict(VerdictKind.BARE_STATUS, Severity.INPUT, "Nothing is at this address")
    banner.show_exchange(an_exchange(an_answer(status=404), verdict))
    assert label(banner, "code") == "404"
    assert label(banner, "severity") == "Input"
    assert message(banner) is None
    assert label(banner, "fix") is None
    assert buttons(banner) == []


def test_without_a_code_all_begins_at_the_same_edge(banner, qtbot):
    banner.show_exchange(a_failed_exchange())

    def left(widget):
        return widget.mapTo(banner, QPoint()).x()

    qtbot.waitUntil(lambda: left(part(banner, "headline")) == left(part(banner, "fix")))


def test_a_message_that_needs_attention_is_emphasised(banner):
    banner.show_exchange(an_exchange())
    assert not message_field(banner).font().bold()
    notice = msgspec.structs.replace(INVALID_INPUT, severity=Severity.NOTICE)
    banner.show_exchange(an_exchange(verdict=notice))
    assert message_field(banner).font().bold()


def test_a_failure_has_neither_code_nor_protocol(banner):
    banner.show_exchange(a_failed_exchange())
    assert label(banner, "code") is None
    assert label(banner, "facts") == "3.2 ms"
    assert buttons(banner) == ["Resend"]


def test_nothing_that_the_service_complained_about_is_dropped(banner):
    verdict = msgspec.structs.replace(
        INVALID_INPUT,
        field_errors={"channelId": ("The value 'two' is not valid.",)},
        other_errors=("The Name field is required.",),
        notes=(
            "HTTP 200 carries −10; the table of result codes says HTTP 400.",
            "Followed one redirect.",
        ),
    )
    banner.show_exchange(an_exchange(verdict=verdict))
    assert details_field(banner).toPlainText() == (
        "channelId: The value 'two' is not valid.\nThe Name field is required."
    )
    assert label(banner, "notes") == "\n".join(verdict.notes)


def test_a_very_long_message_is_clipped_until_all_is_asked_for(banner):
    verdict = msgspec.structs.replace(INVALID_INPUT, message="trouble " * 2000, fixes=())
    banner.show_exchange(an_exchange(verdict=verdict))
    height = message_field(banner).height()
    (show_all,) = shown_buttons(banner)
    assert show_all.text() == "Show all"
    show_all.click()
    assert show_all.text() == "Show less"
    assert message_field(banner).height() > height
    banner.show_exchange(an_exchange(verdict=msgspec.structs.replace(INVALID_INPUT, fixes=())))
    assert buttons(banner) == []


def test_what_has_no_room_comes_when_all_is_asked_for(banner):
    verdict = msgspec.structs.replace(
        INVALID_INPUT,
        field_errors={"channelId": ("The value 'two' is not valid.",)},
        notes=("HTTP 200 carries −10; the table of result codes says HTTP 400.",),
    )
    (complaint,) = verdict.field_errors["channelId"]
    left_out = {verdict.meaning, f"channelId: {complaint}", verdict.notes[0]}
    banner.set_room(1)
    banner.show_exchange(an_exchange(verdict=verdict))
    assert message(banner) == f"“{verdict.message}”"
    assert label(banner, "fix") is not None
    assert left_out & shown_lines(banner) == set()
    assert set(buttons(banner)) == {"Go to channelId", "Show the specification", "Show all"}
    press(banner, "Show all")
    assert left_out <= shown_lines(banner)
    press(banner, "Show less")
    assert left_out & shown_lines(banner) == set()
    press(banner, "Show all")
    banner.set_room(1000)
    assert label(banner, "meaning") == verdict.meaning
    assert label(banner, "notes") == verdict.notes[0]
    press(banner, "Show less")
    assert left_out <= shown_lines(banner)
    assert "Show all" not in buttons(banner)


def test_a_narrow_banner_has_its_texts_below_the_code(banner, qtbot):
    banner.show_exchange(an_exchange())
    left = part(banner, "icon").x()

    def message_left() -> int:
        return int(message_field(banner).mapTo(banner, QPoint()).x())

    # How wide it has to be depends on the font.
    banner.resize(1200, 300)
    qtbot.waitUntil(lambda: message_left() > part(banner, "code").geometry().right())
    banner.resize(360, 400)
    qtbot.waitUntil(lambda: message_left() == left)
    assert (
        part(banner, "facts").mapTo(banner, QPoint()).y()
        > part(banner, "headline").geometry().bottom()
    )
    banner.resize(1200, 300)
    qtbot.waitUntil(lambda: message_left() > part(banner, "code").geometry().right())


def test_tab_goes_through_the_banner_from_top_to_bottom(banner):
    verdict = msgspec.structs.replace(INVALID_INPUT, docs="https://docs.example/7")
    banner.show_exchange(an_exchange(verdict=verdict))
    banner.show_exchange(an_exchange(verdict=verdict))
    stops: list[object] = []
    widget = message_field(banner)
    while len(stops) < 6:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(widget.text() if isinstance(widget, QPushButton) else widget)
        widget = widget.nextInFocusChain()
    assert stops == [
        message_field(banner),
        details_field(banner),
        "Go to channelId",
        "Show the specification",
        "Read about it on docs.example",
        "Show all",
    ]


def test_markup_of_a_service_is_never_run(banner):
    verdict = msgspec.structs.replace(INVALID_INPUT, message="<b>bold</b>", headline="<i>x</i>")
    banner.show_exchange(an_exchange(verdict=verdict))
    assert message(banner) == "“<b>bold</b>”"
    assert label(banner, "headline") == "<i>x</i>"


def fold_button(banner):
    return banner.findChild(QToolButton, "fold_verdict")


def test_it_folds_to_one_line_and_a_click_opens_it(banner, qtbot):
    banner.show_exchange(an_exchange())
    lines, height = shown_lines(banner), banner.heightForWidth(600)
    assert fold_button(banner).accessibleName() == "Fold the verdict"
    fold_button(banner).click()
    assert shown_lines(banner) == {
        "−10",
        "The input value type is invalid",
        "“Your API call contains an invalid parameter.”",
        "23 ms · HTTP/2 · 200 · 110 B",
    }
    assert buttons(banner) == []
    assert banner.heightForWidth(600) < 60 < height
    assert fold_button(banner).accessibleName() == "Show the whole verdict"
    # What can be done may change meanwhile.
    banner.set_available_actions({FixAction.FOCUS_PARAMETER})
    banner.set_available_actions(FixAction)
    assert buttons(banner) == []
    # On a label, too.
    qtbot.mouseClick(part(banner, "code"), Qt.MouseButton.LeftButton)
    assert shown_lines(banner) == lines
    assert part(banner, "tests").isHidden()
    assert banner.heightForWidth(600) >= height


def test_it_stays_as_it_is_until_the_next_response(banner):
    banner.show_exchange(an_exchange())
    lines = shown_lines(banner)
    fold_button(banner).click()
    folded = shown_lines(banner)
    for width, room in ((420, 80), (900, 1000), (600, 300)):
        banner.resize(width, 300)
        banner.set_room(room)
        assert fold_button(banner).accessibleName() == "Show the whole verdict"
    assert shown_lines(banner) == folded
    banner.show_exchange(an_exchange())
    assert shown_lines(banner) == lines


def test_a_countdown_that_runs_is_seen_in_one_line_too(banner):
    banner.show_exchange(an_exchange(verdict=PENDING))
    countdown = banner.findChild(CountdownButton)
    countdown.click()
    fold_button(banner).click()
    assert countdown.isVisible()
    countdown.click()
    banner.set_available_actions(FixAction)
    assert buttons(banner) == []


SUCCESS = msgspec.structs.replace(
    INVALID_INPUT, severity=Severity.SUCCESS, code=0, headline="Completed", fixes=()
)


def test_a_success_is_one_line(banner):
    banner.show_exchange(an_exchange(verdict=SUCCESS))
    assert shown_lines(banner) == {
        "0",
        "Completed",
        "“Your API call contains an invalid parameter.”",
        "23 ms · HTTP/2 · 200 · 110 B",
    }
    assert buttons(banner) == []
    line = banner.heightForWidth(600)
    assert line < 2 * part(banner, "code").height() + 20
    # Nothing moves when the body has been read.
    banner.show_entries(9)
    assert label(banner, "facts") == "23 ms · HTTP/2 · 200 · 110 B · 9 entries"
    assert banner.heightForWidth(600) == line
    fold_button(banner).click()
    assert label(banner, "meaning") == INVALID_INPUT.meaning
    banner.show_exchange(an_exchange())
    assert label(banner, "meaning") == INVALID_INPUT.meaning
    banner.show_entries(9)
    assert "entries" not in label(banner, "facts")


def test_a_success_stays_one_line_and_says_less_where_there_is_little_room(banner):
    banner.show_exchange(an_exchange(verdict=SUCCESS))
    banner.show_entries(9)
    facts, headline = part(banner, "facts"), part(banner, "short-headline")

    def top_of(widget):
        return widget.mapTo(banner, QPoint()).y()

    line, seen = banner.heightForWidth(900), []
    for width in range(900, 150, -10):
        banner.resize(width, 300)
        assert banner.heightForWidth(width) == line
        assert top_of(facts) < top_of(headline) + headline.height()
        assert facts.isHidden() or facts.width() >= facts.sizeHint().width()
        seen.append((part(banner, "short-message").isVisible(), facts.text()))
    assert list(dict.fromkeys(seen)) == [
        (True, "23 ms · HTTP/2 · 200 · 110 B · 9 entries"),
        (False, "23 ms · HTTP/2 · 200 · 110 B · 9 entries"),
        (False, "23 ms · 200 · 110 B · 9 entries"),
        (False, "23 ms · 200 · 9 entries"),
        (False, "23 ms · 9 entries"),
        (False, "23 ms"),
        (False, ""),
    ]
    # All of it is in the tool tip, and comes back with the room.
    assert facts.toolTip() == "23 ms · HTTP/2 · 200 · 110 B · 9 entries"
    banner.resize(900, 300)
    assert facts.text() == facts.toolTip()
    assert part(banner, "short-message").isVisible()


def test_a_success_offers_what_can_be_done_next(banner):
    verdict = msgspec.structs.replace(SUCCESS, fixes=INVALID_INPUT.fixes)
    banner.show_exchange(an_exchange(verdict=verdict))
    assert buttons(banner) == ["Go to channelId", "Show the specification"]
    assert label(banner, "meaning") is None


def test_a_success_still_says_what_else_happened(banner):
    note = "The token was renewed, and the request sent again."
    banner.show_exchange(an_exchange(verdict=msgspec.structs.replace(SUCCESS, notes=(note,))))
    assert label(banner, "notes") == note
    assert label(banner, "meaning") is None
    banner.offer_dialect("Feishu")
    assert banner.offer.isVisible()


def test_a_code_that_is_a_long_text_has_a_line_of_its_own_where_there_is_little_room(banner, qtbot):
    verdict = msgspec.structs.replace(INVALID_INPUT, code="mapper_parsing_exception")
    banner.show_exchange(an_exchange(verdict=verdict))
    code, headline = part(banner, "code"), part(banner, "headline")

    def top_of(label):
        return label.mapTo(banner, QPoint()).y()

    assert abs(top_of(headline) - top_of(code)) < code.height()
    banner.resize(330, 400)
    qtbot.waitUntil(lambda: top_of(headline) >= top_of(code) + code.height())
    assert code.width() >= code.sizeHint().width()
    fold_button(banner).click()
    banner.layout().activate()
    assert top_of(part(banner, "short-headline")) < top_of(code) + code.height()


def test_the_dialect_is_named_and_offered(banner):
    verdict = msgspec.structs.replace(INVALID_INPUT, title="Slack Web API", dialect="slack")
    banner.show_exchange(an_exchange(verdict=verdict))
    assert banner.edge.isVisible()
    assert banner.findChild(QPushButton, "dialect").text() == "Slack Web API"
    banner.offer_dialect("Feishu")
    assert banner.offer.isVisible()
    fold_button(banner).click()
    assert not banner.edge.isVisible()
    assert banner.offer.isVisible()
    banner.show_exchange(a_failed_exchange())
    assert not banner.edge.isVisible()
    assert not banner.offer.isVisible()
