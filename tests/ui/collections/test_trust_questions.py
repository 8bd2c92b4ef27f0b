"""Trust in the window: what asks for it, and what is trusted without a question."""

import asyncio

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.services.sending.trust import NotTrusted, Reach, Trust, TrustQuestion
from aiurdesk.ui.collections.trust_questions import TrustQuestions
from aiurdesk.ui.runs.run_controller import RunDialog
from tests.coroutines import until
from tests.envelope_server import envelope_server
from tests.ui.collections.steps import open_collection, open_request, told
from tests.ui.opened_window import opened_window

HUSH = "hush-of-mine"


def a_strangers_collection(folder, base):
    folder.mkdir()
    (folder / "collection.toml").write_text('environment = "Production"\n')
    for name, line in (
        ("Leak", 'headers = [["X-A", "{{env:LEAK}}"]]'),
        ("Other", 'file = "../outside"'),
        ("Plain", ""),
    ):
        text = f'method = "POST"\nurl = "{base}/0/{name}"\n{line}\n'
        (folder / f"{name}.request.toml").write_text(text)
    return folder


def box_of(parent):
    return next((b for b in parent.findChildren(QMessageBox) if b.isVisible()), None)


async def answer(parent, button):
    await until(lambda: box_of(parent) is not None)
    box = box_of(parent)
    assert box.defaultButton().text() == "Not now"
    words = f"{box.text()}\n{box.informativeText()}"
    next(b for b in box.findChildren(QPushButton) if b.text() == button).click()
    await until(lambda: box_of(parent) is None)
    return words


async def test_the_question_names_what_the_folder_uses(theme, tmp_path, monkeypatch):
    monkeypatch.setenv("LEAK", HUSH)
    with envelope_server() as server:
        folder = a_strangers_collection(tmp_path / "evil", server.base)
        async with opened_window(theme, tmp_path / "profile") as opened:
            await open_collection(opened, folder)
            await open_request(opened, folder / "Leak.request.toml")
            opened.send()
            words = await answer(opened.window, "Not now")
            assert f"Do you trust the folder {folder}?" in words
            assert "the variable LEAK of the process" in words
            assert f"the file {tmp_path / 'outside'}" in words
            await opened.scope.idle()
            # Once: from now on it is told.
            opened.send()
            await opened.scope.idle()
            assert box_of(opened.window) is None
            assert any("choose Trust this folder in the menu" in text for text in told(opened))
            # A copy of the tab has no file, and is a stranger's all the same.
            opened.controller.workbench.duplicate(opened.current.key)
            opened.send()
            await opened.scope.idle()
            assert server.received == []
            panel = opened.controller.collections.section
            panel.tree.select(str(folder))
            menu = panel.menu_of(panel.tree.current)
            next(a for a in menu.actions() if a.text() == "Trust this folder").trigger()
            await opened.scope.idle()
            opened.send()
            await opened.scope.idle()
            assert f"X-A: {HUSH}" in server.received[0]
        async with opened_window(theme, tmp_path / "profile") as opened:
            assert opened.services.trust.folders() == (str(folder),)


async def test_only_what_a_trusted_folder_newly_uses_is_asked_about_once(
    theme, tmp_path, monkeypatch
):
    monkeypatch.setenv("LEAK", HUSH)
    monkeypatch.setenv("MORE", "more-of-mine")
    with envelope_server() as server:
        folder = a_strangers_collection(tmp_path / "mine", server.base)
        (folder / "Other.request.toml").unlink()
        async with opened_window(theme, tmp_path / "profile") as opened:
            opened.services.trust.add(folder)
            await open_collection(opened, folder)
            # Another program writes what the folder did not use before.
            text = (folder / "Leak.request.toml").read_text()
            (folder / "New.request.toml").write_text(text.replace("{{env:LEAK}}", "{{env:MORE}}"))
            await open_request(opened, folder / "Leak.request.toml")
            opened.send()
            await opened.scope.idle()
            assert box_of(opened.window) is None
            assert len(server.received) == 1
            await open_request(opened, folder / "New.request.toml")
            opened.send()
            words = await answer(opened.window, "Allow")
            assert f"The trusted folder {folder} was changed." in words
            assert "newly use the variable MORE of the process. They may" in words
            assert "LEAK" not in words
            await opened.scope.idle()
            opened.send()
            await opened.scope.idle()
            assert box_of(opened.window) is None
            assert ["X-A: more-of-mine" in text for text in server.received] == [False, True, True]


async def test_a_tab_of_the_last_start_is_still_a_strangers(theme, tmp_path, monkeypatch):
    monkeypatch.setenv("LEAK", HUSH)
    with envelope_server() as server:
        folder = a_strangers_collection(tmp_path / "evil", server.base)
        async with opened_window(theme, tmp_path / "profile") as opened:
            await open_request(opened, folder / "Leak.request.toml")
            opened.controller.workbench.duplicate(opened.current.key)
            await opened.scope.idle()
        async with opened_window(theme, tmp_path / "profile") as opened:
            await opened.scope.idle()
            file, copy = opened.controller.workbench.open_requests
            opened.controller.workbench.send_request(file.key)
            await answer(opened.window, "Not now")
            opened.controller.workbench.send_request(copy.key)
            await opened.scope.idle()
            assert any("wants to use the variable LEAK" in text for text in told(opened))
            assert server.received == []


async def test_a_run_asks_and_goes_on_without_what_was_not_allowed(theme, tmp_path, monkeypatch):
    monkeypatch.setenv("LEAK", HUSH)
    (tmp_path / "outside").write_text("outside")
    with envelope_server() as server:
        folder = a_strangers_collection(tmp_path / "evil", server.base)
        async with opened_window(theme, tmp_path / "profile") as opened:
            opened.controller.run_wanted.emit(str(folder))
            await opened.scope.idle()
            dialog = opened.window.findChild(RunDialog)
            assert dialog is not None
            dialog.form.button.click()
            await answer(opened.window, "Not now")
            await opened.scope.idle()
            assert ["/0/Plain" in path for path in server.received] == [True]
            opened.services.trust.add(folder)
            dialog.form.button.click()
            await opened.scope.idle()
            assert len(server.received) == 4
            await opened.services.history.aclose()
            assert HUSH not in str(await opened.services.history.page(HistoryFilter()))
            dialog.close()


async def test_what_is_made_in_the_window_is_trusted(theme, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "Leak.request.toml").write_text('method = "GET"\nurl = "https://host.example"\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        for folder in (tmp_path / "mine", theirs):
            opened.controller.collections.create(str(folder))
            await opened.scope.idle()
        assert opened.services.trust.folders() == (str(tmp_path / "mine"),)


async def test_a_folder_that_cannot_be_read_is_asked_about_all_the_same(theme, qtbot, tmp_path):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    trust = Trust()
    questions = TrustQuestions(theme, window, trust)
    question = TrustQuestion(str(tmp_path / "gone"), Reach(("A",)))
    async with asyncio.TaskGroup() as group:
        task = group.create_task(questions.ask_trust(question))
        assert "the variable A of the process" in await answer(window, "Not now")
        assert not await task
    with pytest.raises(NotTrusted, match="choose Trust this folder"):
        await questions.ask_trust(question)
