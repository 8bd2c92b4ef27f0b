import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QToolButton,
    QWidget,
)

from aiurdesk.core.api.endpoint import Choice, Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.preparing.form_rules import check
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import FileValue
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.form.autofill import Autofill
from aiurdesk.ui.form.form_panel import FormPanel
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.widgets.note import Note, WrappedLabel

K, L = ParameterKind, Location
PUSH = Endpoint(
    "stargate.message.pushmessage", "stargate", "Message", "PushMessage", "POST",
    "/Message/PushMessage",
    parameters=(
        Parameter("Quiet", K.BOOLEAN, L.FORM),
        Parameter("AccessToken", K.SECRET, L.FORM, required=True),
        Parameter("ChannelId", K.INTEGER, L.FORM, required=True, example="2"),
        Parameter("At", K.LIST, L.FORM),
        Parameter("Tag", K.TEXT, L.QUERY),
    ),
)  # fmt: skip


@pytest.fixture
def panel(qtbot, theme) -> FormPanel:
    panel = FormPanel(theme)
    qtbot.addWidget(panel)
    theme.apply_to(panel)
    panel.resize(500, 500)
    panel.show()
    return panel


def editor(panel: FormPanel, name: str) -> QLineEdit:
    return next(w for w in panel.findChildren(QLineEdit) if w.accessibleName() == name)


def notes(panel: FormPanel) -> list[str]:
    return [note.label.text() for note in panel.findChildren(Note) if note.isVisible()]


def fold(panel: FormPanel) -> QToolButton:
    return next(
        w for w in panel.findChildren(QToolButton) if w.accessibleName() == "Optional parameters"
    )


def test_required_fields_come_first_and_optional_ones_are_folded_away(panel):
    panel.set_request(PUSH)
    token, channel, tag = (editor(panel, name) for name in ("AccessToken", "ChannelId", "Tag"))
    assert token.isVisible()
    assert token.mapTo(panel, token.pos()).y() < channel.mapTo(panel, channel.pos()).y()
    assert not tag.isVisible()
    assert fold(panel).text() == "Optional parameters (3)"
    fold(panel).click()
    assert tag.isVisible()


def test_optional_fields_with_values_are_unfolded(panel):
    panel.set_request(PUSH, (("Tag", ""),))
    assert editor(panel, "Tag").isVisible()


def test_values_come_back_in_their_order_and_absent_ones_stay_absent(panel):
    values = (("Tag", ""), ("At", ("b", "a", "b")), ("ChannelId", "two"))
    panel.set_request(PUSH, values)
    assert panel.values() == values


def test_a_new_value_goes_to_the_end(panel, qtbot):
    panel.set_request(PUSH, (("Tag", "x"),))
    with qtbot.waitSignal(panel.values_changed):
        editor(panel, "ChannelId").setText("2")
    assert panel.values() == (("Tag", "x"), ("ChannelId", "2"))


def test_loading_emits_no_change(panel, qtbot):
    with qtbot.assertNotEmitted(panel.values_changed):
        panel.set_request(PUSH, (("Tag", "x"), ("At", ("a",))))


def test_the_pieces_of_a_list_are_joined(panel):
    panel.set_request(PUSH, (("at", "a"), ("At", ("b",))))
    assert panel.values() == (("At", ("a", "b")),)


def test_values_without_a_parameter_are_shown_and_kept(panel):
    values = (
        ("Tag", "a"), ("Tag", "b"), ("stray", "x"), ("many", ("y",)),
        ("file", FileValue("/a", "a")),
    )  # fmt: skip
    panel.set_request(PUSH, values)
    assert panel.values() == values
    told = " ".join(notes(panel))
    assert "Tag is given more than once" in told
    assert "has no parameter named stray" in told


def test_nothing_is_marked_before_the_first_sending(panel):
    panel.set_request(PUSH)
    assert notes(panel) == []
    panel.show_errors(check(PUSH, panel.values()))
    assert len(notes(panel)) == 2
    assert QApplication.focusWidget() in (None, editor(panel, "AccessToken"))


def test_errors_without_a_field_are_shown_above_the_form(panel):
    panel.set_request(PUSH, (("AccessToken", "t"), ("ChannelId", "2")))
    panel.show_errors((Problem("The sandbox has no Stargate."), Problem("Odd.", FieldPlace("X-A"))))
    assert notes(panel) == ["The sandbox has no Stargate.\nOdd."]


