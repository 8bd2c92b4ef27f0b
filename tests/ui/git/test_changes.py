"""What changed in a Git folder, in the tree and in its dialog."""

import asyncio
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTreeView,
    QTreeWidget,
    QWidget,
)

from aiurdesk.ui.collections.collection_tree import Act, EntryCommand
from aiurdesk.ui.git.changes_dialog import ChangesDialog
from aiurdesk.ui.git.git_controller import GitController
from tests.coroutines import until
from tests.git_folders import REQUEST, clone, commit_all, git, make_folder, make_remote
from tests.ui.collections.steps import open_collection
from tests.ui.opened_window import opened_window


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    """Give Git nothing of the person who runs the tests."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def folder(tmp_path) -> Path:
    return make_folder(tmp_path / "lamps")


Part = TypeVar("Part", bound=QWidget)


def part(window: QWidget, kind: type[Part], name: str) -> Part:
    found = window.findChild(kind, name)
    assert found is not None
    return found


def spoken_rows(window: QWidget) -> list[str]:
    """Return what a screen reader says of the rows of the tree."""
    tree = part(window, QTreeView, "sidebar_tree")
    found, below = [], [tree.model().index(row, 0) for row in range(tree.model().rowCount())]
    while below:
        index = below.pop(0)
        found.append(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
        below += [tree.model().index(row, 0, index) for row in range(tree.model().rowCount(index))]
    return found


def dialog_of(window: QWidget) -> ChangesDialog | None:
    return next((d for d in window.findChildren(ChangesDialog) if d.isVisible()), None)


def press(dialog: QWidget, text: str) -> None:
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == text)
    assert button.isEnabled(), text
    button.click()


def words_of(dialog: QWidget, name: str = "git_words") -> str:
    return part(dialog, QLabel, name).text().replace("\u200b", "")


async def opened_changes(program, path: Path) -> ChangesDialog:
    program.controller.collections.carry_out(EntryCommand(Act.CHANGES, str(path)))
    await until(lambda: dialog_of(program.window) is not None)
    dialog = dialog_of(program.window)
    assert dialog is not None
    await until(lambda: part(dialog, QLabel, "git_branch").text() != "")
    await until(lambda: words_of(dialog) != "")
    return dialog


async def test_changes_are_marked_in_the_tree_of_a_trusted_folder(theme, tmp_path, folder):
    (folder / "List.request.toml").write_text(REQUEST + "send_anyway = true\n")
    (folder / "New.request.toml").write_text(REQUEST)
    async with opened_window(theme, tmp_path / "profile") as program:
        program.controller.services.trust.allow(folder)
        await open_collection(program, folder)
        await until(lambda: any("changed since" in row for row in spoken_rows(program.window)))
        rows = spoken_rows(program.window)
        assert "GET List, changed since the last commit" in rows
        assert "GET New, new since the last commit" in rows
        assert "lamps, collection, holds changes since the last commit" in [
            row.replace("Lamps", "lamps") for row in rows
        ]


async def test_what_changes_while_a_look_ends_is_marked_too(theme, tmp_path, folder):
    (folder / "New.request.toml").write_text(REQUEST)
    async with opened_window(theme, tmp_path / "profile") as program:
        program.controller.services.trust.allow(folder)
        await open_collection(program, folder)
        await until(lambda: any("new since" in row for row in spoken_rows(program.window)))
        await program.scope.idle()
        controller = program.window.findChild(GitController)
        assert controller is not None
        heard = []

        def take_back() -> None:
            heard.append(spoken_rows(program.window))
            git(folder, "reset", "-q", "--soft", "HEAD~1")
            controller.refresh()

        # It runs after the last step of the look, and before its task is over.
        part(program.window, QTreeView, "sidebar_tree").model().dataChanged.connect(
            lambda: asyncio.get_running_loop().call_soon(take_back),
            Qt.ConnectionType.SingleShotConnection,
        )
        commit_all(folder, "Add a request")
        controller.refresh()
        await program.scope.idle()
        assert len(heard) == 1
        assert not any("new since" in row for row in heard[0])
        assert any("new since" in row for row in spoken_rows(program.window))


async def test_without_a_git_folder_or_trust_nothing_of_it_is_seen(theme, tmp_path, folder):
    (folder / "List.request.toml").write_text(REQUEST + "send_anyway = true\n")
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "collection.toml").write_text("")
    (plain / "One.request.toml").write_text(REQUEST)
    async with opened_window(theme, tmp_path / "profile") as program:
        await open_collection(program, plain)
        await program.scope.idle()
        section = program.controller.collections.section
        section.tree.select(str(plain / "One.request.toml"))
        menu = section.menu_of(section.tree.current)
        assert "What changed…" not in [action.text() for action in menu.actions()]
        await open_collection(program, folder)
        await program.scope.idle()
        assert not any("since the last commit" in row for row in spoken_rows(program.window))


async def test_a_folder_that_is_not_trusted_is_asked_about(theme, tmp_path, folder):
    async with opened_window(theme, tmp_path / "profile") as program:
        await open_collection(program, folder)
        await program.scope.idle()
        program.controller.collections.carry_out(EntryCommand(Act.CHANGES, str(folder)))
        boxes = program.window.findChildren
        await until(lambda: any(box.isVisible() for box in boxes(QMessageBox)))
        box = next(box for box in boxes(QMessageBox) if box.isVisible())
        assert "Git runs programs that the folder names" in box.informativeText()
        press(box, "Not now")
        await program.scope.idle()
        assert dialog_of(program.window) is None


async def test_a_change_is_read_ticked_and_committed(theme, tmp_path, folder):
    (folder / "List.request.toml").write_text(REQUEST + 'headers = [["Accept", "a"]]\n')
    async with opened_window(theme, tmp_path / "profile") as program:
        program.controller.services.trust.allow(folder)
        await open_collection(program, folder)
        dialog = await opened_changes(program, folder / "List.request.toml")
        assert words_of(dialog) == "• header Accept added: a"
        difference = part(dialog, QPlainTextEdit, "git_difference")
        await until(lambda: '+headers = [["Accept", "a"]]' in difference.toPlainText())
        files = part(dialog, QTreeWidget, "git_files")
        item = files.topLevelItem(0)
        assert item is not None
        item.setCheckState(0, Qt.CheckState.Checked)
        await until(lambda: git(folder, "diff", "--cached", "--name-only") != "")
        commit = part(dialog, QPushButton, "git_commit")
        part(dialog, QPlainTextEdit, "git_message").setPlainText("Accept a")
        await until(commit.isEnabled)
        commit.click()
        await until(lambda: "Nothing changed" in words_of(dialog))
        assert git(folder, "log", "-1", "--format=%s").strip() == "Accept a"
        dialog.reject()
        await program.scope.idle()
        assert not any("since the last commit" in row for row in spoken_rows(program.window))


async def test_a_conflict_is_pulled_resolved_committed_and_pushed(theme, tmp_path, folder):
    remote = make_remote(tmp_path / "remote.git", folder)
    other = clone(remote, tmp_path / "other")
    for place, name in ((other, "theirs"), (folder, "own")):
        text = REQUEST.replace("lamps.example/lamps", f"lamps.example/{name}")
        (place / "List.request.toml").write_text(text)
        commit_all(place, name)
    git(other, "push", "-q")
    async with opened_window(theme, tmp_path / "profile") as program:
        program.controller.services.trust.allow(folder)
        await open_collection(program, folder)
        dialog = await opened_changes(program, folder)
        press(dialog, "Pull")
        await until(lambda: words_of(dialog, "git_words_of_others") != "")
        assert "lamps.example/own" in words_of(dialog)
        assert "lamps.example/theirs" in words_of(dialog, "git_words_of_others")
        assert "A merge is under way" in words_of(dialog, "git_branch")
        theirs = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Take theirs")
        await until(theirs.isEnabled)
        theirs.click()
        commit = part(dialog, QPushButton, "git_commit")
        await until(commit.isEnabled)
        commit.click()
        push = part(dialog, QPushButton, "git_push")
        await until(lambda: "ahead" in words_of(dialog, "git_branch") and push.isEnabled())
        push.click()
        await until(lambda: "as origin/main" in words_of(dialog, "git_branch"))
        assert git(remote, "rev-parse", "main") == git(folder, "rev-parse", "HEAD")
        dialog.reject()
        await program.scope.idle()


async def test_many_words_leave_room_for_the_difference(theme, tmp_path, folder):
    rows = ", ".join(f'["n{number}", "1"]' for number in range(150))
    (folder / "List.request.toml").write_text(REQUEST + f"values = [{rows}]\n")
    async with opened_window(theme, tmp_path / "profile") as program:
        program.controller.services.trust.allow(folder)
        await open_collection(program, folder)
        dialog = await opened_changes(program, folder)
        assert words_of(dialog).count("\n") > 50
        difference = part(dialog, QPlainTextEdit, "git_difference")
        await until(lambda: difference.height() > 150)
        assert dialog.height() < 800
        dialog.reject()
        await program.scope.idle()
