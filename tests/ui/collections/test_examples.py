"""Examples of responses are saved and used in the real window."""

import json

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QPushButton, QToolButton

from aiurdesk.core.collection.example_file import parse_example
from aiurdesk.core.request.request import Header
from aiurdesk.services.api_services.description_reading import DescriptionJob, read_description
from aiurdesk.ui.collections.collection_tree import Act, EntryCommand
from tests.end_to_end.window_driver import WindowDriver
from tests.importers.openapi.sample import description
from tests.promised import promised
from tests.transport.misbehaving_server import answering, response, serving
from tests.ui.collections.steps import open_collection, open_request, rows_of, told
from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.opened_window import opened_window

ORDER = b'{"id": 1, "at": 100}'


def a_collection(folder, port):
    folder.mkdir()
    (folder / "collection.toml").write_text('format = 1\nname = "Checks"\n')
    (folder / "A.request.toml").write_text(
        f'method = "GET"\nurl = "http://127.0.0.1:{port}/?n=1"\n'
    )
    return folder


def an_answer(body):
    return answering(response(body, "Content-Type: application/json"))


async def sent(opened):
    opened.send()
    return await opened.answer()


async def save_example(opened, name, action="save_example"):
    opened.act(action)
    dialog = await opened_dialog(opened, "save_example_dialog")
    if name:
        dialog.findChild(QLineEdit).setText(name)
    press(dialog, "Save")
    await opened.scope.idle()


async def test_a_response_is_kept_below_its_request_and_taken_back(theme, tmp_path):
    async with serving(an_answer(ORDER)) as port, opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks", port)
        panel = await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        await sent(opened)
        await save_example(opened, "good")
        assert rows_of(panel) == ["Checks", "  A", "    good"]
        assert "Saved the example good." in told(opened)
        text = (folder / "A.examples" / "good.toml").read_text()
        assert 'response_text = \'{"id": 1, "at": 100}\'' in text
        # What is offered next has a name of its own.
        await save_example(opened, "")
        assert rows_of(panel)[2:] == ["    200 OK · JSON", "    good"]
        opened.act("undo_structure")
        await opened.scope.idle()
        assert rows_of(panel) == ["Checks", "  A", "    good"]


async def test_a_click_opens_a_request_with_examples_and_its_arrow_unfolds_it(theme, tmp_path):
    async with serving(an_answer(ORDER)) as port, opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks", port)
        (folder / "A.examples").mkdir()
        (folder / "A.examples" / "good.toml").write_text('method = "GET"\nurl = "http://h/"\n')
        panel = await open_collection(opened, folder)
        view = panel.tree.view
        index = panel.tree.rows.find(str(folder / "A.request.toml"))
        was_open = view.isExpanded(index)
        place = view.visualRect(index)
        arrow = QPoint(place.left() + 6, place.center().y())
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=arrow)
        assert view.isExpanded(index) is not was_open
        assert not opened.controller.workbench.open_requests
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
        await opened.scope.idle()
        assert opened.current.copy.name == "A"
        assert view.isExpanded(index) is not was_open


async def test_what_is_expected_once_is_tested_with_the_next_response(theme, tmp_path):
    bodies = iter((ORDER, b'{"id": 2, "at": 100}'))

    async def serve(reader, writer):
        await an_answer(next(bodies))(reader, writer)

    async with serving(serve) as port, opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks", port)
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        await sent(opened)
        await save_example(opened, "good", "expect_response")
        opened.act("save")
        await opened.scope.idle()
        assert '{ like = "good" }' in (folder / "A.request.toml").read_text()
        (finding,) = (await sent(opened)).examination.findings
        assert (finding.title, finding.passed) == ("response is like good", False)
        assert finding.found == "id is 2, not 1"


async def test_a_request_is_filled_in_from_an_example_and_that_is_taken_back(theme, tmp_path):
    async with serving(an_answer(ORDER)) as port, opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks", port)
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        await sent(opened)
        await save_example(opened, "good")
        request = opened.current.request
        opened.controller.workbench.edit(opened.current.key, request.with_url("http://other/"))
        example = str(folder / "A.examples" / "good.toml")
        opened.controller.collections.carry_out(EntryCommand(Act.OPEN_EXAMPLE, example))
        await opened.scope.idle()
        assert opened.current.request.url == f"http://127.0.0.1:{port}/?n=1"
        message = next(m for m in opened.window.message_bar.messages if m.text.startswith("Filled"))
        assert message.text == "Filled in as for the example good."
        assert message.on_action is not None
        message.on_action()
        assert opened.current.request.url == "http://other/"


async def test_a_request_without_a_file_is_to_be_saved_first(theme, tmp_path):
    async with serving(an_answer(ORDER)) as port, opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks", port)
        await open_request(opened, folder / "A.request.toml")
        await sent(opened)
        opened.act("duplicate_request")
        await sent(opened)
        opened.act("save_example")
        assert any("Save the request first" in text for text in told(opened))


async def test_the_docs_of_a_request_list_its_examples(theme, tmp_path):
    async with serving(an_answer(ORDER)) as port, opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks", port)
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        links = opened.page.editors.examples
        assert links.isHidden()
        await sent(opened)
        await save_example(opened, "good & well")
        assert not links.isHidden()
        link, _ = links.findChildren(QPushButton)
        assert link.accessibleName() == "Send from the example good & well"
        request = opened.current.request
        opened.controller.workbench.edit(opened.current.key, request.with_url("http://other/"))
        link.click()
        await opened.scope.idle()
        assert opened.current.request.url == f"http://127.0.0.1:{port}/?n=1"


