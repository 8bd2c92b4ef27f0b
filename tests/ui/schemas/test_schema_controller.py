"""Documents in the real window are checked and completed by the schema of a real server."""

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPlainTextEdit, QPushButton

from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.widgets.note import Note
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.graphql_server import SDL, graphql_server
from tests.ui.opened_window import opened_window


async def a_document(driver, url, query):
    driver.controller.opener.open_custom_url()
    await driver.type("Address", url)
    driver.show("Body")
    driver.choose_from(driver.find(QComboBox, "Kind of body"), "GraphQL")
    driver.find(QPlainTextEdit, "Query").setPlainText(query)


def told(driver):
    """Return the notes and lines that are shown."""
    notes = [one.label.plain_text() for one in driver.window.findChildren(Note) if one.isVisible()]
    labels = [one.text() for one in driver.window.findChildren(QLabel) if one.isVisible()]
    return "\n".join((*notes, *labels))


async def test_a_mistake_of_syntax_is_told_without_a_schema(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await a_document(driver, "http://127.0.0.1:9/graphql", "{\n  a(\n}")
        await until(lambda: "Line 3, column 1: Expected Name" in told(driver))
        assert "No schema" in told(driver)
        query = driver.find(CodeEditor, "Query")
        assert query.marked_lines == [2]
        query.setPlainText("{\n  a\n}")
        await until(lambda: "Expected Name" not in told(driver))
        assert query.marked_lines == []
        driver.find(QPushButton, "Fetch schema").click()
        await until(lambda: "The server gave no schema" in told(driver))
        await opened.scope.idle()


async def test_a_schema_is_fetched_and_the_document_is_checked_by_it(theme, tmp_path):
    with graphql_server() as server:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            await a_document(driver, server.url, "{ pets { nam } }")
            driver.find(QPushButton, "Fetch schema").click()
            await until(lambda: "Did you mean 'name'?" in told(driver))
            assert "types" in told(driver)
            assert driver.has(QPushButton, "Fetch schema")
            # Another request to the same address has it at once.
            await a_document(driver, server.url, "{ pets { knd } }")
            await until(lambda: "Did you mean 'kind'" in told(driver))
            assert len(server.heard) == 1
            await opened.scope.idle()


@pytest.mark.parametrize("is_right", [True, False])
async def test_a_schema_is_taken_from_a_file(theme, tmp_path, is_right):
    file = tmp_path / "schema.graphql"
    file.write_text(SDL if is_right else "type Query {")
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await a_document(driver, "http://127.0.0.1:9/graphql", "{ pets { nam } }")
        driver.find(QPushButton, "Schema from file…").click()
        dialog = await driver.dialog("Schema of GraphQL")
        assert isinstance(dialog, QFileDialog)
        dialog.fileSelected.emit(str(file))
        dialog.reject()
        words = "Did you mean 'name'?" if is_right else "Line 1, column 13"
        await until(lambda: words in told(driver))
        await opened.scope.idle()
