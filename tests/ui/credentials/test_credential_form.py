import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.core.auth import SCHEMES
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import KeyringWait, Secret
from aiurdesk.core.problem import Problem
from aiurdesk.ui.credentials.credential_form import Addresses, CredentialForm, Draft, FormRules
from aiurdesk.ui.form.field import ParameterField
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.window.wait_strip import Waits, WaitStrip

APP_ID = "5a4db0c5000040008000000000000001"
SECRET, NEW_SECRET = "5ec5e000000000000000000000000001", "5ec5e000000000000000000000000002"
MINE = Credential(
    "a",
    "my-app",
    "app",
    ("https://archon.example",),
    (("token_server", "archon"), ("app_id", APP_ID)),
)


def name_problem(name: str, _credential_id: str) -> Problem | None:
    return Problem("Enter another name.") if name.strip() in {"", "taken"} else None


RULES = FormRules(lambda _credential: (IN_SANDBOX,), name_problem)


@pytest.fixture
def form(parent, theme):
    form = CredentialForm(theme, parent, RULES)
    form.show()
    return form


@pytest.fixture
def editing(parent, theme):
    form = CredentialForm(theme, parent, RULES, MINE)
    form.show()
    return form


def line(form, name: str) -> QLineEdit:
    field: QLineEdit = next(
        w for w in form.findChildren(QLineEdit) if w.accessibleName() == name and w.isVisible()
    )
    return field


def fill_in(form, **texts: str) -> None:
    for name, text in texts.items():
        line(form, name.replace("_", " ")).setText(text)


def drafts_of(form) -> list[Draft]:
    heard: list[Draft] = []
    form.save_wanted.connect(heard.append)
    return heard


def save(form) -> None:
    next(b for b in form.findChildren(QPushButton) if b.text() == "Save").click()


def notes(form) -> list[str]:
    return [note.label.text() for note in form.findChildren(Note) if note.isVisible()]


def test_every_scheme_draws_its_own_fields(form):
    schemes = form.findChild(QComboBox, "scheme")
    label = next(label for label in form.findChildren(QLabel) if label.buddy() is schemes)
    assert label.text().replace("&", "") == "Kind"
    for row, scheme in enumerate(SCHEMES):
        schemes.activated.emit(row)
        names = {w.accessibleName() for w in form.findChildren(QLineEdit)}
        names |= {w.accessibleName() for w in form.findChildren(QComboBox)}
        assert {field.title for field in scheme.fields} <= names
        for field in scheme.fields:
            if field.kind is ParameterKind.SECRET:
                # Some are shown only with other values.
                lines = form.findChildren(QLineEdit)
                own = next(w for w in lines if w.accessibleName() == field.title)
                assert own.echoMode() is QLineEdit.EchoMode.Password


def test_what_was_filled_in_is_a_credential_and_its_secrets(form):
    heard = drafts_of(form)
    fill_in(form, Name=" my-app ", App_id=APP_ID, App_secret=SECRET)
    save(form)
    (draft,) = heard
    assert draft.credential == Credential(
        "", "my-app", "app", (IN_SANDBOX,), (("token_server", "archon"), ("app_id", APP_ID))
    )
    assert draft.secrets == (("app_secret", Secret(SECRET)),)
    assert SECRET not in repr(draft)


def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(form):
    heard = drafts_of(form)
    save(form)
    assert heard == []
    assert any("App secret is required" in note for note in notes(form))
    assert "Enter another name." in notes(form)
    fill_in(form, Name="my-app")
    save(form)
    assert heard == []


def test_what_cannot_be_right_is_marked_while_it_is_typed(form, qtbot):
    heard = drafts_of(form)
    qtbot.keyClicks(line(form, "Name"), "taken")
    qtbot.keyClicks(line(form, "App secret"), "pasted by mistake")
    assert "Enter another name." in notes(form)
    assert any("Enter a GUID of 32 hexadecimal digits" in note for note in notes(form))
    save(form)
    assert heard == []
    fill_in(form, Name="my-app", App_id=APP_ID, App_secret=SECRET)
    assert notes(form) == []


