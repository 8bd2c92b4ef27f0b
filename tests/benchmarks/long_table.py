"""What a table of 200,000 rows and 30 columns takes: the first rows, pauses, and memory.

Run: python -m tests.benchmarks.long_table [--rows N]

Pauses and memory are measured as in ``long_bodies``; the pause of *Send* is printed, but is none of
the table. ``closed ÷ idle`` is the memory of all processes a second after the tab was closed.
"""

import argparse
import asyncio
import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from aiurdesk.services.profile import Profile
from aiurdesk.ui.response.table_model import TableModel
from aiurdesk.ui.response.table_page import ValueTable
from aiurdesk.ui.startup.running import working
from aiurdesk.ui.window.main_window import MainWindow
from tests.benchmarks.hostile_bodies import Gaps
from tests.benchmarks.long_bodies import all_memory_mb, run, say, tell
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver

_STEPS = 100


async def _look_at(driver: WindowDriver, gaps: Gaps, origin: str, rows: int) -> None:
    driver.pick("New request")
    await asyncio.sleep(0.5)
    # What a person has chosen stays: the table is read only when it is asked for.
    await _send(driver, f"{origin}/rows/2")
    driver.show("Tree")
    idle_mb = all_memory_mb()
    say(f"idle {idle_mb:.0f} MB")
    gaps.start()
    await _send(driver, f"{origin}/rows/{rows}")
    tell("sent", gaps)
    pauses = [await _step("first rows", gaps, driver, lambda: driver.show("Table"))]
    table = driver.find(ValueTable, "Response table")
    orders = {"number": "id", "text": "text_3", "time": "time_4"}
    for kind, column in orders.items():
        place = _model(table).columns.index(column)
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            what = f"sorted by {kind}, {order.name.removesuffix('Order').lower()}"
            pauses.append(await _step(what, gaps, driver, lambda: table.sort(place, order)))  # noqa: B023 - called at once
    field = driver.find(QLineEdit, "Search rows")
    for needle in ("1", "19", "199", "no such text", ""):
        what = f"searched for {needle!r}"
        pauses.append(await _step(what, gaps, driver, lambda: field.setText(needle)))  # noqa: B023 - called at once
    gaps.start()
    for step in range(_STEPS):
        bar = table.verticalScrollBar()
        bar.setValue(bar.maximum() * step // (_STEPS - 1))
        await asyncio.sleep(0.02)
    await driver.controller.scope.idle()
    pauses.append(tell("scrolled", gaps))
    gaps.start()
    driver.pick("Close request")
    await asyncio.sleep(1)
    pauses.append(tell("closed", gaps))
    say(f"table: longest pause {max(pauses):.1f} ms")
    say(f"table: closed ÷ idle {all_memory_mb() / idle_mb:.2f}")


async def _send(driver: WindowDriver, address: str) -> None:
    await driver.type("Address", address)
    await asyncio.sleep(1)
    driver.press("Send")
    await driver.controller.scope.idle()
    await asyncio.sleep(1)


def _model(table: ValueTable) -> TableModel:
    model = table.model()
    assert isinstance(model, TableModel)
    return model


async def _step(what: str, gaps: Gaps, driver: WindowDriver, act: Callable[[], object]) -> float:
    """Do something to the table, and tell how long it takes until it is seen."""
    gaps.start()
    started = time.perf_counter()
    act()
    # A search waits for a moment, in which more may be typed.
    table = driver.find(ValueTable, "Response table")
    model = _model(table)
    field = driver.find(QLineEdit, "Search rows")

    def is_seen() -> bool:
        is_asked = model.wanted_order.needle == field.text()
        return is_asked and model.order == model.wanted_order and bool(model.columns)

    await until(is_seen)
    ms = (time.perf_counter() - started) * 1000
    await driver.controller.scope.idle()
    return tell(f"{what}: {ms:.0f} ms", gaps)


async def _measure(window: MainWindow, profile: Profile, origin: str, rows: int) -> None:
    async with working(window, profile, profile.read(), lambda: None) as controller:
        window.resize(1440, 900)
        await controller.scope.idle()
        await asyncio.sleep(2)
        await _look_at(WindowDriver(window, controller), Gaps(), origin, rows)


def main() -> None:
    """Open the window on an empty profile and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    rows = parser.parse_args().rows
    run(lambda window, profile, origin: _measure(window, profile, origin, rows))


if __name__ == "__main__":
    main()
