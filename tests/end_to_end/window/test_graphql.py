"""Documents of GraphQL in the real window, against a real server."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QTableView, QWidget

from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.graphql_server import graphql_server
from tests.ui.opened_window import opened_window


async def a_document(driver: WindowDriver, url: str, query: str) -> None:
    """Open a custom URL with a document that is typed."""
    driver.controller.opener.open_custom_url()
    await driver.type("Address", url)
    driver.show("Body")
    driver.choose_from(driver.find(QComboBox, "Kind of body"), "GraphQL")
    driver.find(QPlainTextEdit, "Query").setPlainText(query)


async def test_a_query_is_sent_with_its_variables_and_undone(theme, tmp_path):
    with graphql_server() as server:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            await a_document(driver, server.url, "query A($id: ID!) { pet(id: $id) { name } }")
            driver.find(QPlainTextEdit, "Variables").setPlainText('{"id": "1"}')
            await driver.send()
            method, _, given = server.heard[0]
            assert (method, given["variables"]) == ("POST", {"id": "1"})
            assert "200 Success: OK" in driver.verdict()
            variables = driver.find(QPlainTextEdit, "Variables")
            variables.setFocus()
            QTest.keyClick(variables, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
            assert variables.toPlainText() == ""
            assert opened.page.undo_stack.undoText() == "Change query"
            await opened.scope.idle()


async def test_a_subscription_is_connected_and_its_results_are_frames(theme, tmp_path):
    with graphql_server() as server:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            await a_document(driver, server.url, "subscription { counted(to: 2) }")
            driver.press("Connect")
            socket = driver.find(QWidget, "Socket")
            await until(lambda: socket.accessibleDescription().startswith("Closed. 1000"))
            await until(lambda: driver.has(QTableView, "Frames"))
            frames = driver.find(QTableView, "Frames").model()
            # Between two lines of the connection: what both sides said, and two close frames.
            await until(lambda: frames.rowCount() >= 10)
            texts = " ".join(frames.index(row, 4).data() for row in range(frames.rowCount()))
            assert '{"counted": 2}' in texts or '"counted":2' in texts
            # With a query instead, it is an ordinary request again, and is posted.
            driver.find(QPlainTextEdit, "Query").setPlainText("{ pets { name } }")
            await until(lambda: driver.has(QPushButton, "Send"))
            await driver.send()
            assert [heard[0] for heard in server.heard] == ["socket", "POST"]
            await opened.scope.idle()


async def test_the_fix_of_a_refused_document_leads_to_it(theme, tmp_path):
    with graphql_server() as server:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            await a_document(driver, server.url, 'mutation { login(password: "x") }')
            await driver.send()
            assert "Query or variables are wrong" in driver.verdict()
            driver.show("Headers")
            driver.press("Go to the form")
            await until(lambda: driver.has(QPlainTextEdit, "Query"))
            assert opened.window.focusWidget() is driver.find(QPlainTextEdit, "Query")
            opened.page.editors.focus_parameter("variables")
            assert opened.window.focusWidget() is driver.find(QPlainTextEdit, "Variables")
            await opened.scope.idle()