def test_trouble_with_the_keyring_loses_nothing_that_was_typed(form, qtbot):
    heard = drafts_of(form)
    fill_in(form, Name="my-app", App_id=APP_ID, App_secret=SECRET)
    save(form)
    save(form)
    assert len(heard) == 1
    form.show_trouble("The system keyring is locked and was not unlocked.")
    assert "The system keyring is locked and was not unlocked." in notes(form)
    assert (line(form, "Name").text(), line(form, "App secret").text()) == ("my-app", SECRET)
    save(form)
    assert len(heard) == 2


def test_a_stored_secret_is_not_shown_and_stays_where_nothing_is_typed(editing):
    heard = drafts_of(editing)
    assert line(editing, "App secret").text() == ""
    assert line(editing, "App secret").placeholderText() == "unchanged"
    save(editing)
    assert heard == [Draft(MINE, ())]


def test_a_secret_that_is_typed_takes_the_place_of_the_stored_one(editing):
    heard = drafts_of(editing)
    fill_in(editing, App_secret=NEW_SECRET)
    save(editing)
    assert heard[0].secrets == (("app_secret", Secret(NEW_SECRET)),)
    assert not editing.findChild(QComboBox, "scheme").isEnabled()


def test_a_secret_that_is_not_stored_yet_has_to_be_typed(qtbot, parent, theme):
    public = (("issuer", "https://id.example"), ("client_id", "c"), ("client_auth", "none"))
    shop = Credential("s", "Shop", "oauth2", ("https://api.example",), public)
    form = CredentialForm(theme, parent, RULES, shop)
    form.open()
    heard = drafts_of(form)
    how = next(b for b in form.findChildren(QComboBox) if b.accessibleName() == "Client secret")
    how.setFocus()
    how.setCurrentIndex(how.findText("In the body"))
    how.activated.emit(how.currentIndex())
    assert line(form, "Secret").placeholderText() == ""
    save(form)
    assert heard == []
    fill_in(form, Secret="hush")
    save(form)
    assert heard[0].secrets == (("client_secret", Secret("hush")),)
    form.close()


def test_the_addresses_follow_until_the_person_says_otherwise(form, qtbot):
    schemes = form.findChild(QComboBox, "scheme")
    in_sandbox = next(b for b in form.findChildren(QCheckBox) if b.text().startswith("The sandbox"))
    assert in_sandbox.isChecked()
    in_sandbox.click()
    schemes.activated.emit(1)
    assert not in_sandbox.isChecked()


def test_an_invalid_address_is_reported(form):
    heard = drafts_of(form)
    fill_in(form, Name="my-app", App_id=APP_ID, App_secret=SECRET)
    next(b for b in form.findChildren(QPushButton) if b.text() == "Add address").click()
    address = next(
        w for w in form.findChildren(QLineEdit) if w.accessibleName() == "Allowed address"
    )
    address.setText("https://")
    save(form)
    assert heard == []
    assert any("https:// is not an address" in note for note in notes(form))


def test_another_scheme_keeps_the_fields_that_it_has_too(form):
    fill_in(form, App_id=APP_ID, App_secret=SECRET)
    form.findChild(QComboBox, "scheme").activated.emit(1)
    assert line(form, "App id").text() == APP_ID
    assert line(form, "App secret").text() == SECRET


def test_another_scheme_drops_a_choice_that_it_does_not_have(form):
    names = [scheme.id for scheme in SCHEMES]
    form.findChild(QComboBox, "scheme").activated.emit(names.index("app"))
    form.findChild(QComboBox, "scheme").activated.emit(names.index("oauth2"))
    servers = [
        box for box in form.findChildren(QComboBox) if box.accessibleName() == "Token server"
    ]
    assert [box.currentText() for box in servers if box.isVisible()] == ["Discovery document"]
    assert not any("Choose one of" in text for text in notes(form))


def test_the_form_says_where_secrets_go_and_what_is_waited_for(form, qtbot):
    form.show_place("Secret Service", "")
    assert form.findChild(QLabel, "kept_in").text() == "Stored in the Secret Service"
    form.strip.show_waits(Waits(KeyringWait.UNLOCKING))
    with qtbot.waitSignal(form.strip.cancel_wanted):
        (strip,) = form.findChildren(WaitStrip)
        next(b for b in strip.findChildren(QPushButton) if b.text() == "Stop waiting").click()


