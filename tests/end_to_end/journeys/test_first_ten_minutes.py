"""The first ten minutes with one's own API, with the number of actions that each journey takes."""

import asyncio
import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.storage.secrets import MemorySecrets
from tests.coroutines import until
from tests.end_to_end.journeys.exports import bruno, insomnia, postman, postman_pair
from tests.end_to_end.journeys.lamp_server import KEY
from tests.end_to_end.journeys.person import Person
from tests.end_to_end.journeys.table import JOURNEYS
from tests.ui.collections.steps import open_request
from tests.ui.opened_window import opened_window


def test_a_journey_takes_no_more_actions_than_its_goal_or_says_why():
    for journey in JOURNEYS.values():
        assert (journey.actions > journey.goal) == bool(journey.reason), journey.words


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return the folder in which new folders are offered."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


async def test_an_address_is_typed_and_its_verdict_read_in_two_actions(theme, tmp_path, shop):
    async with opened_window(theme, tmp_path) as opened:
        person = Person(opened)
        person.type(f"{shop}/lamps")
        person.press(Qt.Key.Key_Return)
        await opened.scope.idle()
        assert person.driver.verdict().startswith("200 Success")
        assert len(person.actions) == JOURNEYS["a"].actions
        assert not person.is_asked()
        assert not person.is_warned()


@pytest.mark.parametrize(("journey", "is_form"), [("b", True), ("b, JSON", False)])
async def test_a_description_is_added_and_a_body_sent(theme, tmp_path, shop, journey, is_form):
    async with opened_window(theme, tmp_path) as opened:
        person = Person(opened)
        person.type(f"{shop}/openapi.json")
        person.press(Qt.Key.Key_Return)
        dialog = await person.driver.dialog("Add API description")
        person.click("Add", dialog)
        await opened.scope.idle()
        person.click_row("Sidebar", "Add a lamp")
        await until(lambda: person.driver.has(QLineEdit, "name"))
        if is_form:
            await person.fill("name", "Reading lamp")
        else:
            person.click("Show body as JSON")
            await person.fill("body", '{"name": "Reading lamp"}')
        person.click("Send")
        await opened.scope.idle()
        assert person.driver.verdict().startswith("201 Success")
        assert len(person.actions) == JOURNEYS[journey].actions
        assert not person.is_asked()
        assert not person.is_warned()


def own_credentials(opened):
    """Return the names of credentials that are not those of the sandbox."""
    credentials = opened.services.accounts.credentials.all
    return [one.name for one in credentials if one.origins != ("sandbox",)]


async def send_and_run_all(person, opened):
    """Send a request of what was imported, then run all of it; nothing is asked."""
    await opened.scope.idle()
    assert own_credentials(opened) == []
    person.click_row("Sidebar", "List lamps")
    await opened.scope.idle()
    person.click("Send")
    await opened.scope.idle()
    assert person.driver.verdict().startswith("200 Success")
    assert not person.is_asked()
    assert not person.is_warned()
    person.click("Run all")
    await person.driver.dialog("Run collection")
    await opened.scope.idle()
    assert person.driver.find(QLabel, "Counts of the run").text() == "2 passed · 0 failed"
    assert own_credentials(opened) == []


@pytest.mark.parametrize("exported", [bruno, insomnia, postman])
async def test_an_export_is_dropped_sent_and_run_in_five_actions(
    theme, tmp_path, shop, home, exported
):
    async with opened_window(theme, tmp_path / "profile") as opened:
        person = Person(opened)
        person.drop(exported(tmp_path, shop))
        person.click("Import", await person.driver.dialog("Import collection"))
        await send_and_run_all(person, opened)
        assert len(person.actions) == JOURNEYS["c"].actions


async def test_a_collection_and_its_environment_are_dropped_together(theme, tmp_path, shop, home):
    async with opened_window(theme, tmp_path / "profile") as opened:
        person = Person(opened)
        person.drop(*postman_pair(tmp_path, shop))
        dialog = await person.driver.dialog("Import collection")
        title = dialog.findChild(QLabel, "import_title")
        assert title is not None
        assert title.text().startswith("2 requests and 1 environment in ")
        person.click("Import", dialog)
        await send_and_run_all(person, opened)
        assert len(person.actions) == JOURNEYS["c"].actions


