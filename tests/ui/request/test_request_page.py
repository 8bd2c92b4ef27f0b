import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QToolButton,
    QWidget,
)

from aiurdesk.core.api.endpoint import Location, ParameterKind
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.request import (
    FormBody,
    Header,
    JsonBody,
    OffRow,
    PreparedRequest,
    Request,
    Row,
)
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.library import Library
from aiurdesk.ui.credentials.auth_summary import AuthSummary
from aiurdesk.ui.form.autofill import Autofill
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.note import Note
from tests.ui.request.test_request_tabs import NO_BODIES
from tests.ui.response.exchanges import an_exchange

LIBRARY = Library()


@pytest.fixture
def page(qtbot, theme, keys):
    scope = TaskScope()
    window = QWidget()
    scope.setParent(window)
    qtbot.addWidget(window)
    made = RequestPage(
        theme, keys, lambda worn, below: ResponsePane(worn, keys, scope, NO_BODIES, below), window
    )
    made.resize(1000, 600)
    window.resize(1000, 600)
    window.show()
    yield made
    window.close()


def a_request(**members):
    endpoint = LIBRARY.catalogue.endpoint("stargate.message.pushmessage")
    assert endpoint is not None
    return replace(Request(endpoint), **members)


def fill(page, request):
    service = LIBRARY.catalogue.service(request.endpoint.service_id)
    page.show_request(request, service, LIBRARY.dialects["2020"] if service else None)


def tab_texts(page):
    editors = page.findChild(QTabWidget, "editors")
    return [
        editors.tabText(index) for index in range(editors.count()) if editors.isTabVisible(index)
    ]


def test_a_request_is_shown_with_its_values_and_headers(page):
    fill(page, a_request(values=(("ChannelId", "2"),), headers=(Header("X-A", "1"),)))
    assert page.form.values() == (("ChannelId", "2"),)
    assert tab_texts(page) == ["Form", "Headers 1", "Auth", "Tests", "Docs", "Preview", "Code"]
    assert page.row.address.text() == "/Message/PushMessage"


def test_a_typed_address_can_be_edited(page, qtbot):
    fill(page, Request(Typed("")))
    assert tab_texts(page) == [
        "Parameters",
        "Headers",
        "Body",
        "Auth",
        "Tests",
        "Docs",
        "Preview",
        "Code",
    ]
    heard: list[Request] = []
    page.request_edited.connect(heard.append)
    qtbot.keyClicks(page.row.address, "https://localhost/")
    assert heard[-1].endpoint.path == "https://localhost/"
    page.show_prepared(PreparedRequest("GET", "https://localhost/"), "")
    assert page.row.address.text() == "https://localhost/"


def test_parameters_of_a_typed_address_are_sent_in_the_query(page, qtbot):
    fill(page, Request(Typed("https://localhost/")))
    heard: list[Request] = []
    page.request_edited.connect(heard.append)
    page.findChild(QPushButton, "add_parameter").click()
    name = next(e for e in page.findChildren(QLineEdit) if e.accessibleName() == "Parameter name 1")
    qtbot.keyClicks(name, "token")
    (parameter,) = heard[-1].endpoint.parameters
    assert (parameter.name, parameter.kind) == ("token", ParameterKind.SECRET)
    assert parameter.location is Location.QUERY
    page.row.method_chosen.emit("POST")
    assert heard[-1].endpoint.parameters[0].location is Location.QUERY
    assert heard[-1].values == (("token", ""),)
    page.row.clear_wanted.emit()
    cleared = heard[-1]
    assert not cleared.values
    assert not cleared.endpoint.parameters


def test_edits_are_told_as_a_whole_request(page):
    request = a_request(values=(("ChannelId", "2"),))
    fill(page, request)
    heard: list[Request] = []
    page.request_edited.connect(heard.append)
    page.form.values_changed.emit()
    page.row.method_chosen.emit("GET")
    assert heard == [request, replace(request, method="GET")]
    page.row.clear_wanted.emit()
    assert heard[-1].values == ()


def test_what_is_wrong_is_said_once_and_can_be_sent_anyway(page, qtbot):
    fill(page, a_request())
    page.show_errors((Problem("Enter a number.", FieldPlace("ChannelId")),))
    assert "ChannelId" in page.findChild(QLabel, "refusal_text").text()
    with qtbot.waitSignal(page.refusal.send_anyway_wanted):
        page.findChild(QPushButton, "send_anyway").click()


def test_what_is_about_no_value_is_said_above_and_marks_none(page):
    fill(page, a_request())
    page.show_errors((Problem("The sandbox has no Stargate service."),))
    assert page.findChild(QLabel, "refusal_text").text() == "The sandbox has no Stargate service."
    assert not page.findChild(QPushButton, "send_anyway").isVisible()
    assert [note for note in page.form.findChildren(Note) if note.isVisible()] == []


