"""The dialog of the environments in the real window, on real files."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton
from shiboken6 import isValid

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.environments.route import DIRECT
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.custom_url import custom_request
from tests.proxies import a_proxy
from tests.transport.misbehaving_server import keeping_open, response, serving
from tests.ui.credentials.window_steps import answer, opened_dialog, press, until
from tests.ui.opened_window import opened_window


def names(dialog):
    model = dialog.table.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    return [index.data() for index in rows if index.flags() & Qt.ItemFlag.ItemIsSelectable]


def buttons(dialog):
    return [button for button in dialog.findChildren(QPushButton) if button.isVisible()]


def words(dialog):
    return " ".join(e.text() for e in dialog.findChildren(QLabel) if e.isVisible())


def is_said(dialog, text):
    return text in words(dialog)


async def test_environments_are_made_changed_and_deleted_and_all_of_it_undone(theme, tmp_path):
    folder = tmp_path / "environments"
    async with opened_window(theme, tmp_path) as opened:
        chooser = opened.window.environments.box
        opened.act("manage_environments")
        dialog = await opened_dialog(opened, "environments_dialog")
        await until(lambda: len(names(dialog)) == 3)

        press(dialog, "New")
        await until(lambda: "New environment" in names(dialog))
        await until(lambda: dialog.editor.name.hasSelectedText())
        dialog.editor.name.setText("Staging")
        dialog.editor.name.editingFinished.emit()
        await until(lambda: "Staging" in names(dialog))
        box = next(e for e in dialog.findChildren(QCheckBox) if "Careful" in e.text())
        box.click()
        await until(lambda: "Changed Staging." in words(dialog))
        assert (folder / "Staging.toml").read_text() == "careful = true\n"
        assert "Staging" in [chooser.itemText(row) for row in range(chooser.count())]

        # Requests go to it, also when its name changes.
        opened.environments.choose(opened.environments.named("Staging"))
        assert opened.environments.environment.is_careful
        dialog.editor.name.setText("Live")
        dialog.editor.name.editingFinished.emit()
        await until(lambda: "Live" in names(dialog))
        assert opened.environments.environment.name == "Live"
        assert chooser.currentText() == "Live"

        press(dialog, "Delete")
        await until(lambda: "Deleted Live and its cookies." in words(dialog))
        assert list(folder.iterdir()) == []
        assert opened.environments.environment.is_sandbox
        press(dialog, "Undo")
        await until(lambda: "Live" in names(dialog))
        assert opened.environments.environment.name == "Live"
        for before in ("Renamed", "Changed", "Renamed", "Added"):
            await until(partial(is_said, dialog, before))
            press(dialog, "Undo")
        await until(lambda: len(names(dialog)) == 3)
        assert list(folder.iterdir()) == []
        dialog.reject()
        await opened.scope.idle()


async def test_what_cannot_be_saved_is_said_and_a_copy_of_a_built_in_one_can_be_changed(
    theme, tmp_path
):
    async with opened_window(theme, tmp_path) as opened:
        await opened.services.environments.create(SavedEnvironment("Mine"))
        opened.act("manage_environments")
        dialog = await opened_dialog(opened, "environments_dialog")
        await until(lambda: len(names(dialog)) == 4)
        dialog.table.selectRow(2)
        press(dialog, "Duplicate")
        await until(lambda: "Production 2020 copy" in names(dialog))
        file = tmp_path / "environments" / "Production 2020 copy.toml"
        assert file.read_text() == 'based_on = "Production 2020"\n'

        dialog.editor.name.setText("mine")
        dialog.editor.name.editingFinished.emit()
        await until(lambda: "There is an environment mine already" in words(dialog))
        press(dialog, "Add variable")
        fields = {e.accessibleName(): e for e in dialog.findChildren(QLineEdit)}
        fields["Variable name 1"].setText("token")
        fields["Variable value 1"].setText("a-secret-of-mine")
        fields["Variable value 1"].editingFinished.emit()
        question = await opened_dialog(opened, "secrets_dialog")
        assert "The variable token is a secret by its name." in words(question)
        question.reject()
        await until(lambda: "token is or looks like a secret" in words(dialog))
        assert file.read_text() == 'based_on = "Production 2020"\n'
        box = next(e for e in dialog.findChildren(QComboBox) if e.accessibleName() == "Colour")
        box.setCurrentIndex(1)
        box.activated.emit(1)
        await until(lambda: "Changed" in words(dialog))
        assert file.read_text() == 'based_on = "Production 2020"\ncolour = "green"\n'
        dialog.reject()
        await opened.scope.idle()


async def dialog_at_mine(opened):
    """Open the dialog with a new environment, which is chosen."""
    await opened.services.environments.create(SavedEnvironment("Mine"))
    opened.environments.set_own((await opened.services.environments.read()).environments)
    opened.environments.choose(opened.environments.named("Mine"))
    opened.act("manage_environments")
    dialog = await opened_dialog(opened, "environments_dialog")
    await until(lambda: names(dialog)[-1:] == ["Mine"])
    return dialog


async def test_a_secret_moves_to_the_keyring_with_one_click_or_is_overruled(
    theme, tmp_path, secret_service
):
    file = tmp_path / "environments" / "Mine.toml"
    async with opened_window(theme, tmp_path) as opened:
        dialog = await dialog_at_mine(opened)
        for number, name, value in ((1, "token", "hush-hush"), (2, "api_key", "demo")):
            await until(lambda: any(b.text() == "Add variable" for b in buttons(dialog)))
            press(dialog, "Add variable")
            fields = {e.accessibleName(): e for e in dialog.findChildren(QLineEdit)}
            fields[f"Variable name {number}"].setText(name)
            fields[f"Variable value {number}"].setText(value)
            fields[f"Variable value {number}"].editingFinished.emit()
            question = await opened_dialog(opened, "secrets_dialog")
            if name == "api_key":
                question.findChild(QCheckBox).click()
            question.findChild(QPushButton, "move_to_keyring").click()
            await until(lambda: name in file.read_text())  # noqa: B023
        assert file.read_text() == (
            'not_secret = [\n    "variable api_key",\n]\n[variables]\n'
            'token = "{{secret:Mine token}}"\napi_key = "demo"\n'
        )
        kept = opened.services.credentials.by_name("Mine token")
        assert kept is not None
        # It belongs to no host yet, so a person is asked before it is sent to one.
        assert kept.origins == ()
        secret = await opened.services.credentials.reveal(kept.id, "token")
        assert secret is not None
        assert secret.reveal() == "hush-hush"
        dialog.reject()
        await opened.scope.idle()


async def test_a_secret_in_an_address_moves_to_the_keyring_and_is_sent(
    theme, tmp_path, secret_service
):
    key = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4"
    file = tmp_path / "environments" / "Mine.toml"
    async with opened_window(theme, tmp_path) as opened:
        dialog = await dialog_at_mine(opened)
        await until(lambda: any(b.text() == "Add address" for b in buttons(dialog)))
        press(dialog, "Add address")
        fields = {e.accessibleName(): e for e in dialog.findChildren(QLineEdit)}
        fields["Address name 1"].setText("gateway")
        fields["Address value 1"].setText(f"http://127.0.0.1:9/{key}/hook")
        fields["Address value 1"].editingFinished.emit()
        question = await opened_dialog(opened, "secrets_dialog")
        assert "The address of gateway looks like" in words(question)
        question.findChild(QPushButton, "move_to_keyring").click()
        await until(lambda: "gateway" in file.read_text())
        reference = "{{secret:Mine address of gateway}}"
        assert file.read_text() == (
            f'[base_urls]\ngateway = "http://127.0.0.1:9/{reference}/hook"\n'
        )
        dialog.reject()
        await opened.scope.idle()

        opened.open("gateway.home.index")
        opened.send()
        # It belongs to no host yet.
        await answer(opened, "Allow for this address")
        exchange = await opened.answer()
        assert exchange.prepared.url == f"http://127.0.0.1:9/{key}/hook/"


async def test_a_change_from_outside_while_the_dialog_closes_is_not_shown_in_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("manage_environments")
        dialog = await opened_dialog(opened, "environments_dialog")
        await until(lambda: len(names(dialog)) == 3)
        # The dialog is closed, and the task that showed it has not noticed yet.
        dialog.reject()
        opened.environments.offered_changed.emit()
        await opened.scope.idle()
        assert not isValid(dialog)


async def test_environments_of_an_open_collection_are_offered(theme, tmp_path):
    folder = tmp_path / "checks"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text('[variables]\nbelow = "1"\n')
    (folder / "environments" / "Staging.toml").write_text('[variables]\nown = "2"\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        chooser = opened.window.environments.box
        opened.controller.collections.open(str(folder))
        await until(lambda: chooser.findText("Staging · checks") > 0)
        opened.environments.choose(opened.environments.named("Staging · checks"))
        assert opened.environments.environment.variables == {"below": "1", "own": "2"}
        opened.controller.collections.close(str(folder))
        await until(lambda: chooser.findText("Staging · checks") < 0)
        assert opened.environments.environment.is_sandbox
        await opened.scope.idle()


async def test_environments_of_a_collection_are_changed_in_place(theme, tmp_path):
    collection, staging = a_collection(tmp_path)
    text = staging.read_text()
    async with opened_window(theme, tmp_path / "profile") as opened:
        dialog = await dialog_at_staging(opened, collection.parent)
        # A variable gets another name where it stands.
        enter(dialog, "Variable name 1", "first")
        await until(lambda: "Changed Staging." in words(dialog))
        assert staging.read_text() == text.replace("a =", "first =")
        assert opened.environments.environment.variables["first"] == "1"

        # What another program adds while it is edited stays, and is shown.
        staging.write_text(f'{staging.read_text()}d = "4"\n')
        enter(dialog, "Variable value 2", "22")
        await until(lambda: staging.read_text().endswith('b = "22"\nc = "3"\nd = "4"\n'))
        await until(lambda: fields(dialog).get("Variable name 4") == "d")
        enter(dialog, "Variable value 3", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl")
        (await opened_dialog(opened, "secrets_dialog")).reject()
        await until(lambda: "c is or looks like a secret" in words(dialog))
        assert 'c = "3"' in staging.read_text()

        # The collection and the chosen environment follow another name.
        enter(dialog, "Name", "Test")
        await until(partial(is_said, dialog, "Renamed"))
        assert opened.environments.environment.name == "Test · checks"
        assert 'environment = "Test"' in collection.read_text()
        for before in ("Renamed", "Changed", "Changed"):
            await until(partial(is_said, dialog, before))
            press(dialog, "Undo")
        await until(lambda: not is_said(dialog, "Changed"))
        assert staging.read_text() == f'{text}d = "4"\n'
        assert opened.environments.environment.name == "Staging · checks"
        dialog.reject()
        await opened.scope.idle()


async def test_a_collection_gets_environments_and_what_others_change_is_shown(theme, tmp_path):
    collection, staging = a_collection(tmp_path)
    async with opened_window(theme, tmp_path / "profile") as opened:
        dialog = await dialog_at_staging(opened, collection.parent)
        staging.write_text('[variables]\nother = "5"\n')
        await until(lambda: fields(dialog)["Variable name 1"] == "other")
        menu = next(e for e in dialog.findChildren(QPushButton) if e.text() == "New").menu()
        next(action for action in menu.actions() if action.text() == "checks").trigger()
        await until(lambda: "New environment" in names(dialog))
        await until(lambda: dialog.editor.name.hasSelectedText())
        assert staging.with_name("New environment.toml").is_file()
        press(dialog, "Delete")
        await until(lambda: "New environment" not in names(dialog))
        assert [entry.name for entry in staging.parent.iterdir()] == ["Staging.toml"]
        staging.unlink()
        await until(lambda: len(names(dialog)) == 3)
        dialog.reject()
        await opened.scope.idle()


def a_collection(folder):
    """Make a collection, and return its file and the file of its environment."""
    collection = folder / "checks" / "collection.toml"
    staging = collection.parent / "environments" / "Staging.toml"
    staging.parent.mkdir(parents=True)
    collection.write_text('format = 1\nenvironment = "Staging"\n')
    staging.write_text(
        'owner = "me"  # not known here\n[variables]\na = "1"  # one\nb = "2"\nc = "3"\n'
    )
    return collection, staging


async def dialog_at_staging(opened, folder):
    chooser = opened.window.environments.box
    opened.controller.collections.open(str(folder))
    await until(lambda: chooser.findText("Staging · checks") > 0)
    opened.environments.choose(opened.environments.named("Staging · checks"))
    opened.act("manage_environments")
    dialog = await opened_dialog(opened, "environments_dialog")
    await until(lambda: dialog.editor.name.text() == "Staging")
    return dialog


def enter(dialog, name, typed):
    field = next(e for e in dialog.findChildren(QLineEdit) if e.accessibleName() == name)
    field.setText(typed)
    field.editingFinished.emit()


def fields(dialog):
    return {e.accessibleName(): e.text() for e in dialog.findChildren(QLineEdit)}


async def test_the_proxy_of_an_environment_is_used_and_undone(theme, tmp_path):
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "Office.toml").write_text("careful = true\n")
    script = keeping_open(lambda _head: response(b"{}"))
    async with (
        serving(script) as port,
        a_proxy(port) as proxy,
        opened_window(theme, tmp_path) as opened,
    ):
        await until(lambda: opened.environments.named("Office") is not None)
        opened.environments.choose(opened.environments.named("Office"))
        opened.act("manage_environments")
        dialog = await opened_dialog(opened, "environments_dialog")
        await until(lambda: dialog.editor.name.text() == "Office")
        box, url = (
            next(e for e in dialog.editor.findChildren(kind) if e.accessibleName() == name)
            for kind, name in ((QComboBox, "Proxy"), (QLineEdit, "Address of the proxy"))
        )
        box.setCurrentText("Manual")
        box.activated.emit(box.currentIndex())
        url.setText(f"127.0.0.1:{proxy.port}")
        url.editingFinished.emit()
        await until(lambda: "Changed Office." in words(dialog))
        line = f'proxy = "http://127.0.0.1:{proxy.port}"\n'
        assert (folder / "Office.toml").read_text() == f"careful = true\n{line}"
        route = opened.environments.environment.route
        assert route.diversions == (f"the proxy http://127.0.0.1:{proxy.port}",)
        request = custom_request(f"http://localhost:{port}/")
        plan = opened.services.pipeline.plan(request, opened.environments.environment)
        exchange = await opened.services.pipeline.send(plan)
        assert isinstance(exchange, Exchange)
        assert f"Through the proxy 127.0.0.1:{proxy.port}." in exchange.verdict.notes
        press(dialog, "Undo")
        await until(lambda: opened.environments.environment.route == DIRECT)
        assert (folder / "Office.toml").read_text() == "careful = true\n"
        await until(lambda: box.currentText() == "Same as in the settings")
        dialog.reject()
        await opened.scope.idle()