def test_return_saves_and_escape_gives_up(form, qtbot):
    heard = drafts_of(form)
    fill_in(form, Name="my-app", App_id=APP_ID, App_secret=SECRET)
    qtbot.keyClick(line(form, "Name"), Qt.Key.Key_Return)
    assert len(heard) == 1
    with qtbot.waitSignal(form.rejected):
        qtbot.keyClick(form, Qt.Key.Key_Escape)


def test_tab_comes_to_the_addresses_before_the_buttons(editing, qtbot):
    editing.activateWindow()
    next(b for b in editing.findChildren(QCheckBox) if "sandbox" in b.text()).setFocus()
    reached = []
    for _ in range(5):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        stop = QApplication.focusWidget()
        assert isinstance(stop, QLineEdit | QAbstractButton)
        reached.append(stop.accessibleName() or stop.text())
    assert reached == [
        "Allowed address",
        "Remove Allowed address 1",
        "Add address",
        "Cancel",
        "Save",
    ]


def left_of(form, part: QWidget) -> int:
    return part.mapTo(form, QPoint(0, 0)).x()


def test_fields_are_called_as_people_call_them_and_named_the_same_for_screen_readers(form):
    schemes = form.findChild(QComboBox, "scheme")
    for row, scheme in enumerate(SCHEMES):
        schemes.activated.emit(row)
        fields = {
            label.accessibleName(): label.text().replace("\u200b", "")
            for label in form.findChildren(QLabel)
            if label.accessibleName() in {field.title for field in scheme.fields}
        }
        assert fields == {field.title: field.title for field in scheme.fields}
        assert all(title and "_" not in title for title in fields.values())


def columns_of(form) -> set[int]:
    """Return where what is entered into begins: of scheme, name and all fields that are shown."""
    widgets = [form.findChild(QComboBox, "scheme"), line(form, "Name")]
    editors = [field.editor for field in form.findChildren(ParameterField) if field.isVisible()]
    return {left_of(form, part) for part in (*widgets, *editors)}


def test_scheme_and_name_stand_in_one_column_with_the_fields(form, qtbot):
    schemes = form.findChild(QComboBox, "scheme")
    for row in range(len(SCHEMES)):
        schemes.activated.emit(row)
        qtbot.waitUntil(lambda: len(columns_of(form)) == 1)
    assert columns_of(form) != {0}


def test_where_it_goes_follows_the_fields_and_not_the_edge(form, qtbot):
    in_sandbox = next(b for b in form.findChildren(QCheckBox) if b.text().startswith("The sandbox"))
    last = max(form.findChildren(ParameterField), key=lambda field: field.y())
    qtbot.waitUntil(lambda: last.width() > 300)
    below = in_sandbox.mapTo(form, QPoint(0, 0)).y() - last.mapTo(form, QPoint(0, 0)).y()
    assert below - last.height() < 60


_ODD = st.text(st.characters(), max_size=20) | st.from_regex(r"(https?://)?[\\[\\]:@%{}0-9a-z]*")