def test_errors_of_optional_fields_unfold_them(panel):
    panel.set_request(PUSH, (("AccessToken", "t"), ("ChannelId", "2")))
    assert not fold(panel).isChecked()
    panel.show_errors((Problem("Only sending knows.", FieldPlace("tag")),))
    assert editor(panel, "Tag").isVisible()


def test_errors_of_the_server_are_shown_at_their_fields(panel):
    panel.set_request(PUSH, (("ChannelId", "2"),))
    panel.set_server_errors(
        {"channelid": ("is wrong",), "tag": ("is odd",), "gone": ("is unknown",)}, ("The rest.",)
    )
    assert sorted(notes(panel)) == [
        "The server said:\ngone: “is unknown”\n“The rest.”",
        "The server said: “is odd”",
        "The server said: “is wrong”",
    ]
    assert editor(panel, "Tag").isVisible()
    panel.set_server_errors({})
    assert notes(panel) == []


def test_a_parameter_is_brought_into_view(panel):
    many = tuple(Parameter(f"p{n}", K.TEXT, L.QUERY) for n in range(30))
    panel.set_request(Endpoint("a.b.c", "a", "b", "c", "GET", "/", parameters=many))
    panel.focus_parameter("P29")
    last = editor(panel, "p29")
    # The form has its final size when nothing waits to be laid out any more.
    QApplication.sendPostedEvents()
    assert panel.rect().contains(QRect(last.mapTo(panel, QPoint()), last.size()))
    panel.focus_parameter("nothing of this name")
    assert panel.focusWidget() is last


def test_an_endpoint_without_parameters_says_so(panel):
    panel.set_request(PUSH)
    panel.set_request(Endpoint("a.b.c", "a", "b", "c", "GET", "/"))
    visible = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert visible == ["This endpoint has no parameters."]
    assert panel.values() == ()
    assert not fold(panel).isVisible()


def test_a_variable_without_a_value_is_marked(panel):
    panel.set_request(PUSH, (("ChannelId", "{{id}}"), ("AccessToken", "t")))
    assert "{{id}} has no value" in notes(panel)[0]


def test_tab_goes_through_the_form_from_top_to_bottom(panel):
    panel.set_request(PUSH, (("Tag", "x"),))
    first = editor(panel, "AccessToken")
    names: list[str] = []
    widget = first.nextInFocusChain()
    while widget is not None and widget is not first:
        is_stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
        if is_stop and widget.accessibleName() not in {"", "Quiet"}:
            names.append(widget.accessibleName())
        widget = widget.nextInFocusChain()
    assert names[:8] == [
        "Show AccessToken", "ChannelId", "Use example for ChannelId", "Optional parameters",
        "Send Quiet", "Send At", "Add item to At", "Send Tag",
    ]  # fmt: skip


@pytest.mark.parametrize("requests", [1, 3])
def test_tab_leads_through_the_form_and_out_of_it_both_ways(qtbot, theme, requests):
    choices = (Choice("a", "A"),)
    parameters = tuple(
        Parameter(f"{word}{kind}", kind, L.FORM, required=word == "needed", choices=choices)
        for kind in K
        for word in ("free", "needed")
    )
    window = QSplitter()
    qtbot.addWidget(window)
    panel = FormPanel(theme)
    before, behind = QLineEdit(), QLineEdit()
    for widget in (before, panel, behind):
        window.addWidget(widget)
    for _ in range(requests):
        panel.set_request(replace(PUSH, parameters=parameters), ((f"free{K.LIST}", ("a", "b")),))
    window.show()
    window.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)

    def walk(to: QWidget, key: Qt.Key) -> list[QWidget | None]:
        stops = [QApplication.focusWidget()]
        while stops[-1] is not to and len(stops) < 100:
            # In code, Tab indents; behind Escape it leaves.
            qtbot.keyClick(stops[-1], Qt.Key.Key_Escape)
            qtbot.keyClick(stops[-1], key)
            stops.append(QApplication.focusWidget())
        return stops

    forth = walk(behind, Qt.Key.Key_Tab)
    assert forth[-1] is behind
    names = [stop.accessibleName() for stop in forth if stop is not None]
    assert {parameter.name for parameter in parameters if not parameter.kind.traits.is_list} < set(
        names
    )
    assert names.index("neededsecret") < names.index("Optional parameters")
    assert names.index("Optional parameters") < names.index("Send freetext")
    assert walk(before, Qt.Key.Key_Backtab) == forth[::-1]


