"""Three made-up services, taught by pointing in the real window as a new user would."""

import json
from collections.abc import Mapping

import pytest
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QTabWidget, QTreeView

from aiurdesk.core.dialects.pointing import Sample
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from tests.core.dialects import made_up_apis as apis
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.end_to_end.window.tour import window_for_tour
from tests.end_to_end.window_driver import WindowDriver

SAMPLES = {
    "lost": apis.PARCEL_LOST,
    "parcel": apis.PARCELS_BEFORE[0],
    "limit": apis.PARCELS_BEFORE[1],
    "key": apis.PARCELS_BEFORE[3],
    "order": apis.WORKBENCH_REFUSED,
    "orders": apis.WORKBENCH_BEFORE[0],
    "busy": apis.WEATHER_BUSY,
    "weather": apis.WEATHER_BEFORE[0],
}


class Services(QuietHandler):
    """Answers as the made-up services do."""

    def do_GET(self) -> None:
        """Send what the path names."""
        sample = SAMPLES[self.path.strip("/")]
        body = json.dumps(sample.value, ensure_ascii=False).encode()
        self.respond(body, sample.status, Content_Type="application/json")


async def send(driver: WindowDriver, address: str) -> str:
    driver.controller.opener.open_custom_url()
    await driver.type("Address", address)
    return await driver.send()


async def teach(driver: WindowDriver, rows: Mapping[int, str], tab: int = 0) -> None:
    """Mark rows and save what follows from them.

    Args:
        rows: Number of the line, from 0 → text of the button.
        place: Which of the folders it is saved into.
    """
    driver.pick("Teach dialect…")
    for line, role in rows.items():
        tree = driver.find(QTreeView, "Response tree")
        tree.setCurrentIndex(tree.model().index_of(line))  # type: ignore[attr-defined]
        driver.press(role)
    driver.press("Review and save…")
    dialog = await driver.dialog("Teach a dialect")
    (tabs,) = dialog.findChildren(QTabWidget)
    await until(lambda: "/" in tabs.tabText(1))
    dialog.findChildren(ChoiceBox)[0].setCurrentIndex(tab)
    driver.press("Save")
    await driver.gone("Teach a dialect")
    await driver.controller.scope.idle()


@pytest.mark.parametrize(
    ("before", "failed", "rows", "verdict", "after"),
    [
        (
            ["parcel", "limit", "key"],
            "lost",
            {1: "Whether it worked", 3: "Code", 4: "Message"},
            "PARCEL_LOST Input: The parcel was lost",
            {"parcel": "200 Success", "limit": "RATE_LIMIT Wait: Too many calls"},
        ),
        (
            ["orders"],
            "order",
            {1: "Code", 2: "Message", 3: "Field errors"},
            "E1007 Input: Order not accepted",
            {"orders": "0000 Success: OK"},
        ),
        (
            ["weather"],
            "busy",
            {2: "Whether it worked", 3: "Code", 4: "Message", 6: "Wait this long"},
            "−31 Wait: Station busy",
            {"weather": "200 Success"},
        ),
    ],
)
async def test_a_new_user_teaches_a_service(theme, tmp_path, before, failed, rows, verdict, after):
    with http_serving(Services) as base:
        async with window_for_tour(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            for name in before:
                await send(driver, f"{base}/{name}")
            assert (await send(driver, f"{base}/{failed}")).startswith("200")
            await teach(driver, rows)
            assert driver.verdict().startswith(verdict)
            for name, words in after.items():
                assert (await send(driver, f"{base}/{name}")).startswith(words)
        # The file counts at the next start, too.
        async with window_for_tour(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            assert (await send(driver, f"{base}/{failed}")).startswith(verdict)


async def test_a_dialect_is_chosen_at_the_edge_and_undone(theme, tmp_path):
    with http_serving(Services) as base:
        async with window_for_tour(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            await send(driver, f"{base}/limit")

            async def choose(scope: str, title: str) -> None:
                opened.act("choose_dialect")
                await opened.scope.idle()
                (menu,) = [m for m in opened.window.findChildren(QMenu) if m.isVisible()]
                inner = next(m for m in menu.findChildren(QMenu) if m.title().startswith(scope))
                next(a for a in inner.actions() if a.text() == title).trigger()
                menu.close()
                await opened.scope.idle()

            await choose("Judge this request", "Cloudflare")
            assert opened.current.request.dialect == "cloudflare"
            assert opened.find("dialect", QPushButton).text() == "Cloudflare"
            opened.page.undo_stack.undo()
            assert opened.current.request.dialect == ""
            await opened.scope.idle()
            assert opened.find("dialect", QPushButton).text() == "HTTP status"
            await choose("Judge 127", "HTTP status only")
            assert opened.services.host_dialects.name_for(base.removeprefix("http://")) == "http"
            assert driver.verdict().startswith("200 Success")
            await choose("Judge 127", "Default")
            assert opened.services.host_dialects.name_for(base.removeprefix("http://")) == ""


async def test_an_offer_is_made_once_for_a_host(theme, tmp_path):
    SAMPLES["feishu"] = Sample(200, {"code": 99991663, "msg": "token expired", "data": {}})
    with http_serving(Services) as base:
        async with window_for_tour(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            await send(driver, f"{base}/feishu")
            assert driver.has(QAbstractButton, "Judge this host by it")
            driver.press("Not now")
            await opened.scope.idle()
            await send(driver, f"{base}/feishu")
            assert not driver.has(QAbstractButton, "Judge this host by it")


async def test_a_dialect_goes_with_the_collection_that_it_is_saved_into(theme, tmp_path):
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "collection.toml").write_text('format = 1\nname = "Checks"\n')
    with http_serving(Services) as base:
        file = folder / "A.request.toml"
        file.write_text(f'method = "GET"\nurl = "{base}/lost"\n')
        async with window_for_tour(theme, tmp_path / "profile") as opened:
            driver = WindowDriver(opened.window, opened.controller)
            opened.controller.opener.open_target(str(file))
            await opened.scope.idle()
            await driver.send()
            await teach(driver, {1: "Whether it worked", 3: "Code", 4: "Message"}, tab=1)
            assert driver.verdict().startswith("PARCEL_LOST Input: The parcel was lost")
            assert len([*(folder / "dialects").iterdir()]) == 1
            # It is not for requests elsewhere.
            assert (await send(driver, f"{base}/lost")).startswith("200 Input: OK, but")


async def test_what_was_taught_takes_the_place_of_an_earlier_choice(theme, tmp_path):
    with http_serving(Services) as base:
        async with window_for_tour(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            host = base.removeprefix("http://")
            await opened.services.host_dialects.choose(host, "http")
            await send(driver, f"{base}/lost")
            opened.page.change_fields(dialect="http")
            await opened.scope.idle()
            await teach(driver, {1: "Whether it worked", 3: "Code", 4: "Message"})
            assert driver.verdict().startswith("PARCEL_LOST Input: The parcel was lost")
            assert opened.services.host_dialects.name_for(host) == "127-0-0-1-" + host[10:]
