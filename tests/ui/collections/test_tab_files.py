"""Tabs and their files: who changed what is told, and nothing is lost."""

import asyncio

from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QPushButton

from aiurdesk.core.collection.saved_request import saved_request
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header
from aiurdesk.services.collections.collection_plans import GiveName
from aiurdesk.services.collections.saved_files import MissingFile
from tests.ui.collections.steps import (
    a_collection,
    channel,
    open_collection,
    open_request,
    put,
    set_channel,
    told,
)
from tests.ui.opened_window import opened_window


async def test_an_edited_request_is_told_once_of_a_change_outside(theme, tmp_path):
    file = a_collection(tmp_path / "checks") / "A.request.toml"
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, file.parent)
        await open_request(opened, file)
        set_channel(opened, "mine")
        put(file, "theirs")
        for _ in range(2):
            opened.controller.collections.refresh()
            await opened.scope.idle()
        assert channel(opened) == "mine"
        assert sum("Save asks which version stays" in text for text in told(opened)) == 1
        opened.window.message_bar.dismiss()
        # An edit against the file is over when both have the same.
        set_channel(opened, "theirs")
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert not opened.current.is_edited
        file.write_text("broken = [")
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert channel(opened) == "theirs"
        assert any("line 1" in text for text in told(opened))
        tabs = opened.controller.collections.tabs
        assert tabs.problem("/x", MissingFile()).sentence == "There is no file /x any more."
        assert tabs.problem("/x", Problem("Broken.")).sentence == "Broken."


async def test_a_file_that_was_read_before_it_was_saved_takes_no_place(theme, tmp_path):
    file = a_collection(tmp_path / "checks") / "A.request.toml"
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, file.parent)
        await open_request(opened, file)
        # Not until all is idle: a further look would find that the file is not the newer one.
        async with asyncio.TaskGroup() as looking:
            look = looking.create_task(opened.controller.collections.tabs.look())
            await asyncio.sleep(0)
            set_channel(opened, "saved now")
            copy, request = opened.current.copy, opened.current.request
            opened.controller.workbench.take_copy(
                opened.current.key, replace(copy, version="newer", opened=request)
            )
        assert look.result() == ()
        assert channel(opened) == "saved now"


async def test_unsaved_edits_are_there_after_a_kill_and_know_their_file(theme, tmp_path):
    file = a_collection(tmp_path / "checks") / "A.request.toml"
    profile = tmp_path / "profile"
    async with opened_window(theme, profile) as opened:
        await open_collection(opened, file.parent)
        await open_request(opened, file)
        set_channel(opened, "mine")
        opened.controller.workbench.duplicate(opened.current.key)
        await opened.scope.idle()
        # What a killed window leaves: the file that was written a moment after the edit.
        state = (profile / "window.json").read_bytes()
    put(file.parent / "B.request.toml", "other")
    (profile / "window.json").write_bytes(state)
    async with opened_window(theme, profile) as opened:
        await opened.scope.idle()
        saved, copy = opened.controller.workbench.open_requests
        assert saved.copy is not None
        assert saved.copy.path == str(file)
        assert saved.copy.opened is not None
        assert saved.is_edited
        assert dict(saved.request.values)["ChannelId"] == "mine"
        assert (copy.copy, copy.name, copy.is_edited) == (None, "A copy", True)
    put(file, "theirs")
    async with opened_window(theme, profile) as opened:
        await opened.scope.idle()
        saved = opened.controller.workbench.open_requests[0]
        assert dict(saved.request.values)["ChannelId"] == "mine"
        assert any("Save asks which version stays" in text for text in told(opened))


async def test_an_unedited_request_comes_back_as_its_file_says(theme, tmp_path):
    # What the state of the window leaves out, because it looks like a secret, is not an edit: Save
    # would take it out of the file.
    file = a_collection(tmp_path / "checks") / "A.request.toml"
    text = (
        'method = "POST"\nurl = "https://h/x?sid=1"\nheaders = [\n    ["Cookie", "theme=dark"],\n'
        '    ["Authorization", "Bearer {{token}}"],\n    ["X-Api-Key", "by hand"],\n]\n'
        'not_secret = ["url parameter sid", "header Cookie"]\n'
    )
    file.write_text(text)
    profile = tmp_path / "profile"
    async with opened_window(theme, profile) as opened:
        await open_collection(opened, file.parent)
        await open_request(opened, file)
        before = saved_request(opened.current.request)
        assert not opened.current.is_edited
    async with opened_window(theme, profile) as opened:
        await opened.scope.idle()
        assert not opened.current.is_edited
        assert saved_request(opened.current.request) == before
    assert file.read_text() == text


