import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
)

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.edit_state import EditState, undoable
from aiurdesk.core.request.request import (
    Header,
    JsonBody,
    OffRow,
    PreparedRequest,
    Request,
    TextBody,
)
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.verdict.verdict import DialectFieldError
from aiurdesk.services.library import Library
from aiurdesk.ui.credentials.auth_summary import AuthSummary
from aiurdesk.ui.endpoints.docs_panel import DocsPanel
from aiurdesk.ui.request.request_editors import RequestEditors
from aiurdesk.ui.widgets.note import Note

LIBRARY = Library()
TWO_TYPES = Endpoint(
    "lamps.a.b",
    "lamps",
    "a",
    "b",
    "POST",
    "/a/{id}",
    parameters=(
        Parameter("id", ParameterKind.TEXT, Location.PATH),
        Parameter("body", ParameterKind.JSON, Location.JSON),
    ),
    body_types=("application/json", "application/xml"),
)


@pytest.fixture
def editors(qtbot, theme):
    made = RequestEditors(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.show()
    return made


def fill(editors, **members):
    endpoint = LIBRARY.catalogue.endpoint("stargate.message.pushmessage")
    assert endpoint is not None
    service = LIBRARY.catalogue.service(endpoint.service_id)
    editors.show_request(replace(Request(endpoint), **members), service, LIBRARY.dialects["2020"])


def look_at(editors, title):
    titles = [editors.tabText(index) for index in range(editors.count())]
    editors.setCurrentIndex(titles.index(title))


def test_only_the_form_is_there_from_the_start(editors):
    fill(editors)
    assert editors.form.isVisible()
    assert editors.findChildren(QTextBrowser) == []
    editors.show_docs()
    assert "ChannelId" in editors.findChild(DocsPanel).toPlainText()
    editors.show_form()
    assert editors.form.isVisible()


def test_headers_are_unchanged_before_and_after_their_tab_is_shown(editors):
    headers = (Header("X-A", "1"),)
    fill(editors, headers=headers)
    before = editors.headers.filled_rows()
    look_at(editors, "Headers 1")
    assert editors.headers.filled_rows() == before
    fill(editors, headers=(*headers, Header("X-B", "2")))
    assert editors.tabText(1) == "Headers 2"


def test_a_request_shown_later_changes_the_docs_too(editors):
    fill(editors)
    editors.show_docs()
    endpoint = LIBRARY.catalogue.endpoint("gateway.home.index")
    assert endpoint is not None
    service = LIBRARY.catalogue.service("gateway")
    editors.show_request(Request(endpoint), service, LIBRARY.dialects["2020"])
    assert "ChannelId" not in editors.findChild(DocsPanel).toPlainText()
    editors.show_request(Request(Typed("https://localhost/")), None, None)
    titles = [editors.tabText(n) for n in range(editors.count()) if editors.isTabVisible(n)]
    assert titles == ["Parameters", "Headers", "Body", "Auth", "Tests", "Docs", "Preview", "Code"]


def test_the_auth_tab_is_made_when_first_shown_and_is_up_to_date(editors, qtbot):
    fill(editors)
    assert editors.show_authentication(AuthSummary(None, "my-app", ("my-app",), "Adds it."), {})
    assert not editors.show_authentication(AuthSummary(None, "my-app", ("my-app",), "Adds it."), {})
    look_at(editors, "Auth")
    box = editors.findChild(QComboBox, "request_credential")
    assert box.currentText() == "As chosen above (my-app)"
    editors.show_authentication(AuthSummary("", "my-app", ("my-app",)), {})
    assert box.currentText() == "No credential"
    with qtbot.waitSignal(editors.auth.panel.credential_chosen) as chosen:
        box.activated.emit(2)
    assert chosen.args == ["my-app"]
    with qtbot.waitSignal(editors.auth.panel.manage_wanted):
        next(b for b in editors.findChildren(QPushButton) if "Manage" in b.text()).click()


def test_the_tabs_of_a_custom_url_say_what_is_sent(editors):
    body = JsonBody("[1]")
    endpoint = Typed("https://localhost/:id", "POST")
    request = Request(
        endpoint,
        values=(("id", "1"), ("q", "2")),
        values_off=(OffRow(2, "r", "3"),),
        headers_off=(OffRow(0, "A", "x"),),
        body=body,
    )
    editors.show_request(request, None, None)
    titles = [editors.tabText(n) for n in range(editors.count()) if editors.isTabVisible(n)]
    assert titles == [
        "Body JSON",
        "Parameters 2",
        "Headers",
        "Auth",
        "Tests",
        "Docs",
        "Preview",
        "Code",
    ]
    # The panels are made when somebody looks at them, and change nothing.
    for title in ("Headers", "Body JSON"):
        look_at(editors, title)
    assert editors.with_edits(request) == request


def test_a_body_that_an_endpoint_does_not_have_is_shown(editors):
    fill(editors, body=JsonBody("[1]"))
    assert editors.isTabVisible(editors.indexOf(editors.body))
    look_at(editors, "Body JSON")
    areas = editors.findChildren(QPlainTextEdit)
    area = next(area for area in areas if area.accessibleName() == "JSON body")
    assert area.toPlainText() == "[1]"
    area.setPlainText("[2]")
    assert editors.body.value() == JsonBody("[2]")
    fill(editors)
    assert not editors.isTabVisible(editors.indexOf(editors.body))
    assert editors.body.value() is None


def test_what_the_server_says_of_a_line_of_json_is_said_there_and_nowhere_else(editors):
    endpoint = Typed("https://a.example/", "POST")
    editors.show_request(Request(endpoint, body=JsonBody('{"qty": 0}')), None, None)
    errors = (DialectFieldError("/qty", "Too few"), DialectFieldError("size", "Too big", "query"))
    editors.set_server_errors({"qty": ("Too few",), "size": ("Too big",)}, (), errors)
    look_at(editors, "Body JSON")
    notes = [note.label.plain_text() for note in editors.findChildren(Note) if note.isVisible()]
    assert "Line 1: Too few" in notes
    look_at(editors, "Parameters")
    said = " ".join(label.text() for label in editors.findChildren(QLabel) if label.isVisible())
    assert "Too big" in said
    assert "Too few" not in said


def test_an_error_leads_to_the_tab_that_holds_its_field(editors, qtbot):
    endpoint = Typed("https://a.example/", "POST")
    body = JsonBody('{"page": 1, "items": [{"name": 2}]}')
    headers = (Header("X-Tenant", "none"),)
    request = Request(endpoint, values=(("page", "x"),), headers=headers, body=body)
    editors.show_request(request, None, None)
    errors = {
        "page": ("Not a number",),
        "items.0.name": ("Not a text",),
        "x-tenant": ("Unknown",),
        "title": ("Missing",),
    }
    named = tuple(DialectFieldError(name, *texts) for name, texts in errors.items())
    named = (replace(named[0], location="query"), *named[1:])
    editors.set_server_errors(errors, (), named)

    def leads_to(name):
        editors.focus_parameter(name)
        qtbot.waitUntil(lambda: editors.focusWidget() is not None)
        return editors.tabText(editors.currentIndex()), selected(editors.focusWidget())

    assert leads_to("page") == ("Parameters 1", "x")
    assert leads_to("items.0.name") == ("Body JSON", "2")
    assert leads_to("x-tenant") == ("Headers 1", "none")
    assert leads_to("title") == ("Body JSON", "")
    notes = [note.label.plain_text() for note in editors.findChildren(Note) if note.isVisible()]
    assert notes == ["Line 1: Not a text\nLine 1, title: Missing"]


def selected(widget):
    is_area = isinstance(widget, QPlainTextEdit)
    return widget.textCursor().selectedText() if is_area else widget.selectedText()


def test_another_content_type_brings_the_tab_of_the_body_and_undo_takes_it_back(editors, qtbot):
    request = Request(TWO_TYPES, values=(("id", "7"), ("body", "{}")))
    editors.show_request(request, None, None)
    before = EditState(undoable(request), **editors.edited_rows())
    (box,) = [b for b in editors.findChildren(QComboBox) if b.accessibleName() == "Content type"]
    assert not box.isHidden()
    assert not editors.isTabVisible(editors.indexOf(editors.body))
    with qtbot.waitSignal(editors.edited):
        box.activated.emit(1)
    assert editors.with_edits(request).body == TextBody("{}", "application/xml")
    assert editors.values.fields.values() == (("id", "7"),)
    assert editors.tabText(editors.currentIndex()).startswith("Body")
    editors.restore_rows(before)
    assert not editors.isTabVisible(editors.indexOf(editors.body))
    assert editors.with_edits(request) == request


def test_the_preview_that_is_looked_at_later_shows_what_would_be_sent_by_then(editors):
    fill(editors)
    editors.show_prepared((Problem("is missing", FieldPlace("ChannelId")),))
    editors.show_prepared(PreparedRequest("GET", "https://localhost/a"))
    look_at(editors, "Preview")
    preview = editors.currentWidget().panel
    assert preview.text.toPlainText().startswith("GET /a")
    editors.show_prepared(PreparedRequest("GET", "https://localhost/b"))
    assert preview.text.toPlainText().startswith("GET /b")
