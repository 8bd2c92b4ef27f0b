import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.importers.left_out import LeftOutKind
from aiurdesk.services.imports.imported_files import ImportedFiles
from aiurdesk.services.imports.importing import FORMATS, ImportPlan, ImportSource, LeftOut
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.collections.collection_import import ImportDialog, ImportSourceDialog
from aiurdesk.ui.runs.run_controller import RunDialog
from aiurdesk.ui.widgets.line_dialog import LinesDialog
from tests.coroutines import until
from tests.digest_server import PASSWORD, USER, digest_handler
from tests.end_to_end.journeys.exports import postman_pair
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.ui.collections.steps import open_request
from tests.ui.opened_window import opened_window

SHOP = Path(__file__).parents[2] / "data" / "importers" / "postman" / "shop.input"


def visible(opened, kind):
    dialogs = [dialog for dialog in opened.window.findChildren(kind) if dialog.isVisible()]
    return dialogs[0] if dialogs else None


async def preview(opened, source):
    """Name what is imported, and return the dialog that shows what it becomes."""
    opened.act("import_collection")
    await until(lambda: visible(opened, ImportSourceDialog))
    dialog = visible(opened, ImportSourceDialog)
    dialog.line.setText(str(source))
    dialog.accept()
    await until(lambda: visible(opened, ImportDialog))
    return visible(opened, ImportDialog)


async def choose_folder(dialog, folder):
    line = dialog.findChild(QLineEdit, "import_folder")
    line.setText(str(folder))
    line.textEdited.emit(str(folder))
    await until(lambda: dialog.plan is not None and dialog.plan.folder == folder)


def message(opened):
    # A long word, as the path of a file, has places at which it may be broken.
    return opened.find("message", QLabel).text().replace("\u200b", "")


async def test_a_collection_is_shown_imported_opened_and_what_it_lacks_is_listed(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        dialog = await preview(opened, SHOP)
        title = dialog.findChild(QLabel, "import_title").text()
        assert title.startswith("8 requests and 1 folder in ")
        await choose_folder(dialog, tmp_path / "made")
        assert not (tmp_path / "made").exists()
        dialog.accept()
        await until(lambda: opened.controller.collections.collections)
        (collection,) = opened.controller.collections.collections
        assert (collection.name, Path(collection.path).name) == ("Shop", "made")
        await opened.scope.idle()
        assert "8 requests were imported" in message(opened)
        assert "2 scripts were not imported: 1 sets variables, 1 tests the response." in message(
            opened
        )
        assert opened.find("message_action", QPushButton).text() == "Show all"
        opened.find("message_action", QPushButton).click()
        (lines,) = opened.window.findChildren(LinesDialog)
        (text,) = lines.findChildren(QPlainTextEdit)
        assert "Users/Get a user: the test script." in text.toPlainText().splitlines()
        lines.reject()


async def test_secrets_that_are_ticked_go_into_the_keyring(theme, tmp_path):
    auth = {"type": "basic", "basic": {"username": "ann", "password": "pw-of-ann"}}
    token = {"type": "bearer", "bearer": {"token": "token-of-ann"}}
    items = [
        {"name": "A", "request": {"url": "https://h.example/", "auth": auth}},
        {"name": "B", "request": {"url": "https://h.example/", "auth": token}},
    ]
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"info": {"schema": "/collection/v2.1.0/"}, "item": items}))
    async with opened_window(theme, tmp_path / "profile") as opened:
        dialog = await preview(opened, file)
        await choose_folder(dialog, tmp_path / "made")
        boxes = dialog.findChildren(QCheckBox)
        assert [box.text() for box in boxes] == ["A: password of ann", "B: token"]
        boxes[1].setChecked(False)
        dialog.accept()
        await opened.scope.idle()
        credentials = opened.services.accounts.credentials
        assert credentials.by_name("A") is not None
        assert credentials.by_name("B") is None
        text = (tmp_path / "made" / "A.request.toml").read_text()
        assert 'credential = "A"' in text
        assert "pw-of-ann" not in text