def test_while_a_response_is_awaited_send_is_cancel(page):
    fill(page, a_request())
    page.show_sending()
    assert page.row.send_button.accessibleName() == "Cancel"
    exchange = an_exchange()
    page.show_exchange(exchange)
    page.show_sent(exchange)
    assert page.row.send_button.accessibleName() == "Send"


def test_after_a_cancelled_request_the_last_response_is_shown_again(page):
    fill(page, a_request())
    page.show_exchange(an_exchange())
    headline = page.findChild(QLabel, "verdict-headline")
    page.show_sending()
    assert not headline.isVisible()
    page.show_sent(an_exchange())
    assert headline.isVisible()
    page.show_sending()
    page.show_sent(None)
    assert not headline.isVisible()


def test_fixes_lead_to_fields_and_docs(page):
    fill(page, a_request())
    page.editors.show_docs()
    editors = page.findChild(QTabWidget, "editors")
    assert editors.tabText(editors.currentIndex()) == "Docs"
    page.editors.focus_parameter("channelid")
    assert editors.tabText(editors.currentIndex()) == "Form"
    page.editors.show_docs()
    page.editors.focus_form()
    assert editors.tabText(editors.currentIndex()) == "Form"


def test_the_response_is_beside_or_below_the_form(page):
    page.panes.set_response_below(True)
    assert page.splitter.orientation() is Qt.Orientation.Vertical
    page.panes.set_response_below(False)
    assert page.splitter.orientation() is Qt.Orientation.Horizontal
    page.panes.restore(page.splitter.saveState())
    assert len(page.stops()) == 3


def test_tab_goes_from_the_address_through_the_form_to_the_response(page, qtbot):
    fill(page, a_request())
    page.show_exchange(an_exchange())
    window = page.window()
    window.activateWindow()
    page.row.address.setFocus()
    qtbot.waitUntil(page.row.address.hasFocus)
    names: list[str] = []
    while "Response tree" not in names and len(names) < 40:
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    stops = ["Address", "Send", "Request", "AccessToken", "ChannelId", "Response tree"]
    assert [name for name in names if name in stops] == stops


FILLED = {"AccessToken": Autofill("from credential my-app", is_enough=True)}


def test_the_authentication_of_the_request_is_shown_in_form_and_auth_tab(page):
    fill(page, a_request())
    page.show_errors((Problem("AccessToken is required.", FieldPlace("AccessToken")),))
    page.show_authentication(AuthSummary(None, "my-app", ("my-app",)), FILLED)
    token = next(e for e in page.findChildren(QLineEdit) if e.accessibleName() == "AccessToken")
    assert token.placeholderText() == "from credential my-app"
    assert not page.findChild(QLabel, "refusal_text").isVisible()
    page.show_authentication(AuthSummary(None, is_of_use=False), {})
    assert "Auth" not in tab_texts(page)


def test_the_auth_tab_names_the_credential_of_the_request(page):
    fill(page, a_request())
    page.show_authentication(AuthSummary(None, "my-app", ("my-app",)), FILLED)
    heard: list[Request] = []
    page.request_edited.connect(heard.append)
    page.name_credential("my-app")
    assert heard == [a_request(credential="my-app")]


def test_a_field_that_no_credential_fills_offers_to_choose_one(page, qtbot):
    fill(page, a_request())
    offer = Autofill(words="None is chosen.", offer="Choose credential")
    page.show_authentication(AuthSummary(None), {"AccessToken": offer})
    button = next(b for b in page.findChildren(QPushButton) if b.text() == "Choose credential")
    with qtbot.waitSignal(page.form.offer_taken):
        button.click()


def part(page, kind, name):
    return next(
        widget
        for widget in page.findChildren(kind)
        if widget.accessibleName() == name and widget.isVisible()
    )


def look_at(page, title):
    editors = page.findChild(QTabWidget, "editors")
    titles = [editors.tabText(index) for index in range(editors.count())]
    editors.setCurrentIndex(next(n for n, text in enumerate(titles) if text.startswith(title)))


def test_a_part_of_the_address_is_a_parameter_as_soon_as_it_is_typed(page, qtbot):
    fill(page, custom_request())
    heard: list[Request] = []
    page.request_edited.connect(heard.append)
    qtbot.keyClicks(page.row.address, "https://localhost/users/:id")
    assert part(page, QLineEdit, "Parameter name 1").text() == "id"
    part(page, QLineEdit, "Parameter value 1").setText("7")
    assert heard[-1].values == (("id", "7"),)
    part(page, QCheckBox, "Send parameter 1").click()
    assert page.editors.values.fields.values() == ()
    assert heard[-1].values_off == (OffRow(0, "id", "7"),)


