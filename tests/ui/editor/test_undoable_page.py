"""The steps of a page, and how much memory their texts take."""

import pytest
from msgspec.structs import replace

from aiurdesk.core.request.edit_state import EditState
from aiurdesk.core.request.request import GraphqlBody, Request, TextBody
from aiurdesk.core.request.typed import Typed
from aiurdesk.ui.editor.undoable_page import UndoablePage

LONG = 100_000


class Page(UndoablePage):
    """A page whose state is what is put into it."""

    def __init__(self):
        super().__init__()
        self.shown = EditState(Request(target=Typed("")))
        self.start_undo()

    def edit_state(self):
        return self.shown

    def restore_edit_state(self, state, edit):
        self.shown = state

    def enter(self, body):
        self.shown = replace(self.shown, request=replace(self.shown.request, body=body))
        self.record_edit()


@pytest.fixture
def page(qtbot):
    page = Page()
    qtbot.addWidget(page)
    page.most_bytes = 10 * LONG
    return page


@pytest.mark.parametrize("kind", [TextBody, GraphqlBody])
def test_the_oldest_of_many_long_steps_are_forgotten(page, kind):
    bodies = [kind(sign * LONG) for sign in "abcdefghijklmnopqrstuvwxyz"]
    for body in bodies:
        page.enter(body)
    # A step from one text to another one may hold both.
    assert 3 <= page.undo_stack.count() <= 10
    assert page.undo_stack.undoText().startswith("Change")
    count = page.undo_stack.count()
    for body in reversed(bodies[-count:-1]):
        page.undo_stack.undo()
        assert page.shown.request.body == body
    page.undo_stack.undo()
    assert not page.undo_stack.canUndo()
    assert page.shown.request.body == bodies[-count - 1]
    for body in bodies[-count:]:
        page.undo_stack.redo()
        assert page.shown.request.body == body


def test_the_last_steps_stay_however_long_they_are(page):
    page.most_bytes = LONG
    for sign in "abcdef":
        page.enter(TextBody(sign * LONG))
    assert page.undo_stack.count() == 3
    page.undo_stack.undo()
    assert page.shown.request.body == TextBody("e" * LONG)


def test_small_steps_beside_a_long_text_are_all_kept(page):
    for number in range(60):
        page.shown = replace(page.shown, address=f"https://{number}.host/{number}")
        page.enter(TextBody("x" * 5 * LONG))
    assert page.undo_stack.count() == 60