async def test_an_import_into_a_collection_that_is_there_asks_and_merges(theme, tmp_path):
    file = tmp_path / "two.http"
    file.write_text("### A\nGET https://h.example/1\n### B\nGET https://h.example/b\n")
    async with opened_window(theme, tmp_path / "profile") as opened:
        first = await preview(opened, file)
        await choose_folder(first, tmp_path / "made")
        first.accept()
        await opened.scope.idle()
        file.write_text("### A\nGET https://h.example/2\n### C\nGET https://h.example/c\n")
        dialog = await preview(opened, file)
        await choose_folder(dialog, tmp_path / "made")
        assert "Requests of the same name are replaced: 1." in (
            dialog.findChild(QLabel, "import_merge").text()
        )
        assert dialog.findChild(QPushButton, "import_accept").text() == "Merge"
        dialog.accept()
        await opened.scope.idle()
        assert "h.example/2" in (tmp_path / "made" / "A.request.toml").read_text()
        names = sorted(path.name for path in (tmp_path / "made").glob("*.request.toml"))
        assert names == ["A.request.toml", "B.request.toml", "C.request.toml"]


async def test_what_was_copied_is_imported_and_cancelling_writes_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        QGuiApplication.clipboard().setText("GET https://h.example/a\n###\nGET https://h.example/b")
        opened.act("import_collection")
        await until(lambda: visible(opened, ImportSourceDialog))
        source = visible(opened, ImportSourceDialog)
        words = [label.text() for label in source.findChildren(QLabel)]
        assert any(text.startswith("curl, Postman, Insomnia, ") for text in words)
        next(b for b in source.findChildren(QPushButton) if b.text() == "Use clipboard").click()
        await until(lambda: visible(opened, ImportDialog))
        dialog = visible(opened, ImportDialog)
        await choose_folder(dialog, tmp_path / "made")
        dialog.reject()
        await opened.scope.idle()
        assert not (tmp_path / "made").exists()
        assert not opened.controller.collections.collections


@pytest.mark.parametrize("before", ["Sandbox (this computer)", "Own addresses"])
@pytest.mark.parametrize("count", [1, 2])
async def test_the_only_environment_of_an_import_is_chosen_unless_the_person_chose_one(
    theme, tmp_path, before, count
):
    source = tmp_path / "shop"
    (source / "environments").mkdir(parents=True)
    (source / "bruno.json").write_text('{"version": "1", "name": "Shop", "type": "collection"}')
    for name in ("Local", "Other")[:count]:
        (source / "environments" / f"{name}.bru").write_text("vars {\n  base: x\n}\n")
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.environments.choose(opened.environments.named(before))
        dialog = await preview(opened, source)
        await choose_folder(dialog, tmp_path / "made")
        dialog.accept()
        await opened.scope.idle()
        is_followed = before.startswith("Sandbox") and count == 1
        wanted = "Local · Shop" if is_followed else before
        assert opened.environments.environment.name == wanted


async def test_what_cannot_be_imported_is_told(theme, tmp_path):
    (tmp_path / "other.txt").write_text("nothing")
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.opener.collection_import.take([str(tmp_path / "other.txt")])
        await opened.scope.idle()
        assert "of no format that can be imported" in message(opened)
        (tmp_path / "a.http").write_text("GET https://h.example/a")
        dialog = await preview(opened, tmp_path / "a.http")
        line = dialog.findChild(QLineEdit, "import_folder")
        line.setText(str(tmp_path))
        line.textEdited.emit(str(tmp_path))
        accept = dialog.findChild(QPushButton, "import_accept")
        assert not accept.isEnabled()
        await until(
            lambda: any("is not empty" in label.text() for label in dialog.findChildren(QLabel))
        )
        dialog.reject()


async def test_a_dropped_file_of_another_program_is_imported(theme, tmp_path):
    (tmp_path / "a.http").write_text("GET https://h.example/a")
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.window.files_dropped.emit([str(tmp_path / "a.http")])
        await until(lambda: visible(opened, ImportDialog))
        visible(opened, ImportDialog).reject()
        await opened.scope.idle()


async def test_digest_of_a_folder_by_variables_is_sent_with_the_credential_that_is_named(
    theme, tmp_path
):
    digest = [{"key": "username", "value": "{{user}}"}, {"key": "password", "value": "{{pw}}"}]
    handler = digest_handler()
    with http_serving(handler) as base:
        look = {"name": "Look", "request": {"method": "GET", "url": f"{base}/a"}}
        lab = {"name": "Lab", "auth": {"type": "digest", "digest": digest}, "item": [look]}
        file = tmp_path / "x.json"
        file.write_text(json.dumps({"info": {"schema": "/collection/v2.1.0/"}, "item": [lab]}))
        profile, store = tmp_path / "profile", MemorySecrets()
        async with opened_window(theme, profile, store=store) as opened:
            dialog = await preview(opened, file)
            await choose_folder(dialog, tmp_path / "made")
            dialog.accept()
            await opened.scope.idle()
            opened.find("message_action", QPushButton).click()
            (lines,) = opened.window.findChildren(LinesDialog)
            (text,) = lines.findChildren(QPlainTextEdit)
            command = f"credentials add --scheme digest --origin {base} Lab user=USER"
            assert command in text.toPlainText()
            lines.reject()
            await open_request(opened, tmp_path / "made" / "Lab" / "Look.request.toml")
            refused = []
            opened.controller.workbench.sending.refused.connect(
                lambda _, errors: refused.extend(errors)
            )
            opened.send(is_forced=True)
            await opened.scope.idle()
            assert "There is no credential named Lab." in refused[0].sentence
            assert handler.seen == []
            credential = Credential(
                "id-lab", "Lab", "digest", origins=(base,), values=(("user", USER),)
            )
            await opened.services.credentials.add(credential, {"password": Secret(PASSWORD)})
            opened.controller.credentials.choice.refresh()
            opened.send()
            assert (await opened.answer()).outcome.status == 200
    assert "Digest" in handler.seen[-1]