def test_every_edit_of_a_custom_url_can_be_undone(page, qtbot):
    start = custom_request("https://localhost/:id")
    fill(page, start)
    heard: list[Request] = []
    page.request_edited.connect(heard.append)
    states = [page.edit_state()]

    def done():
        states.append(page.edit_state())

    part(page, QLineEdit, "Parameter value 1").setText("seven")
    done()
    part(page, QCheckBox, "Send parameter 1").click()
    done()
    look_at(page, "Body")
    box = part(page, QComboBox, "Kind of body")
    for title in ("JSON", "Form"):
        box.setCurrentText(title)
        box.activated.emit(box.currentIndex())
        done()
        if title == "JSON":
            part(page, QPlainTextEdit, "JSON body").setPlainText('{"a": 1}')
            done()
    next(b for b in page.findChildren(QPushButton, "add_field") if b.isVisible()).click()
    done()
    part(page, QLineEdit, "Field name 1").setText("name")
    done()
    next(b for b in page.findChildren(QPushButton) if b.text() == "Use POST").click()
    done()
    assert heard[-1].endpoint.method == "POST"
    for state in reversed(states[:-1]):
        page.undo_stack.undo()
        assert page.edit_state() == state
    # Only that "id" has a line now differs from what was opened.
    assert heard[-1].body == start.body
    for state in states[1:]:
        page.undo_stack.redo()
        assert page.edit_state() == state
    assert heard[-1].body == FormBody((Row("name", ""),))


def test_a_mistake_in_the_body_is_shown_there(page):
    body = JsonBody("{")
    fill(page, Request(Typed("https://localhost/", "POST"), body=body))
    page.show_errors((Problem("Not valid JSON.", FieldPlace(is_body=True)),))
    assert part(page, QPlainTextEdit, "JSON body").isVisible()
    notes = [n.label.plain_text() for n in page.findChildren(Note) if n.isVisible()]
    assert "Not valid JSON." in notes
    strip = page.findChild(QLabel, "refusal_text")
    assert strip.text() == "Not valid JSON."


def test_tests_are_part_of_the_request_and_of_its_undo(page, qtbot):
    fill(page, a_request(tests=(ResponseTest("code", 0),)))
    assert "Tests 1" in tab_texts(page)
    heard: list[Request] = []
    page.request_edited.connect(heard.append)
    editors = page.findChild(QTabWidget, "editors")
    editors.setCurrentIndex(tab_texts(page).index("Tests 1"))
    expected = next(
        line for line in page.findChildren(QLineEdit) if line.accessibleName() == "Test 1 expected"
    )
    expected.clear()
    qtbot.keyClicks(expected, "-4")
    assert heard[-1].tests == (ResponseTest("code", -4),)
    assert page.undo_stack.undoText() == "Change result code"
    editors.setCurrentIndex(0)
    page.undo_stack.undo()
    assert heard[-1].tests == (ResponseTest("code", 0),)
    assert editors.tabText(editors.currentIndex()) == "Tests 1"
    page.findChild(QPushButton, "add_capture").click()
    assert heard[-1].captures == (Capture("", "value", ""),)
    assert "Tests 2" in tab_texts(page)
    page.undo_stack.undo()
    assert not heard[-1].captures


def test_send_anyway_hands_the_keyboard_to_send(page, qtbot):
    fill(page, a_request())
    page.window().activateWindow()
    page.show_errors((Problem("Enter a whole number.", FieldPlace("ChannelId")),))
    anyway = page.refusal.findChild(QPushButton, "send_anyway")
    anyway.setFocus()
    qtbot.waitUntil(anyway.hasFocus)
    page.show_sending()
    assert page.row.send_button.hasFocus()


@pytest.mark.parametrize("width", [1000, 560])
def test_why_it_was_not_sent_moves_nothing_and_covers_no_body(page, qtbot, width):
    page.resize(width, 600)
    request = a_request()
    fill(page, replace(request, headers=(Header("Authorization", "Bearer hush"),)))
    qtbot.waitUntil(page.splitter.isVisible)
    around = [one for one in page.findChildren(QWidget) if one.isVisible()]

    def places():
        return [widget.geometry() for widget in around if widget is not page.refusal]

    before = places()
    page.show_errors((Problem("The sandbox has no Stargate service. " * 3),))
    refusal = page.refusal
    assert refusal.isVisible()
    place = QRect(refusal.mapTo(page, QPoint()), refusal.size())
    assert page.rect().contains(place)
    assert not place.intersects(QRect(page.row.mapTo(page, QPoint()), page.row.size()))
    if page.response.isVisible():
        response = page.response
        assert QRect(response.mapTo(page, QPoint()), response.size()).contains(place)
    assert places() == before
    refusal.hide()
    qtbot.waitUntil(lambda: not refusal.parentWidget().isVisible())
    assert places() == before