def test_the_first_field_has_the_focus_at_first(panel):
    panel.set_request(PUSH)
    panel.focus_first()
    assert panel.window().focusWidget() is editor(panel, "AccessToken")


def test_the_first_field_that_needs_a_value_has_the_focus_at_first(panel):
    panel.set_request(PUSH)
    panel.set_autofills({"AccessToken": Autofill(is_enough=True)})
    panel.focus_first()
    assert panel.window().focusWidget() is editor(panel, "ChannelId")
    panel.set_request(PUSH, (("ChannelId", "2"),))
    panel.focus_first()
    assert panel.window().focusWidget() is editor(panel, "AccessToken")


def test_the_names_stand_above_the_editors_in_a_narrow_form(panel, theme, qtbot):
    panel.set_request(PUSH)
    token = editor(panel, "AccessToken")

    def left() -> int:
        return token.mapTo(panel, token.rect().topLeft()).x()

    qtbot.waitUntil(lambda: left() > 60)
    panel.resize(320, 500)
    qtbot.waitUntil(lambda: left() < 30)
    panel.resize(600, 500)
    qtbot.waitUntil(lambda: left() > 60)
    # Narrow is what leaves little room for the text.
    theme.apply(ColourScheme.LIGHT, 200)
    qtbot.waitUntil(lambda: left() < 30)
    theme.apply(ColourScheme.LIGHT, 100)
    qtbot.waitUntil(lambda: left() > 60)


@pytest.mark.parametrize("width", [340, 560, 900])
def test_a_field_of_several_lines_has_no_gaps(panel, qtbot, width):
    text = Parameter("MessageContent", K.TEXT, L.FORM, description="Text to deliver. " * 4)
    endpoint = replace(PUSH, parameters=(*PUSH.parameters, text))
    panel.set_request(endpoint, (("MessageContent", "Hello"),))
    panel.resize(width, 900)
    (area,) = (a for a in panel.findChildren(CodeEditor) if a.isVisible())
    field, button = area.parentWidget().parentWidget(), area.parentWidget().findChild(QToolButton)
    help_text = next(w for w in field.findChildren(WrappedLabel) if "deliver" in w.text())
    name = next(w for w in field.findChildren(QLabel) if w.accessibleName() == "MessageContent")

    def top(widget: QWidget) -> int:
        return widget.mapTo(field, widget.rect().topLeft()).y()

    qtbot.waitUntil(lambda: field.height() == field.heightForWidth(field.width()))
    assert area.geometry().contains(button.geometry())
    assert 0 <= top(help_text) - (top(area) + area.height()) <= 4
    is_beside = name.mapTo(field, name.rect().topRight()).x() < area.mapTo(field, QPoint()).x()
    assert is_beside == (width > 400)
    assert not is_beside or 0 <= top(name) - top(area) <= 8


@pytest.mark.parametrize("width", [310, 560])
def test_a_very_long_name_is_wrapped(panel, qtbot, width):
    panel.set_request(PUSH, (("q" * 200, "value"),))
    panel.resize(width, 500)
    name = next(w for w in panel.findChildren(QLabel) if w.accessibleName() == "q" * 200)
    lines = 200 * name.fontMetrics().horizontalAdvance("q") / 100
    qtbot.waitUntil(lambda: name.wordWrap() and name.width() > 100)
    assert name.mapTo(panel, name.rect().topRight()).x() < width
    assert name.height() < 2 * lines * name.fontMetrics().lineSpacing()


def test_no_text_widens_the_form(panel, theme):
    long = "x" * 400
    choice = Parameter(long, K.CHOICE, L.QUERY, description=long, choices=(Choice(long, long),))
    panel.set_request(
        Endpoint("a.b.c", "a", "b", "c", "GET", "/", parameters=(choice,)), ((long, long),)
    )
    panel.set_server_errors({long: (long,)}, (long,))
    theme.apply(ColourScheme.DARK, 100)
    panel.resize(330, 500)
    box = panel.findChild(QComboBox)
    assert box.mapTo(panel, box.rect().bottomRight()).x() < 330


