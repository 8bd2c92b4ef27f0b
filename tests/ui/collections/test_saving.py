"""Requests are saved into collections from the real window."""

import asyncio
import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QTabBar,
    QWidget,
)

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import FileValue, Header, MultipartBody, Row
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.collections.save_dialog import NewPlace, SaveDialog
from aiurdesk.ui.form.pair_line import PairLine
from aiurdesk.ui.widgets.note import WrappedLabel
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.collections.steps import (
    PUSH,
    a_collection,
    channel,
    open_collection,
    open_request,
    put,
    rows_of,
    set_channel,
    told,
    unfold,
)
from tests.ui.credentials.window_steps import answer, opened_dialog, press
from tests.ui.opened_window import opened_window


async def test_an_endpoint_is_saved_into_a_collection_and_saved_again(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        opened.open(PUSH)
        set_channel(opened, "7")
        bar = opened.find("request_bar", QTabBar)
        assert bar.tabText(0).endswith("•")
        opened.find("save_button", QPushButton).click()
        dialog = await opened_dialog(opened, "save_dialog")
        dialog.findChild(QLineEdit, "request_name").setText("Push")
        press(dialog, "Save")
        await opened.scope.idle()
        assert (folder / "Push.request.toml").read_text() == (
            f'endpoint = "{PUSH}"\nvalues = [\n    ["ChannelId", "7"],\n]\n'
        )
        assert "  Push" in rows_of(panel)
        assert bar.tabText(0) == "Push"
        assert not opened.find("save_button", QPushButton).isEnabled()
        set_channel(opened, "8")
        assert bar.tabText(0) == "Push •"
        opened.act("save")
        await opened.scope.idle()
        assert '"8"' in (folder / "Push.request.toml").read_text()
        assert bar.tabText(0) == "Push"
        assert told(opened) == []


async def test_a_typed_address_is_called_by_its_path(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        opened.controller.workbench.open_request(custom_request("https://localhost/users/1?a=b"))
        opened.act("save")
        dialog = await opened_dialog(opened, "save_dialog")
        assert dialog.findChild(QLineEdit, "request_name").text() == "users 1"
        press(dialog, "Save")
        await opened.scope.idle()
        assert opened.current.copy.name == "users 1"
        opened.controller.workbench.open_custom_url()
        opened.act("save")
        dialog = await opened_dialog(opened, "save_dialog")
        assert dialog.findChild(QLineEdit, "request_name").text() == "New request"
        press(dialog, "Cancel")


async def test_save_as_writes_another_file_and_cancel_writes_no_file(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        set_channel(opened, "7")
        opened.act("save_as")
        press(await opened_dialog(opened, "save_dialog"), "Cancel")
        await opened.scope.idle()
        opened.act("save_as")
        dialog = await opened_dialog(opened, "save_dialog")
        name = dialog.findChild(QLineEdit, "request_name")
        (save,) = (b for b in dialog.findChildren(QPushButton) if b.text().endswith("Save"))
        # C is the name of a request in another folder.
        for text, can_save in (("b", False), ("C", True), ("Other", True)):
            name.setText(text)
            assert save.isEnabled() is can_save
        press(dialog, "Save")
        await opened.scope.idle()
        assert '"2"' in (folder / "A.request.toml").read_text()
        assert '"7"' in (folder / "Other.request.toml").read_text()
        assert opened.current.copy.name == "Other"


async def test_save_all_and_revert(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        for name in ("A", "B"):
            await open_request(opened, folder / f"{name}.request.toml")
            set_channel(opened, name)
        opened.act("revert")
        assert channel(opened) == "2"
        assert not opened.current.is_edited
        opened.find("message_action", QPushButton).click()
        assert channel(opened) == "B"
        opened.open(PUSH)
        set_channel(opened, "new")
        assert opened.action("save_all").isEnabled()
        opened.act("save_all")
        await opened.scope.idle()
        for name in ("A", "B"):
            assert f'"{name}"' in (folder / f"{name}.request.toml").read_text()
        assert "1 request has no file yet" in told(opened)[-1]
        opened.controller.saving.save(999)
        assert not opened.action("save_all").isEnabled()


async def conflict(opened, file: Path, button: str) -> None:
    """Edit a request while its file is changed, save, and answer the question."""
    await open_request(opened, file)
    set_channel(opened, "mine")
    put(file, "theirs")
    opened.act("save")
    asked = await answer(opened, button)
    assert "so none is lost" in asked
    await opened.scope.idle()


def versions(opened) -> list[tuple[str, str]]:
    """Return name and value of each tab."""
    requests = opened.controller.workbench.open_requests
    return [
        (tab.copy.name if tab.copy else tab.name, dict(tab.request.values)["ChannelId"])
        for tab in requests
    ]


async def test_a_conflict_asks_and_loses_no_version(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        await conflict(opened, folder / "A.request.toml", "Cancel")
        assert '"theirs"' in (folder / "A.request.toml").read_text()
        assert versions(opened) == [("A", "mine")]
        opened.act("save")
        await answer(opened, "Keep my edits")
        await opened.scope.idle()
        assert '"mine"' in (folder / "A.request.toml").read_text()
        assert versions(opened) == [("A", "mine"), ("A (from the file)", "theirs")]
        await conflict(opened, folder / "B.request.toml", "Use the file")
        assert '"theirs"' in (folder / "B.request.toml").read_text()
        assert versions(opened)[2:] == [("B", "theirs"), ("B (my edits)", "mine")]
        assert channel(opened) == "theirs"
        # A file that is broken by now is not overwritten.
        set_channel(opened, "again")
        (folder / "B.request.toml").write_text("x = [")
        opened.act("save")
        await opened.scope.idle()
        assert (folder / "B.request.toml").read_text() == "x = ["
        assert any("Use Save as" in text for text in told(opened))


async def test_a_secret_goes_to_the_keyring_with_one_click(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    store = MemorySecrets()
    async with opened_window(theme, tmp_path / "profile", store=store) as opened:
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        request = opened.current.request
        values = (("ChannelId", "2"), ("MessageContent", "ghp_" + "a1B2" * 9))
        headers = (Header("X-Api-Key", "hush"),)
        opened.controller.workbench.edit(
            opened.current.key, replace(request, values=values, headers=headers)
        )
        opened.act("save")
        dialog = await opened_dialog(opened, "secrets_dialog")
        press(dialog, "Cancel")
        await opened.scope.idle()
        assert "hush" not in (folder / "A.request.toml").read_text()
        opened.act("save")
        dialog = await opened_dialog(opened, "secrets_dialog")
        first, second = dialog.findChildren(QLineEdit)
        first.setText("content")
        second.setText("key")
        press(dialog, "Move to keyring and save")
        await opened.scope.idle()
        text = (folder / "A.request.toml").read_text()
        assert "{{secret:content}}" in text
        assert "{{secret:key}}" in text
        assert "hush" not in text
        kept = opened.services.credentials.by_name("key")
        assert kept is not None
        secret = await opened.services.credentials.reveal(kept.id, "token")
        assert secret is not None
        assert secret.reveal() == "hush"
        assert (
            dict(opened.page.editors.values.fields.values())["MessageContent"]
            == "{{secret:content}}"
        )
        assert not opened.current.is_edited


class SlowSecrets(MemorySecrets):
    """A store that waits before it stores, as for a person who unlocks it."""

    def __init__(self):
        super().__init__()
        self.is_asked, self.may_go_on = asyncio.Event(), asyncio.Event()

    async def set(self, key, secret):
        self.is_asked.set()
        await self.may_go_on.wait()
        await super().set(key, secret)


async def test_what_is_typed_while_the_keyring_is_unlocked_is_saved_too(theme, tmp_path):
    folder, store = a_collection(tmp_path / "checks"), SlowSecrets()
    async with opened_window(theme, tmp_path / "profile", store=store) as opened:
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        secret = ("MessageContent", "ghp_" + "a1B2" * 9)
        opened.page.set_values((("ChannelId", "2"), secret))
        opened.act("save")
        dialog = await opened_dialog(opened, "secrets_dialog")
        dialog.findChild(QLineEdit).setText("content")
        press(dialog, "Move to keyring and save")
        await store.is_asked.wait()
        opened.page.set_values((("ChannelId", "9"), secret))
        store.may_go_on.set()
        await opened.scope.idle()
        text = (folder / "A.request.toml").read_text()
        assert "{{secret:content}}" in text
        assert '["ChannelId", "9"]' in text
        assert channel(opened) == "9"


async def test_a_false_alarm_is_written_into_the_file(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        opened.page.set_values((("ChannelId", "2"), ("MessageContent", "ghp_" + "a1B2" * 9)))
        opened.act("save")
        dialog = await opened_dialog(opened, "secrets_dialog")
        dialog.findChild(QCheckBox).click()
        press(dialog, "Save")
        await opened.scope.idle()
        assert (
            'not_secret = [\n    "value MessageContent",\n]'
            in (folder / "A.request.toml").read_text()
        )
        assert not opened.current.is_edited


async def test_a_file_that_is_there_is_not_replaced(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        set_channel(opened, "7")
        opened.act("save_as")
        dialog = await opened_dialog(opened, "save_dialog")
        dialog.findChild(QLineEdit, "request_name").setText("Other")
        (folder / "Other.request.toml").write_text("x = 1\n")
        press(dialog, "Save")
        await opened.scope.idle()
        assert "already" in told(opened)[-1]
        assert (folder / "Other.request.toml").read_text() == "x = 1\n"


async def test_the_first_request_makes_its_folder_a_collection_that_is_unfolded(
    theme, tmp_path, monkeypatch
):
    # Somebody's own, which is left alone.
    (tmp_path / "home" / "Requests").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "home" / "Requests 2"
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.act("show_collections")
        opened.open(PUSH)
        new_folder = opened.action("new_folder")
        assert not new_folder.isEnabled()
        opened.act("save")
        dialog = await opened_dialog(opened, "save_dialog")
        hint = f"When you save, a new collection is made in {folder}."
        assert hint in shown_texts(dialog)
        assert dialog.findChild(QComboBox, "request_folder").currentText() == "Requests 2"
        assert not folder.exists()
        press(dialog, "Save")
        await opened.scope.idle()
        section = opened.controller.collections.section
        assert section.tree.view.isExpanded(section.tree.rows.find(str(folder)))
        assert new_folder.isEnabled()
        assert [node.request_count for node in section.tree.rows.roots] == [1]
        # As ``aiurdesk run`` and the window of a run know it.
        assert 'environment = "Sandbox"' in (folder / "collection.toml").read_text()
        assert list((tmp_path / "home" / "Requests").iterdir()) == []


async def test_a_first_folder_that_cannot_be_made_is_told(theme, tmp_path, monkeypatch):
    (tmp_path / "home").write_text("a file")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.open(PUSH)
        opened.act("save")
        press(await opened_dialog(opened, "save_dialog"), "Save")
        await opened.scope.idle()
        assert "could not be made" in told(opened)[-1]
        assert opened.current.copy is None


async def test_an_upload_in_the_collection_is_saved_relative_to_the_request(theme, tmp_path):
    folder = a_collection(tmp_path / "checks", "inner/C")
    inside, outside = folder / "data" / "in.png", tmp_path / "out.png"
    for file in (inside, outside):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"png")
    (folder / "inner" / "Up.request.toml").write_text('method = "POST"\nurl = "https://host/"\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        await open_request(opened, folder / "inner" / "Up.request.toml")
        for file, path in ((inside, "../data/in.png"), (outside, str(outside))):
            body = MultipartBody((Row("f", FileValue(str(file), file.name, "image/png")),))
            opened.page.fill_in(replace(opened.current.request, body=body))
            WindowDriver(opened.window, opened.controller).show("Body")
            (line,) = opened.page.findChildren(PairLine)
            told_lines = [one.plain_text() for one in line.findChildren(WrappedLabel)]
            assert any("outside the collection" in text for text in told_lines) is (file == outside)
            opened.act("save")
            await opened.scope.idle()
            assert f'"{path}"' in (folder / "inner" / "Up.request.toml").read_text()


FOLDERS = (("Checks", "/c"), ("Checks / inner", "/c/inner"))


@pytest.fixture
def dialog(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SaveDialog(
        theme,
        parent,
        "Push",
        FOLDERS,
        lambda folder, name: (folder, name) == ("/c", "Taken"),
        NewPlace(Path("/home"), {"Pictures": False, "Lamps": True}),
    )
    dialog.show()
    yield dialog
    dialog.close()


def can_save(dialog):
    box = dialog.findChild(QDialogButtonBox)
    return box.button(QDialogButtonBox.StandardButton.Save).isEnabled()


def test_name_and_folder_make_the_file(dialog):
    assert dialog.path() == "/c/Push.request.toml"
    dialog.findChild(QLineEdit, "request_name").setText("a/b")
    dialog.findChild(QComboBox, "request_folder").setCurrentIndex(1)
    assert dialog.path() == "/c/inner/a%2Fb.request.toml"
    assert can_save(dialog)


@pytest.mark.parametrize("name", ["", " ", "x" * 300, "Taken"])
def test_a_name_that_cannot_be_is_refused_at_once(dialog, name):
    dialog.findChild(QLineEdit, "request_name").setText(name)
    assert not can_save(dialog)


def choose_folder(dialog, folder):
    (other,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Other folder…"]
    other.click()
    chooser = dialog.findChild(QFileDialog)
    chooser.fileSelected.emit(str(folder))
    chooser.close()


def shown_texts(dialog):
    labels = dialog.findChildren(WrappedLabel)
    return {label.plain_text() for label in labels if label.isVisible()}


def test_another_folder_can_be_chosen(dialog, tmp_path):
    choose_folder(dialog, tmp_path)
    assert dialog.path() == f"{tmp_path}/Push.request.toml"


def type_folder(dialog, name):
    folder = dialog.findChild(QComboBox, "request_folder")
    folder.lineEdit().selectAll()
    QTest.keyClicks(folder.lineEdit(), name)


def test_the_name_of_a_new_collection_can_be_typed(dialog):
    # Not completed to a collection that begins so.
    type_folder(dialog, "Check")
    assert dialog.path() == "/home/Check/Push.request.toml"
    assert dialog.is_new
    assert can_save(dialog)
    assert "When you save, a new collection is made in /home/Check." in shown_texts(dialog)
    type_folder(dialog, "checks")
    assert dialog.path() == "/c/Push.request.toml"
    assert not dialog.is_new
    type_folder(dialog, "Lamps")
    assert dialog.path() == "/home/Lamps/Push.request.toml"
    assert not dialog.is_new


def test_a_folder_that_is_no_collection_is_not_taken_for_one(dialog):
    type_folder(dialog, "pictures")
    assert not can_save(dialog)
    assert any("is a folder that is no collection" in text for text in shown_texts(dialog))
    for name in (" ", "a/b"):
        type_folder(dialog, name)
        assert not can_save(dialog)


async def test_what_is_said_of_a_folder_moves_nothing(dialog):
    parts = (QLineEdit, QComboBox, QDialogButtonBox)
    before = [dialog.findChild(part).geometry() for part in parts]
    for name in ("Shop", "Pictures", "Checks"):
        type_folder(dialog, name)
        await asyncio.sleep(0)
        assert [dialog.findChild(part).geometry() for part in parts] == before


async def test_a_request_is_saved_into_a_new_collection_by_its_name_alone(
    theme, tmp_path, monkeypatch
):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        opened.open(PUSH)
        opened.act("save")
        dialog = await opened_dialog(opened, "save_dialog")
        type_folder(dialog, "Shop lamps")
        press(dialog, "Save")
        await opened.scope.idle()
        unfold(panel)
        assert rows_of(panel)[-2:] == ["Shop lamps", "  Push message"]
        assert (home / "Shop lamps" / "collection.toml").is_file()


@pytest.mark.parametrize("zoom", [100, 200])
def test_nothing_is_empty_between_the_fields_and_the_buttons(qtbot, theme, zoom):
    theme.apply(ColourScheme.LIGHT, zoom)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SaveDialog(
        theme, parent, "Push", FOLDERS, lambda _folder, _name: False, NewPlace(Path("/home"), {})
    )
    dialog.show()
    folder, box = dialog.findChild(QComboBox), dialog.findChild(QDialogButtonBox)
    assert isinstance(folder, QComboBox)
    assert isinstance(box, QDialogButtonBox)
    # A line of help may come in between; more than two lines would be a hole.
    assert box.geometry().top() - folder.geometry().bottom() < 2 * folder.height()
    dialog.close()


async def test_a_request_of_an_own_service_takes_its_description_along(
    theme, tmp_path, monkeypatch
):
    described = {
        "openapi": "3.1.0",
        "info": {"title": "Lamp Shop", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/lamps": {"get": {"operationId": "listLamps", "tags": ["lamps"]}}},
    }
    (tmp_path / "openapi.json").write_text(json.dumps(described))
    folder = tmp_path / "home" / "Requests"
    folder.parent.mkdir()
    monkeypatch.setenv("HOME", str(folder.parent))
    async with opened_window(theme, tmp_path / "profile") as opened:
        own = opened.services.api_services
        read = await own.read(str(tmp_path / "openapi.json"))
        await own.write(read)
        # The collection is a new one: no environment of this person is written into it.
        opened.controller.environments.choose("Production")
        opened.open("lamp-shop.lamps.listlamps")
        opened.find("save_button", QPushButton).click()
        dialog = await opened_dialog(opened, "save_dialog")
        dialog.findChild(QLineEdit, "request_name").setText("List")
        press(dialog, "Save")
        await opened.scope.idle()
        assert [text for text in told(opened) if "description of Lamp Shop was saved" in text]
    assert "environment" not in (folder / "collection.toml").read_text()
    # A colleague has the collection alone.
    async with opened_window(theme, tmp_path / "theirs") as opened:
        await open_collection(opened, folder)
        await open_request(opened, folder / "List.request.toml")
        assert opened.current.request.endpoint.id == "lamp-shop.lamps.listlamps"
