"""Tests and captures that are made of a response, in the real window."""

from PySide6.QtWidgets import QLineEdit, QPushButton

from aiurdesk.core.request.response_test import ResponseTest
from aiurdesk.ui.widgets.note import Note
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window


def marked(opened):
    """Return what is said to be missing in the tests."""
    notes = [note.label for note in opened.page.editors.findChildren(Note) if note.isVisible()]
    return [label.plain_text() for label in notes]


async def test_a_new_test_starts_with_the_response_and_is_marked_when_it_is_left(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("gateway.home.index")
        driver.show("Tests")
        opened.window.activateWindow()
        driver.press("Add test")
        assert opened.current.request.tests == (ResponseTest("code", ""),)
        assert marked(opened) == []
        add = next(b for b in opened.page.findChildren(QPushButton, "add_test") if b.isVisible())
        await until(lambda: opened.window.isActiveWindow())
        add.setFocus()
        assert len(marked(opened)) == 1

        await driver.send()
        driver.press("Remove test 1")
        driver.press("Add test")
        assert driver.find(QLineEdit, "Test 1 expected").text() == "0"
        assert opened.current.request.tests == (ResponseTest("code", 0),)
        assert marked(opened) == []