CREDENTIAL = OfferedCredential(
    "basic", "Shop", "", (("user", "ann"),), (("password", Secret("pw-of-ann")),)
)
FILES = ImportedFiles(
    (("collection.toml", ""), ("A%2FB.request.toml", ""), ("environments/E.toml", "")),
    1,
    ("E",),
    (
        LeftOut("the test script.", "A"),
        LeftOut(
            "the secret of the authentication.",
            "A",
            kind=LeftOutKind.CREDENTIAL,
            missing=OfferedCredential("basic", "Shop", "", (("user", "ann"), ("password", "-"))),
        ),
    ),
    0,
    (CREDENTIAL,),
)
PLAN = ImportPlan(ImportSource("/x/shop.json"), Path("/x/shop"), FILES)


def test_all_that_was_found_is_shown(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = ImportDialog(theme, holder, PLAN)
    (tabs,) = dialog.findChildren(QTabWidget)
    titles = [tabs.tabText(number) for number in range(tabs.count())]
    assert titles == ["Requests 1", "Environments 1", "Secrets 1", "Not imported 1"]
    accept = dialog.findChild(QPushButton, "import_accept")
    assert isinstance(accept, QPushButton)
    assert (accept.text(), accept.isEnabled()) == ("Import", True)
    (box,) = dialog.findChildren(QCheckBox)
    assert box.text() == "Shop: password of ann"
    assert dialog.kept == (CREDENTIAL,)
    box.setChecked(False)
    assert not dialog.kept


def test_a_folder_that_cannot_take_it_says_why(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = ImportDialog(theme, holder, PLAN)
    accept = dialog.findChild(QPushButton, "import_accept")
    assert isinstance(accept, QPushButton)
    dialog.show_problem("It is not empty.")
    assert (dialog.plan, dialog.kept, accept.isEnabled()) == (None, (), False)
    merged = replace(PLAN, is_merge=True, replaced=("A%2FB.request.toml",))
    dialog.show_plan(merged)
    assert (dialog.plan, accept.text(), accept.isEnabled()) == (merged, "Merge", True)


def button(dialog, text):
    return next(b for b in dialog.findChildren(QPushButton) if b.text() == text)


def test_the_file_dialog_offers_the_formats_that_can_be_imported(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = ImportSourceDialog(theme, holder)
    dialog.show()
    assert not dialog.ok.isEnabled()
    button(dialog, "Choose file…").click()
    (files,) = dialog.findChildren(QFileDialog)
    first, *formats, last = files.nameFilters()
    assert first.startswith("All that can be imported (*.sh *.txt *.json")
    assert [text.partition(" (")[0].lower() for text in formats] == [
        title.lower() for title, _ in FORMATS
    ]
    assert last == "All files (*)"
    files.filesSelected.emit(["/x/shop.json"])
    files.reject()
    assert dialog.text() == "/x/shop.json"
    assert dialog.ok.isEnabled()


def test_what_was_copied_is_taken_as_it_was(qtbot, theme):
    QGuiApplication.clipboard().setText("curl https://h.example/ä")
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = ImportSourceDialog(theme, holder)
    button(dialog, "Use clipboard").click()
    assert dialog.pasted == "curl https://h.example/ä".encode()
    assert dialog.result() == ImportSourceDialog.DialogCode.Accepted


KEY = "ghp_" + "a1B2" * 8


async def test_secrets_are_grouped_kept_as_text_and_bound_to_the_hosts(theme, tmp_path):
    seen = []

    class Handler(QuietHandler):
        def do_GET(self):
            seen.append(self.headers["X-Api-Key"])
            self.respond(b"{}", Content_Type="application/json")

    with http_serving(Handler) as base:
        items = [
            {"name": "A", "request": {"url": f"{base}/a", "header": [header]}}
            for header in (
                {"key": "X-Api-Key", "value": "key-of-ann-1"},
                {"key": "X-Note", "value": KEY},
                {"key": "Cookie", "value": "session=of-ann-2"},
            )
        ]
        file = tmp_path / "x.json"
        file.write_text(json.dumps({"info": {"schema": "/collection/v2.1.0/"}, "item": items}))
        async with opened_window(theme, tmp_path / "profile") as opened:
            dialog = await preview(opened, file)
            await choose_folder(dialog, tmp_path / "made")
            labels = [label.text() for label in dialog.findChildren(QLabel)]
            assert labels.index("Looks like a key") < labels.index("Named like a secret")
            assert any(base in text for text in labels)
            (key, first, cookie) = dialog.findChildren(QCheckBox)
            assert [box.text().partition(" ")[2] for box in (key, first, cookie)] == [
                "X-Note: token",
                "X-Api-Key: token",
                "Cookie: token",
            ]
            none = [b for b in dialog.findChildren(QPushButton) if "test data" in b.text()]
            none[1].click()
            assert (key.isChecked(), first.isChecked(), cookie.isChecked()) == (True, False, False)
            first.setChecked(True)
            dialog.accept()
            await opened.scope.idle()
            texts = [(tmp_path / "made" / f"A{n}.request.toml").read_text() for n in ("", " 3")]
            assert "{{secret:" in texts[0]
            assert "session=of-ann-2" in texts[1]
            assert 'not_secret = [\n    "header Cookie",\n]' in texts[1]
            kept = {
                one.name: one.origins
                for one in opened.services.credentials.all
                if one.name.startswith("127.0.0.1")
            }
            assert sorted(name.partition(" ")[2] for name in kept) == ["X-Api-Key", "X-Note"]
            assert set(kept.values()) == {(base,)}
            await open_request(opened, tmp_path / "made" / "A.request.toml")
            opened.send()
            assert (await opened.answer()).outcome.status == 200
    assert seen == ["key-of-ann-1"]


async def test_an_import_that_may_change_something_opens_its_run_but_waits_for_run(theme, tmp_path):
    file = tmp_path / "shop.http"
    file.write_text("### A\nPOST https://h.example/a\n")
    async with opened_window(theme, tmp_path / "profile") as opened:
        dialog = await preview(opened, file)
        await choose_folder(dialog, tmp_path / "made")
        dialog.accept()
        await opened.scope.idle()
        assert opened.find("message_action", QPushButton).text() == "Run all"
        opened.find("message_action", QPushButton).click()
        await opened.scope.idle()
        run = visible(opened, RunDialog)
        assert run.form.button.isEnabled()
        assert not run.form.is_running
        await opened.services.history.aclose()
        assert len(await opened.services.history.page(HistoryFilter())) == 0


async def test_all_is_run_also_where_something_was_not_taken_over(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        dialog = await preview(opened, SHOP)
        await choose_folder(dialog, tmp_path / "made")
        dialog.accept()
        await opened.scope.idle()
        assert opened.find("message_action", QPushButton).text() == "Show all"
        opened.find("message_also", QPushButton).click()
        await opened.scope.idle()
        assert visible(opened, RunDialog).form.choices().path == str(tmp_path / "made")


async def test_files_that_are_chosen_together_are_one_import(theme, tmp_path):
    environment, collection = postman_pair(tmp_path, "https://h.example")
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.act("import_collection")
        await until(lambda: visible(opened, ImportSourceDialog))
        source = visible(opened, ImportSourceDialog)
        button(source, "Choose file…").click()
        (files,) = source.findChildren(QFileDialog)
        files.filesSelected.emit([str(environment), str(collection)])
        await until(lambda: visible(opened, ImportDialog))
        dialog = visible(opened, ImportDialog)
        assert dialog.plan.headline == "2 requests and 1 environment"
        assert dialog.plan.folder.name == "lamp-shop"
        dialog.reject()


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("### B\nGET https://h.example/b\n", "are not one collection with its environments"),
        ("nothing", "b.http is of no format that can be imported"),
    ],
)
async def test_files_that_are_no_single_collection_are_told(theme, tmp_path, second, told):
    (tmp_path / "a.http").write_text("### A\nGET https://h.example/a\n")
    (tmp_path / "b.http").write_text(second)
    paths = [str(tmp_path / name) for name in ("a.http", "b.http")]
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.opener.collection_import.take(paths)
        await opened.scope.idle()
        assert told in message(opened)