def keep_menu(opened):
    """Return the entries of the menu beside the button that saves the body, by their words."""
    driver = WindowDriver(opened.window, opened.controller)
    button = driver.find(QToolButton, "More ways to keep the response")
    button.click()
    menu = button.findChildren(QMenu)[-1]
    return {action.text(): action for action in menu.actions()}


async def test_a_person_keeps_a_response_expects_it_and_sees_what_differs_later(theme, tmp_path):
    bodies = iter((ORDER, ORDER, b'{"id": 2, "at": 200}'))

    async def serve(reader, writer):
        await an_answer(next(bodies))(reader, writer)

    async with serving(serve) as port, opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks", port)
        panel = await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        driver = WindowDriver(opened.window, opened.controller)
        await sent(opened)
        # The key stands in the menu too.
        entries = keep_menu(opened)
        assert list(entries) == [
            "Save as example…\tCtrl+Shift+X",
            "Expect this response…",
            "Make a case of this",
        ]
        entries["Save as example…\tCtrl+Shift+X"].trigger()
        press(await opened_dialog(opened, "save_example_dialog"), "Save")
        await opened.scope.idle()
        assert rows_of(panel)[2:] == ["    200 OK · JSON"]
        # By the example in the sidebar, and again by the menu of the response.
        example = str(folder / "A.examples" / "200 OK · JSON.toml")
        opened.controller.collections.carry_out(EntryCommand(Act.EXPECT, example))
        await opened.scope.idle()
        assert "Added a test that responses are like 200 OK · JSON." in told(opened)
        said = await driver.send()
        assert "failed" not in said.casefold()
        keep_menu(opened)["Expect this response…"].trigger()
        dialog = await opened_dialog(opened, "save_example_dialog")
        dialog.findChild(QLineEdit).setText("good")
        press(dialog, "Save")
        await opened.scope.idle()
        said = await driver.send()
        assert "Test failed" in said
        assert "response is like 200 OK · JSON · found id is 2, not 1 · at is 200, not 100" in said
        assert driver.find(QFrame, "Verdict").property("severity") == "test"


async def test_what_is_too_long_for_an_example_is_refused_with_a_sentence(theme, tmp_path):
    long = b'"' + b"x" * (1024 * 1024) + b'"'
    async with serving(an_answer(long)) as port, opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks", port)
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        await sent(opened)
        opened.act("save_example")
        press(await opened_dialog(opened, "save_example_dialog"), "Save")
        await opened.scope.idle()
        assert any(text.startswith("The body is longer than 1 MB") for text in told(opened))
        assert not (folder / "A.examples").exists()


async def test_the_examples_of_a_description_are_kept_with_a_saved_request(theme, tmp_path):
    media = {"examples": {"red": {"value": {"id": 1}}, "no id": {"value": {"name": "x"}}}}
    responses = {"200": {"content": {"application/json": media}}, "4XX": {}}
    document = description({"/lamps": {"get": {"operationId": "list", "responses": responses}}})
    job = DescriptionJob(json.dumps(document).encode(), "lamps.json", "", name="lamps")
    read = promised(read_description(job))
    folder = tmp_path / "checks"
    (folder / "services" / "lamps").mkdir(parents=True)
    (folder / "collection.toml").write_text('format = 1\nname = "Checks"\n')
    for path, content in read.files:
        (folder / "services" / "lamps" / path).write_bytes(content)
    (folder / "A.request.toml").write_text('endpoint = "lamps.lamps.list"\n')
    async with opened_window(theme, tmp_path / "p") as opened:
        panel = await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        links = opened.page.editors.examples
        (keep,) = links.findChildren(QPushButton)
        assert keep.text() == "Keep 2 examples of the API description"
        keep.click()
        await opened.scope.idle()
        assert rows_of(panel)[1:] == ["  A", "    200 no id", "    200 red"]
        assert "Saved 2 examples." in told(opened)
        assert keep.isHidden()
        example = parse_example((folder / "A.examples" / "200 red.toml").read_text())
        assert (example.status, example.request.endpoint_id) == (200, "lamps.lamps.list")
        assert example.headers == (Header("Content-Type", "application/json"),)
        assert json.loads(example.body) == {"id": 1}
        opened.act("undo_structure")
        await opened.scope.idle()
        assert rows_of(panel)[1:] == ["  A"]
        assert not keep.isHidden()


async def test_a_case_is_made_of_a_response_and_saved_with_its_request(theme, tmp_path):
    async with serving(an_answer(b"{}")) as port, opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks", port)
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        await sent(opened)
        opened.act("make_case")
        assert told(opened)[0].startswith("Added the case HTTP 200.")
        checks = opened.page.editors.checks
        assert (checks.title(), len(checks.panel.cases.lines)) == ("Tests 1", 1)
        line = checks.panel.cases.lines[0]
        line.name.setText("good")
        line.values.setText("n = 2, password = false")
        opened.act("save")
        await opened.scope.idle()
        text = (folder / "A.request.toml").read_text()
        assert text.endswith(
            '\n[[case]]\nname = "good"\nvalues = { n = "2", password = false }\nstatus = 200\n'
        )
        opened.page.undo_stack.undo()
        assert checks.panel.cases.lines[0].values.text() != "n = 2, password = false"