@settings(
    max_examples=settings().max_examples // 4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(scheme=st.integers(0, len(SCHEMES) - 1), texts=st.lists(_ODD, min_size=6, max_size=6))
def test_no_text_raises(form, scheme, texts):
    form.findChild(QComboBox, "scheme").activated.emit(scheme)
    if not [w for w in form.findChildren(QLineEdit) if w.accessibleName() == "Allowed address"]:
        next(b for b in form.findChildren(QPushButton) if b.text() == "Add address").click()
    heard = drafts_of(form)
    lines = [edit for edit in form.findChildren(QLineEdit) if edit.isVisible()]
    for edit, text in zip(lines, texts, strict=False):
        edit.setText(text)
    save(form)
    assert len(lines) >= 2
    assert heard or notes(form)
    form.show_trouble("")


def an_editor(qtbot, theme) -> Addresses:
    addresses = Addresses(theme)
    qtbot.addWidget(addresses)
    return addresses


def type_address(qtbot, addresses: Addresses, text: str) -> None:
    add = next(b for b in addresses.findChildren(QPushButton) if b.text() == "Add address")
    add.click()
    qtbot.keyClicks(addresses.findChildren(QLineEdit)[-1], text)


def test_what_is_shown_comes_back(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    origins = (IN_SANDBOX, "https://archon.aiursoft.com")
    addresses.set_origins(origins)
    assert addresses.origins() == origins


def shown_words(addresses: Addresses) -> str:
    return addresses.findChildren(WrappedLabel)[-1].text()


def test_the_scheme_of_each_address_is_said_while_it_is_typed(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    assert shown_words(addresses).startswith("It has not been used for any address.")
    type_address(qtbot, addresses, "example.org")
    type_address(qtbot, addresses, "localhost:18080")
    assert shown_words(addresses) == (
        "It is sent to https://example.org and http://localhost:18080 and to no other address."
    )


def test_a_whole_address_is_cut_to_where_it_goes(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    type_address(qtbot, addresses, "https://Example.com:443/path?x=1")
    type_address(qtbot, addresses, "example.org")
    assert addresses.origins() == ("https://example.com", "https://example.org")
    assert addresses.problem() is None


def test_a_text_that_is_not_an_address_is_marked_while_it_is_typed(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    addresses.show()
    type_address(qtbot, addresses, "http://[")
    [problem] = [note for note in addresses.findChildren(Note) if note.isVisible()]
    assert problem.label.text().startswith("http://[ is not an address.")
    assert addresses.origins() == ()


def test_plain_http_is_bound_where_it_is_typed(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    type_address(qtbot, addresses, "http://example.org")
    assert addresses.problem() is None
    assert addresses.origins() == ("http://example.org",)


def test_the_sandbox_is_a_tick(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    with qtbot.waitSignal(addresses.edited):
        addresses.findChildren(QCheckBox)[0].click()
    assert addresses.origins() == (IN_SANDBOX,)


def choose_source(form, name: str, source: str) -> None:
    box = next(b for b in form.findChildren(QComboBox) if b.accessibleName() == f"{name} from")
    row = next(r for r in range(box.count()) if box.itemText(r).startswith(source))
    box.setCurrentIndex(row)
    box.activated.emit(row)


@pytest.mark.parametrize(
    ("source", "title", "text", "written"),
    [
        (
            "Command",
            "App secret: command",
            "op read op://Work/app",
            "command:op read op://Work/app",
        ),
        ("Environment variable", "App secret: environment variable", "APP", "env:APP"),
        ("File", "App secret: file", "~/secret", "file:~/secret"),
    ],
)
def test_a_secret_comes_from_where_the_person_says(form, source, title, text, written):
    drafts = drafts_of(form)
    fill_in(form, Name="Mine", App_id=APP_ID)
    choose_source(form, "App secret", source)
    names = {line.accessibleName() for line in form.findChildren(QLineEdit) if line.isVisible()}
    assert {n for n in names if n.startswith("App secret")} - {"App secret from"} == {title}
    # Nothing is saved without it.
    save(form)
    assert drafts == []
    line(form, title).setText(text)
    save(form)
    (draft,) = drafts
    assert draft.credential.sources == (("app_secret", written),)
    assert draft.secrets == ()


def test_a_source_is_shown_again_and_can_be_replaced_by_a_typed_secret(parent, theme):
    sourced = replace(MINE, sources=(("app_secret", "env:APP_SECRET"),))
    form = CredentialForm(theme, parent, RULES, sourced)
    form.show()
    drafts = drafts_of(form)
    assert line(form, "App secret: environment variable").text() == "APP_SECRET"
    save(form)
    form.show_trouble("")
    choose_source(form, "App secret", "Typed")
    # The keyring has none that could stay.
    save(form)
    assert [draft.credential.sources for draft in drafts] == [sourced.sources]
    line(form, "App secret").setText(SECRET)
    save(form)
    assert drafts[1].credential.sources == ()
    assert drafts[1].secrets == (("app_secret", Secret(SECRET)),)
