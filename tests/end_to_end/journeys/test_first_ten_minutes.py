"""The first ten minutes with one's own API, with the number of actions that each journey takes."""

from PySide6.QtCore import Qt

from tests.end_to_end.journeys.person import Person
from tests.ui.opened_window import opened_window


async def test_an_address_is_typed_and_its_verdict_read_in_two_actions(theme, tmp_path, shop):
    async with opened_window(theme, tmp_path) as opened:
        person = Person(opened)
        person.type(f"{shop}/lamps")
        person.press(Qt.Key.Key_Return)
        await opened.scope.idle()
        assert person.driver.verdict().startswith("200 Success")
        assert len(person.actions) == 2
        assert not person.is_asked()
        assert not person.is_warned()


async def test_a_description_is_added_and_a_body_sent_in_six_actions(theme, tmp_path, shop):
    async with opened_window(theme, tmp_path) as opened:
        person = Person(opened)
        person.type(f"{shop}/openapi.json")
        person.press(Qt.Key.Key_Return)
        dialog = await person.driver.dialog("Add API description")
        person.click("Add", dialog)
        await opened.scope.idle()
        person.click_row("Endpoints", "Add a lamp")
        await person.fill("body", '{"name": "Reading lamp"}')
        person.click("Send")
        await opened.scope.idle()
        assert person.driver.verdict().startswith("201 Success")
        assert len(person.actions) == 6
        assert not person.is_asked()
        assert not person.is_warned()