async def test_an_unsaved_request_comes_back_with_method_and_references(theme, tmp_path):
    command = "curl https://h/x -d '{}' --json '{}' -H 'Authorization: Bearer {{token}}'"
    profile = tmp_path / "profile"
    async with opened_window(theme, profile) as opened:
        opened.controller.workbench.open_custom_url()
        opened.page.row.address.setText("curl ")
        QApplication.clipboard().setText(command)
        opened.page.row.address.selectAll()
        opened.page.row.address.paste()
        await opened.scope.idle()
        before = opened.current.request
        assert (before.method or before.endpoint.method) == "POST"
    async with opened_window(theme, profile) as opened:
        await opened.scope.idle()
        request = opened.current.request
        assert (request.method or request.endpoint.method) == "POST"
        assert Header("Authorization", "Bearer {{token}}") in request.headers


async def test_closing_unsaved_edits_of_a_file_is_told_and_can_be_taken_back(theme, tmp_path):
    file = a_collection(tmp_path / "checks") / "A.request.toml"
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, file.parent)
        await open_request(opened, file)
        opened.controller.workbench.close(opened.current.key)
        assert told(opened) == []
        await open_request(opened, file)
        set_channel(opened, "mine")
        opened.controller.workbench.close(opened.current.key)
        assert told(opened) == ["Closed A with unsaved edits."]
        opened.find("message_action", QPushButton).click()
        await opened.scope.idle()
        assert channel(opened) == "mine"
        assert opened.current.is_edited
        assert told(opened) == []


async def test_each_of_two_closed_requests_is_reopened_by_its_own_button(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        for name in ("A", "B"):
            await open_request(opened, folder / f"{name}.request.toml")
            set_channel(opened, f"of {name}")
            opened.controller.workbench.close(opened.current.key)
        closed = ["Closed A with unsaved edits.", "Closed B with unsaved edits."]
        assert told(opened) == closed
        cards = opened.window.message_bar.findChildren(QFrame, "message_card")
        (first,) = [card for card in cards if card.accessibleName() == closed[0]]
        (button,) = first.findChildren(QPushButton, "message_action")
        button.click()
        assert channel(opened) == "of A"
        assert told(opened) == closed[1:]
        # By the key of the newest: its offer would do nothing any more.
        opened.controller.workbench.reopen()
        assert channel(opened) == "of B"
        assert told(opened) == []


async def test_a_file_without_a_body_is_not_edited_after_undo(theme, tmp_path):
    file = a_collection(tmp_path / "checks") / "A.request.toml"
    text = 'method = "GET"\nurl = "https://h/"\n'
    file.write_text(text)
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, file.parent)
        await open_request(opened, file)
        opened.page.row.address.end(False)
        QTest.keyClicks(opened.page.row.address, "x")
        assert opened.current.is_edited
        opened.page.undo_stack.undo()
        assert not opened.current.is_edited
        opened.page.row.address.end(False)
        QTest.keyClicks(opened.page.row.address, "x")
        opened.act("save")
        await opened.scope.idle()
    assert file.read_text() == text.replace("h/", "h/x")


async def test_a_file_without_a_body_goes_on_saying_so(theme, tmp_path):
    file = a_collection(tmp_path / "checks") / "A.request.toml"
    text = 'method = "GET"\nurl = "https://h/"\nbody = "none"  # mine\n'
    file.write_text(text)
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, file.parent)
        await open_request(opened, file)
        opened.page.row.address.end(False)
        QTest.keyClicks(opened.page.row.address, "x")
        opened.act("save")
        await opened.scope.idle()
    assert file.read_text() == text.replace("h/", "h/x")


async def test_a_closed_request_follows_its_file(theme, tmp_path):
    file = a_collection(tmp_path / "checks") / "A.request.toml"
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, file.parent)
        await open_request(opened, file)
        opened.controller.workbench.close(opened.current.key)
        opened.controller.collections.carry_out(GiveName(str(file), "Other"))
        await opened.scope.idle()
        opened.controller.workbench.reopen()
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert opened.current.copy.path == str(file.with_name("Other.request.toml"))
        assert not opened.current.is_edited
        assert told(opened) == []
