"""Services in the real window: added, updated and removed by a person."""

import asyncio
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.core.api.endpoint import OWN_GENERATION, Service
from aiurdesk.core.environments.environment import PRODUCTION_2020
from aiurdesk.core.environments.plain_http import PlainHttp
from aiurdesk.core.environments.route import Route, parse_resolve
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.api_services.service_actions import ServiceCommand, service_menu
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.rows_model import ItemRole
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.importers.openapi.sample import description
from tests.ui.collections.steps import a_collection, open_collection, told
from tests.ui.opened_window import opened_window

SERVERS = [{"url": "https://lamps.example"}, {"url": "https://{x}.example", "description": "Own"}]
SECURITY = {"components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}}
EMPTY = ["APIs, with a form for each endpoint", "Add an API description…"]
PATHS = {"/a": {"get": {"deprecated": True}}, "/b": {"get": {}}}


class DescriptionHandler(QuietHandler):
    """Describes an API at every path."""

    def do_GET(self) -> None:  # noqa: N802
        self.respond(json.dumps(description(PATHS)).encode())


def write(path: Path, paths, **members) -> str:
    path.write_text(json.dumps(description(paths, **members)))
    return str(path)


async def dialog_of(opened, name):
    def visible():
        dialogs = opened.window.findChildren(QDialog, name)
        return next((entry for entry in dialogs if entry.isVisible()), None)

    await until(visible)
    return visible()


async def add(opened, source, name="", untick=()):
    """Name a description in the dialogs, and add what it becomes."""
    opened.act("add_description")
    asked = await dialog_of(opened, "add_description_dialog")
    asked.line.setText(source)
    asked.accept()
    preview = await dialog_of(opened, "add_service_dialog")
    if name:
        preview.findChildren(QLineEdit, "service_name")[0].setText(name)
    for box in preview.findChildren(QCheckBox):
        if box.accessibleName().startswith(tuple(untick)):
            box.setChecked(False)
    preview.accept()


def roots(opened):
    item = opened.window.sidebar.sections.services.item
    return [item.child(row).text() for row in range(item.rowCount())]


async def test_a_service_is_added_with_its_environments_and_credential(theme, tmp_path):
    source = write(tmp_path / "api.json", PATHS, servers=SERVERS, **SECURITY)
    async with opened_window(theme, tmp_path / "p", store=MemorySecrets()) as opened:
        opened.environments.choose(PRODUCTION_2020)
        await add(opened, source, "lights", untick=("https://lamps",))
        form = await dialog_of(opened, "credential_form")
        assert "Lamp shop key" in [line.text() for line in form.findChildren(QLineEdit)]
        form.reject()
        await opened.scope.idle()
        assert roots(opened)[0] == "Lamp shop"
        endpoint = opened.services.library.catalogue.endpoint("lights.a.get-a")
        assert endpoint is not None
        assert endpoint.is_deprecated
        unfolded = opened.window.endpoints.expanded_keys()
        assert "lights" in unfolded
        assert "Lamp shop was added with 2 endpoints." in told(opened)[-1]
        names = [entry.name for entry in opened.environments.offered]
        assert "Lamp shop Own" in names
        assert "Lamp shop https:  lamps.example" not in names


async def test_nothing_is_written_when_the_preview_is_cancelled(theme, tmp_path):
    source = write(tmp_path / "api.json", PATHS)
    async with opened_window(theme, tmp_path / "p") as opened:
        opened.controller.description_wanted.emit(source)
        (await dialog_of(opened, "add_service_dialog")).reject()
        await opened.scope.idle()
        assert not list(tmp_path.glob("p/**/service.json"))
        opened.controller.description_wanted.emit(str(tmp_path / "gone.json"))
        await opened.scope.idle()
        assert f"There is no file {tmp_path / 'gone.json'}." in told(opened)[-1]


async def test_an_update_shows_what_changes_and_is_written_when_confirmed(theme, tmp_path):
    source = write(tmp_path / "api.json", PATHS)
    folder = a_collection(tmp_path / "checks", "A")
    (folder / "A.request.toml").write_text('endpoint = "lamp-shop.b.get-b"\n')
    async with opened_window(theme, tmp_path / "p") as opened:
        await open_collection(opened, folder)
        await add(opened, source)
        await opened.scope.idle()
        opened.open("lamp-shop.a.get-a")
        parameter = {"name": "colour", "in": "query", "schema": {"type": "string"}}
        changed = {"/a": {"get": {"parameters": [parameter]}}, "/c": {"get": {}}}
        write(tmp_path / "api.json", changed)
        actions = opened.controller.service_opener.actions.part
        actions.carry_out(ServiceCommand.UPDATE, "lamp-shop")
        dialog = await dialog_of(opened, "update_service_dialog")
        on_screen = {
            t.accessibleName(): t.toPlainText() for t in dialog.findChildren(QPlainTextEdit)
        }
        assert on_screen["Added"] == "lamp-shop.c.get-c"
        assert on_screen["Removed"] == "lamp-shop.b.get-b"
        assert on_screen["Saved requests"] == str(folder / "A.request.toml")
        dialog.accept()
        await opened.scope.idle()
        assert opened.services.library.catalogue.endpoint("lamp-shop.c.get-c") is not None
        assert [entry.name for entry in opened.current.request.endpoint.parameters] == ["colour"]
        assert [row.name for row in opened.page.editors.form.rows()] == ["colour"]
        actions.carry_out(ServiceCommand.UPDATE, "lamp-shop")
        await opened.scope.idle()
        assert told(opened)[-1] == "Lamp shop is as it was."


async def test_a_service_is_removed_after_a_question(theme, tmp_path):
    source = write(tmp_path / "api.json", PATHS)
    async with opened_window(theme, tmp_path / "p") as opened:
        await add(opened, source)
        await opened.scope.idle()
        opened.controller.service_opener.actions.part.carry_out(ServiceCommand.REMOVE, "lamp-shop")
        question = await dialog_of(opened, "question")
        assert isinstance(question, QMessageBox)
        next(entry for entry in question.buttons() if entry.text() == "Remove").click()
        await opened.scope.idle()
        assert opened.services.library.catalogue.service("lamp-shop") is None
        assert "Own services" not in roots(opened)
        opened.controller.service_opener.actions.part.carry_out(ServiceCommand.OPEN, "lamp-shop")
        await opened.scope.idle()
        assert "holds no description" in told(opened)[-1]


async def test_a_pasted_description_can_be_added_to_a_collection(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "p") as opened:
        await open_collection(opened, folder)
        QGuiApplication.clipboard().setText(json.dumps(description(PATHS)))
        opened.window.description_pasted.emit(QGuiApplication.clipboard().text())
        preview = await dialog_of(opened, "add_service_dialog")
        preview.findChildren(QLineEdit, "service_name")[0].setText("lights")
        (targets,) = preview.findChildren(ChoiceBox)
        assert [targets.itemText(at) for at in range(2)] == ["Own services", "Checks"]
        targets.setCurrentIndex(1)
        preview.accept()
        await opened.scope.idle()
        assert (folder / "services" / "lights" / "service.json").is_file()
        added = opened.window.sidebar.sections.services.item.child(0).data(ItemRole)
        assert (added.key, added.detail) == ("lights", "Checks")


async def test_looking_for_updates_asks_nobody(theme, tmp_path):
    with http_serving(DescriptionHandler) as address:
        override = parse_resolve(f"legacy.corp.example:{address.rpartition(':')[2]}:127.0.0.1")
        async with opened_window(theme, tmp_path / "p") as opened:
            connections = opened.services.connections
            connections.given_route = Route(addresses=(override,))
            connections.plain.allow("legacy.corp.example", with_credentials=False)
            source = address.replace("127.0.0.1", "legacy.corp.example") + "/api.json"
            await add(opened, source)
            await opened.scope.idle()
            connections.plain.kept = PlainHttp()
            opened.controller.service_opener.look_for_updates()
            await opened.scope.idle()
            assert opened.window.findChildren(QMessageBox) == []


@pytest.mark.parametrize("wanted", ["description_wanted", "import"])
@pytest.mark.parametrize("is_allowed", [True, False])
async def test_what_a_public_host_has_unencrypted_is_read_after_a_question(
    theme, tmp_path, wanted, is_allowed
):
    with http_serving(DescriptionHandler) as address:
        port = address.rpartition(":")[2]
        override = parse_resolve(f"legacy.corp.example:{port}:127.0.0.1")
        async with opened_window(theme, tmp_path / "p") as opened:
            opened.services.connections.given_route = Route(addresses=(override,))
            address = address.replace("127.0.0.1", "legacy.corp.example") + "/api.json"
            if wanted == "import":
                opened.controller.opener.collection_import.take([address])
            else:
                opened.controller.description_wanted.emit(address)
            question = await dialog_of(opened, "question")
            assert "Send to legacy.corp.example without encryption?" in question.text()
            buttons = {entry.text(): entry for entry in question.buttons()}
            buttons["Send to legacy.corp.example" if is_allowed else "Cancel"].click()
            if is_allowed and wanted == "description_wanted":
                (await dialog_of(opened, "add_service_dialog")).reject()
            await opened.scope.idle()
            hosts = opened.controller.saver.settings.plain_hosts
            assert hosts == (("legacy.corp.example",) if is_allowed else ())
            if not is_allowed:
                assert "legacy.corp.example would be reached without" in told(opened)[-1]
            elif wanted == "import":
                assert "This is an API description" in told(opened)[-1]


async def test_reading_can_be_cancelled(theme, tmp_path):
    asked = []
    server = await asyncio.start_server(lambda _, writer: asked.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with opened_window(theme, tmp_path / "p") as opened, server:
        opened.controller.description_wanted.emit(f"http://127.0.0.1:{port}/openapi.json")
        await until(lambda: asked)
        opened.find("message_action", QPushButton).click()
        await opened.scope.idle()
        assert told(opened)[-1] == "It was cancelled. Nothing was written."
        assert opened.window.findChildren(QDialog, "add_service_dialog") == []
        asked[0].close()


async def test_an_environment_is_offered_that_has_the_service(theme, tmp_path):
    source = write(tmp_path / "api.json", PATHS, servers=SERVERS)
    async with opened_window(theme, tmp_path / "p") as opened:
        await add(opened, source)
        await opened.scope.idle()
        button = opened.find("message_action", QPushButton)
        assert button.text() == "Choose Lamp shop https:  lamps.example"
        # Its address counts in the sandbox, too, so it stands first.
        assert roots(opened)[0] == "Lamp shop"
        button.click()
        assert opened.environments.environment.name == "Lamp shop https:  lamps.example"
        assert roots(opened)[0] == "Lamp shop"


async def test_long_names_and_many_environments_are_shortened_in_the_message(theme, tmp_path):
    servers = [{"url": f"https://{name}.example", "description": name} for name in "abcde"]
    info = {"title": "Lamps & more " * 7, "version": "1"}
    source = write(tmp_path / "api.json", PATHS, servers=servers, info=info)
    async with opened_window(theme, tmp_path / "p") as opened:
        await add(opened, source)
        await opened.scope.idle()
        said = told(opened)[-1]
        assert "and 2 more" in said
        assert len(said) < 350
        button = opened.find("message_action", QPushButton)
        assert button.text().startswith("Choose Lamps && more")
        assert len(button.text()) < 60


def test_an_own_service_can_be_updated_opened_and_removed(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    chosen = []
    service = Service("lamps", "Lamp shop", "https://x", OWN_GENERATION, "")
    menu = service_menu(holder, service, lambda *entry: chosen.append(entry))
    for action in menu.actions():
        action.trigger()
    of_own = (
        ServiceCommand.MOCK,
        ServiceCommand.PAGE,
        ServiceCommand.UPDATE,
        ServiceCommand.OPEN,
        ServiceCommand.REMOVE,
    )
    assert chosen == [(command, "lamps") for command in of_own]


async def test_the_menu_of_a_built_in_service_hides_it_and_lists_all_of_them(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        library, opener = opened.services.library, opened.controller.service_opener
        listed = opened.window.endpoints.ranking
        assert listed.hits("gateway home")
        gateway, stargate = library.service("gateway"), library.service("stargate")
        assert gateway is not None
        assert stargate is not None
        opener.open_menu(gateway, QPoint())
        await choose_in_menu(opened, "Hide this service")
        # The palette lists what the ranking has.
        assert {hit.service.id for hit in opened.window.endpoints.ranking.hits("")}.isdisjoint(
            {"gateway"}
        )
        left = len(listed) - len(library.endpoints_of("gateway"))
        assert len(opened.window.endpoints.ranking) == left
        opener.open_menu(stargate, QPoint())
        await choose_in_menu(opened, "Services…")
        dialog = await dialog_of(opened, "services_dialog")
        assert "gateway" in dialog.hidden
        next(b for b in dialog.findChildren(QPushButton) if b.text() == "Hide all").click()
        assert len(dialog.hidden) > 20
        dialog.accept()
        await opened.scope.idle()
        assert roots(opened) == EMPTY
    # At the next start they are still hidden, and an open request of theirs can be sent.
    async with opened_window(theme, tmp_path) as opened:
        assert roots(opened) == EMPTY
        assert opened.open("gateway.home.index") is not None
        opened.action("choose_services").trigger()
        dialog = await dialog_of(opened, "services_dialog")
        next(b for b in dialog.findChildren(QPushButton) if b.text() == "Show all").click()
        assert dialog.hidden == ()
        dialog.accept()
        await opened.scope.idle()
        assert len(opened.window.endpoints.ranking) == len(listed)


async def test_the_built_in_services_fold_behind_the_first_one_of_the_person(theme, tmp_path):
    source = write(tmp_path / "api.json", PATHS)
    async with opened_window(theme, tmp_path / "p") as opened:
        opened.window.endpoints.expand_keys(("generation 2020-09",))
        await add(opened, source)
        await opened.scope.idle()
        assert opened.window.endpoints.expanded_keys() == ("lamp-shop",)
        # Only then: who unfolds them again wants them so.
        opened.window.endpoints.expand_keys(("generation 2020-09",))
        await add(opened, source, "second")
        await opened.scope.idle()
        assert "generation 2020-09" in opened.window.endpoints.expanded_keys()


async def test_an_update_is_offered_at_the_start_if_wanted(theme, tmp_path):
    source = write(tmp_path / "api.json", PATHS)
    async with opened_window(theme, tmp_path / "p") as opened:
        assert not opened.controller.saver.settings.checks_services
        await add(opened, source)
        await opened.scope.idle()
        opener = opened.controller.service_opener
        opener.look_for_updates()
        await opened.scope.idle()
        assert not any("has changed" in text for text in told(opened))
        write(tmp_path / "api.json", {**PATHS, "/c": {"get": {}}})
        opener.look_for_updates()
        await opened.scope.idle()
        assert told(opened)[-1].startswith("The description of Lamp shop has changed.")
        # Nothing is written before the person has seen the changes.
        assert opened.services.library.endpoint("lamp-shop.c.get-c") is None
        opened.find("message_action", QPushButton).click()
        (await dialog_of(opened, "update_service_dialog")).accept()
        await opened.scope.idle()
        assert opened.services.library.endpoint("lamp-shop.c.get-c") is not None
        # What cannot be reached now is no news.
        (tmp_path / "api.json").unlink()
        before = told(opened)
        opener.look_for_updates()
        await opened.scope.idle()
        assert told(opened) == before


async def choose_in_menu(opened, text):
    (menu,) = (menu for menu in opened.window.findChildren(QMenu) if menu.isVisible())
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()
    await asyncio.sleep(0)