def test_an_autofill_is_shown_by_name_also_in_the_next_request(panel):
    filled = Autofill("from credential my-app", is_enough=True)
    panel.set_request(PUSH)
    panel.set_autofills({"accesstoken": filled})
    assert editor(panel, "AccessToken").placeholderText() == "from credential my-app"
    panel.set_request(PUSH)
    assert editor(panel, "AccessToken").placeholderText() == "from credential my-app"
    assert editor(panel, "ChannelId").placeholderText() == ""
    panel.set_autofills({})
    assert editor(panel, "AccessToken").placeholderText() == ""


def test_tab_reaches_the_offer_of_a_field_behind_its_editor(panel, qtbot):
    panel.set_request(PUSH)
    panel.set_autofills({"AccessToken": Autofill(words="None.", offer="Choose credential")})
    panel.activateWindow()
    editor(panel, "AccessToken").setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    offer = QApplication.focusWidget()
    assert isinstance(offer, QPushButton)
    assert offer.text() == "Choose credential"
    with qtbot.waitSignal(panel.offer_taken):
        offer.click()


@pytest.mark.parametrize("zoom", [100, 150, 200])
def test_lines_areas_and_names_begin_alike(qtbot, theme, zoom):
    theme.apply(ColourScheme.LIGHT, zoom)
    panel = FormPanel(theme)
    qtbot.addWidget(panel)
    theme.apply_to(panel)
    panel.resize(900, 600)
    one, several = Parameter("One", K.INTEGER, L.QUERY), Parameter("Content", K.TEXT, L.QUERY)
    parameters = tuple(replace(p, required=True) for p in (one, several))
    panel.set_request(replace(PUSH, parameters=parameters), (("One", "1"), ("Content", "1")))
    panel.show()
    panel.grab()  # a line places its text when it is painted
    line = editor(panel, "One")
    line.home(False)
    area = next(a for a in panel.findChildren(CodeEditor) if a.isVisible())
    in_line = line.mapTo(panel, line.cursorRect().center())
    in_area = area.viewport().mapTo(panel, area.cursorRect().center())
    assert abs(in_line.x() - in_area.x()) <= 1
    names = [w for w in panel.findChildren(QLabel) if w.accessibleName() in ("One", "Content")]
    for name, text in zip(names, (in_line, in_area), strict=True):
        assert abs(name.mapTo(panel, name.rect().center()).y() - text.y()) <= 2


def test_a_form_has_one_inset_at_both_edges(panel):
    panel.set_request(PUSH)
    page = panel.findChild(QWidget, "formPage")
    margins = page.layout().contentsMargins()
    assert page.width() == panel.width()
    assert margins.left() == margins.right() == INSET


def test_a_required_body_is_as_high_as_there_is_room(panel):
    body = Parameter("body", K.JSON, L.JSON, required=True)
    named = Parameter("id", K.TEXT, L.PATH, required=True)
    panel.set_request(Endpoint("e", "s", "G", "E", "POST", "/{id}", parameters=(named, body)))
    panel.resize(500, 700)
    (area,) = panel.findChildren(CodeEditor)
    below = panel.height() - area.mapTo(panel, QPoint(0, area.height())).y()
    assert area.height() > 400
    assert below < 100
    panel.resize(500, 120)
    assert area.height() >= 3 * area.fontMetrics().lineSpacing()
    panel.set_request(PUSH)
    panel.resize(500, 700)
    (field, *_) = [w for w in panel.findChildren(QLineEdit) if w.accessibleName() == "ChannelId"]
    assert field.height() < 60
    assert field.mapTo(panel, QPoint()).y() < 200


@pytest.mark.parametrize(
    ("others", "is_shown"), [((), False), ((Parameter("Quiet", K.BOOLEAN, L.QUERY),), True)]
)
def test_a_body_that_is_all_there_is_to_enter_has_no_name_below_that_of_its_tab(
    panel, others, is_shown
):
    body = Parameter("body", K.JSON, L.JSON, required=True)
    panel.set_request(replace(PUSH, parameters=(body, *others)), ())
    names = [w for w in panel.findChildren(QLabel) if w.accessibleName() == "body"]
    assert [name.isVisible() for name in names] == [is_shown]
    assert panel.findChild(CodeEditor).accessibleName() == "body"
