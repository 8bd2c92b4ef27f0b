"""Tests and captures that are made of a response, in the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from aiurdesk.core.formats.json.tree_path import ValueUse
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.widgets.note import Note
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
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


BODY = b"""{"id": 5, "name": "5", "access_token": "abc", "none": null, "user-id": [true],
 "next": "/users?page=2", "all": "https://other.example/all", "o": {}}"""


class Users(QuietHandler):
    def do_GET(self):
        self.respond(BODY, Content_Type="application/json")


def tree(opened):
    """Return the tree of the page in front."""
    (view,) = (view for view in opened.page.findChildren(TreeView) if view.isVisible())
    return view


def choose_value(opened, path, use):
    """Choose a value of the tree by its path, and then an action of its menu."""
    view = tree(opened)
    model = view.model()
    line = next(n for n in range(len(model.tree)) if model.tree.path(n) == path)
    view.setCurrentIndex(model.index_of(line))
    view.use_actions[use].trigger()


def message(opened):
    """Return the newest message; earlier ones may still be shown."""
    return opened.window.message_bar.messages[-1]


async def test_values_of_the_tree_become_tests_and_captures(theme, tmp_path):
    with http_serving(Users) as url:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            opened.controller.opener.open_target(f"{url}/users?page=1")
            await driver.send()
            for path in ("id", "name", "access_token", "none", '"user-id"[0]', "o", "id"):
                choose_value(opened, path, ValueUse.EXPECT)
            assert message(opened).text == "There is already such a test of id."
            tests = (
                ResponseTest("value", 5, "equals", "id"),
                ResponseTest("value", "5", "equals", "name"),
                ResponseTest("value", "string", "type", "access_token"),
                ResponseTest("value", False, "exists", "none"),
                ResponseTest("value", True, "equals", '"user-id"[0]'),
                ResponseTest("value", "object", "type", "o"),
            )
            assert opened.current.request.tests == tests
            # The keyboard is still in the tree.
            QTest.keyClick(tree(opened), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
            assert opened.current.request.tests == tests[:-1]
            opened.page.undo_stack.redo()

            choose_value(opened, '"user-id"', ValueUse.CAPTURE)
            dialog = await driver.dialog("Capture as variable")
            assert driver.find(QLineEdit, "Name of the variable").text() == "user_id"
            dialog.accept()
            await opened.scope.idle()
            assert opened.current.request.captures == (Capture("user_id", "value", '"user-id"'),)
            assert message(opened).text == 'Added a capture of "user-id" as user_id.'
            opened.page.editors.show_form()
            opened.window.message_bar.findChildren(QPushButton, "message_action")[-1].click()
            assert driver.find(QLineEdit, "Test 6 subject").isVisible()

            await driver.send()
            assert opened.exchange(opened.current.key).examination.failed == ()


async def test_an_address_of_the_tree_becomes_a_request(theme, tmp_path):
    with http_serving(Users) as url:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            opened.controller.opener.open_target(f"{url}/users?page=1")
            first = opened.current.key
            await driver.send()
            choose_value(opened, "next", ValueUse.OPEN)
            assert opened.current.request.endpoint.path == f"{url}/users?page=2"
            opened.controller.workbench.bring_to_front(first)
            choose_value(opened, "all", ValueUse.OPEN)
            assert opened.current.request.endpoint.path == "https://other.example/all"
            assert len(opened.controller.workbench.open_requests) == 3