def test_the_offer_of_a_credential_leaves_with_the_secret(page):
    address = Typed("https://h/")
    request = Request(address, headers=(Header("Authorization", "Bearer hush"),))
    fill(page, request)
    page.offer_credential()
    offer = page.findChild(QFrame, "offer")
    assert not offer.isHidden()
    # As Save leaves it, which moves the secret to the keyring.
    fill(page, replace(request, headers=(Header("Authorization", "{{secret:h}}"),)))
    assert offer.isHidden()
    fill(page, request)
    assert not offer.isHidden()
    offer.findChild(QToolButton).click()
    fill(page, request)
    assert offer.isHidden()


def parameter_rows(page):
    return [
        (row.name, row.value, row.is_sent)
        for row in page.editors.values.fields.rows()
        if (row.name, row.value) != ("", "")
    ]


def test_query_and_rows_are_one(page, qtbot):
    fill(page, custom_request("https://localhost/p"))
    address = page.row.address
    address.setFocus()
    address.end(False)
    qtbot.keyClicks(address, "?a=1&b=two")
    assert parameter_rows(page) == [("a", "1", True), ("b", "two", True)]
    assert tab_texts(page)[0] == "Parameters 2"
    # A row that is switched off leaves the address, and stays where it is.
    next(
        e for e in page.findChildren(QCheckBox) if e.accessibleName() == "Send parameter 1"
    ).click()
    assert address.exact_text == "https://localhost/p?b=two"
    value = next(
        e for e in page.findChildren(QLineEdit) if e.accessibleName() == "Parameter value 2"
    )
    value.setFocus()
    value.setText("x y")
    assert address.text() == "https://localhost/p?b=x%20y"
    address.setFocus()
    address.end(False)
    qtbot.keyClicks(address, "&c={{d}}")
    assert parameter_rows(page) == [
        ("a", "1", False),
        ("b", "x y", True),
        ("c", "{{d}}", True),
    ]
    # One step for each of the four edits, back and forth.
    texts = [page.undo_stack.text(index) for index in range(page.undo_stack.count())]
    assert texts == ["Change address", "Leave out a", "Change b", "Change address"]
    for kept, rows in (
        ("https://localhost/p?b=x%20y", 2),
        ("https://localhost/p?b=two", 2),
        ("https://localhost/p?a=1&b=two", 2),
        ("https://localhost/p", 0),
    ):
        page.undo_stack.undo()
        assert (address.exact_text, len(parameter_rows(page))) == (kept, rows)
    for _ in texts:
        page.undo_stack.redo()
    assert address.exact_text == "https://localhost/p?b=x%20y&c={{d}}"
    assert parameter_rows(page)[0] == ("a", "1", False)


def test_an_edited_row_leaves_what_was_typed_around_it(page, qtbot):
    fill(page, custom_request("https://localhost/:id?t=10:30&&u=b+c#top"))
    assert parameter_rows(page) == [("id", "", True), ("t", "10:30", True), ("u", "b c", True)]
    heard: list[Request] = []
    page.request_edited.connect(heard.append)
    page.findChild(QPushButton, "add_parameter").click()
    name = next(e for e in page.findChildren(QLineEdit) if e.accessibleName() == "Parameter name 4")
    qtbot.keyClicks(name, "v")
    assert page.row.address.exact_text == "https://localhost/:id?t=10:30&&u=b+c&v=#top"
    assert heard[-1].endpoint.path == "https://localhost/:id?t=10:30&&u=b+c#top"
    assert heard[-1].values == (("id", ""), ("v", ""))


def test_a_text_of_all_parameters_is_the_query(page, qtbot):
    fill(page, custom_request("https://localhost/:id?a=1"))
    toggle = page.findChild(QPushButton, "edit_as_text")
    toggle.click()
    area = next(
        e
        for e in page.findChildren(QPlainTextEdit)
        if e.accessibleName() == "All parameters as text"
    )
    area.setPlainText("id: 7\na: 1\n# off: x\nb: two words")
    assert page.row.address.exact_text == "https://localhost/:id?a=1&b=two%20words"
    page.undo_stack.undo()
    assert area.toPlainText() == "id:\na: 1"
    assert page.row.address.exact_text == "https://localhost/:id?a=1"
    page.undo_stack.redo()
    toggle.click()
    assert parameter_rows(page) == [
        ("id", "7", True),
        ("a", "1", True),
        ("off", "x", False),
        ("b", "two words", True),
    ]
