"""A custom URL in the real window: parameters, method, response, and the next start."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QTabBar, QWidget

from aiurdesk.core.environments.environment import SANDBOX
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window


async def add_parameter(driver, number, name, value):
    driver.press("Add parameter")
    await driver.type(f"Parameter name {number}", name)
    await driver.type(f"Parameter value {number}", value)


def choose_method(driver, method):
    box = driver.find(QComboBox, "Method")
    driver.choose_from(box, method)
    assert box.currentText() == method


PAIRS = (("ChannelId", "two"), ("AccessToken", "T+/= wrong"))


def look_at(opened, title):
    editors = opened.page.editors
    titles = [editors.tabText(number) for number in range(editors.count())]
    editors.setCurrentIndex(next(n for n, text in enumerate(titles) if text.startswith(title)))


async def test_parameters_of_a_custom_url_are_sent_in_the_query_or_in_the_body(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.environments.choose(SANDBOX)
        opened.open("stargate.home.index")
        opened.send()
        exchange = await opened.answer()
        base = exchange.prepared.url.rstrip("/")
        opened.action("new_request").trigger()
        await driver.type("Address", f"{base}/Message/PushMessage?Mark=1")
        choose_method(driver, "POST")
        look_at(opened, "Body")
        driver.choose_from(driver.find(QComboBox, "Kind of body"), "Form")
        for number, (name, value) in enumerate(PAIRS, start=1):
            driver.press("Add field")
            await driver.type(f"Field name {number}", name)
            await driver.type(f"Field value {number}", value)
        await driver.send()
        exchange = opened.exchange(opened.current.key)
        assert exchange.prepared.body == (b"ChannelId=two&AccessToken=T%2B%2F%3D%20wrong",)
        assert exchange.prepared.url.endswith("/Message/PushMessage?Mark=1")
        # It looks like an envelope, which no table judges at a host that is not known.
        assert exchange.verdict.code == -10
        assert exchange.verdict.table is None
        choose_method(driver, "GET")
        driver.choose_from(driver.find(QComboBox, "Kind of body"), "None")
        look_at(opened, "Parameters")
        # The first row stands in the address.
        for number, pair in enumerate(PAIRS, start=2):
            await add_parameter(driver, number, *pair)
        await driver.send()
        exchange = opened.exchange(opened.current.key)
        assert "?Mark=1&ChannelId=two&AccessToken=" in exchange.prepared.url
        assert exchange.prepared.body == ()
    kept = (tmp_path / "window.json").read_text(encoding="utf-8")
    assert "wrong" not in kept
    async with opened_window(theme, tmp_path) as opened:
        assert opened.current.request.values == (("Mark", "1"), ("ChannelId", "two"))
        driver = WindowDriver(opened.window, opened.controller)
        assert driver.find(QLineEdit, "Parameter value 2").text() == "two"


async def test_a_value_without_a_name_is_not_sent(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        await driver.type("Address", "https://127.0.0.1:1/")
        await add_parameter(driver, 1, "", "lost")
        driver.press("Send")
        assert opened.exchange(opened.current.key) is None
        message = driver.find(QLineEdit, "Parameter name 1").accessibleDescription()
        assert message == "Give the parameter a name, such as id."


async def test_a_password_in_an_address_is_neither_saved_nor_in_the_title(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        await driver.type("Address", "https://user:PASSWORD@host.invalid/path")
        bars = opened.window.findChildren(QTabBar)
        tabs = [(bar, index) for bar in bars for index in range(bar.count())]
        texts = [bar.tabText(index) + bar.tabToolTip(index) for bar, index in tabs]
        texts += [bar.accessibleTabName(index) for bar, index in tabs]
        names = [widget.accessibleName() for widget in opened.window.findChildren(QWidget)]
        assert "host.invalid" in " ".join(texts)
        assert [text for text in (*texts, *names) if "PASS" in text] == []
    saved = (tmp_path / "window.json").read_text(encoding="utf-8")
    assert "https://host.invalid/path" in saved
    assert "PASS" not in saved