async def test_the_path_of_an_export_is_typed_on_the_first_page(theme, tmp_path, shop, home):
    async with opened_window(theme, tmp_path / "profile") as opened:
        person = Person(opened)
        person.type(str(insomnia(tmp_path, shop)))
        person.press(Qt.Key.Key_Return)
        person.click("Import", await person.driver.dialog("Import collection"))
        await send_and_run_all(person, opened)
        assert len(person.actions) == JOURNEYS["c, typed"].actions


async def test_an_export_that_is_named_in_the_dialog_takes_two_actions_more(
    theme, tmp_path, shop, home
):
    async with opened_window(theme, tmp_path / "profile") as opened:
        person = Person(opened)
        person.click("Import from Postman, Insomnia, Bruno…")
        await person.driver.dialog("Import collection")
        person.type(str(insomnia(tmp_path, shop)))
        person.press(Qt.Key.Key_Return)
        await person.driver.gone("Import collection")
        person.click("Import", await person.driver.dialog("Import collection"))
        await send_and_run_all(person, opened)
        assert len(person.actions) == JOURNEYS["c, card"].actions


async def test_a_secret_is_kept_used_saved_and_shared_in_seven_actions(theme, tmp_path, shop, home):
    async with opened_window(theme, tmp_path / "profile", store=MemorySecrets()) as opened:
        person = Person(opened)
        person.type(f"{shop}/orders")
        person.press(Qt.Key.Key_Return)
        await opened.scope.idle()
        assert "401" in person.driver.verdict()

        person.actions.clear()
        person.show("Request", "Headers")
        person.click("Add header")
        await asyncio.sleep(0)
        await person.fill("Header name 1", "X-API-Key")
        await person.fill("Header value 1", KEY)
        person.press_keys_of("save")
        person.click("Save", await person.driver.dialog("Save request"))
        dialog = await person.driver.dialog("Secrets are not saved")
        person.click("Move to keyring and save", dialog)
        await opened.scope.idle()
        assert not person.is_asked()
        # What is shared is the folder itself.
        assert len(person.actions) == JOURNEYS["d"].actions
        assert (await _sent(opened)).startswith("200 Success")
        (name,) = own_credentials(opened)

    shared = tmp_path / "shared"
    shutil.copytree(home / "Requests", shared)
    texts = {file.name: file.read_text() for file in shared.rglob("*") if file.is_file()}
    assert "{{secret:" in texts["orders.request.toml"]
    assert not any(KEY in text for text in texts.values())

    # Somebody else has a secret of that name.
    async with opened_window(theme, tmp_path / "other", store=MemorySecrets()) as opened:
        theirs = Credential("id-of-them", name, "bearer", (shop,))
        await opened.services.credentials.add(theirs, {"token": Secret(KEY)})
        opened.services.trust.add(shared)
        await open_request(opened, shared / "orders.request.toml")
        assert (await _sent(opened)).startswith("200 Success")


async def _sent(opened):
    person = Person(opened)
    person.click("Send")
    await opened.scope.idle()
    return person.driver.verdict()


ADD = """\
method = "POST"
url = "{shop}/lamps"
json = '{{"name": "Reading lamp"}}'
"""
STOCK = """\
method = "GET"
url = "{shop}/stock"
"""


async def test_a_test_is_added_run_and_its_failure_seen_in_five_actions(theme, tmp_path, shop):
    folder = tmp_path / "lamp-shop"
    folder.mkdir()
    (folder / "collection.toml").write_text('format = 1\norder = ["Add a lamp", "Stock"]\n')
    (folder / "Add a lamp.request.toml").write_text(ADD.format(shop=shop))
    (folder / "Stock.request.toml").write_text(STOCK.format(shop=shop))
    async with opened_window(theme, tmp_path / "profile") as opened:
        person = Person(opened)
        person.drop(folder)
        await opened.scope.idle()
        person.click_row("Sidebar", "Stock")
        await opened.scope.idle()
        person.click("Send")
        await opened.scope.idle()

        person.actions.clear()
        person.choose("Response tree", "lamps", "Add test: equals 1")
        person.press_keys_of("save")
        await opened.scope.idle()
        person.press_keys_of("run_collection")
        dialog = await person.driver.dialog("Run collection")
        await opened.scope.idle()
        person.click("Run", dialog)
        await opened.scope.idle()
        # A lamp was added before the stock was asked for.
        assert person.driver.find(QLabel, "Counts of the run").text() == "1 passed · 1 failed"
        details = person.driver.find(QPlainTextEdit, "Details of the result").toPlainText()
        assert details.startswith("✗ value lamps equals 1 · found 2")
        assert len(person.actions) == JOURNEYS["e"].actions
