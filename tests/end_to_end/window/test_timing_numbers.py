"""The times of a response add up, as they are shown in the real window."""

import re

from PySide6.QtWidgets import QPlainTextEdit

from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

_PARTS = {"Connect", "TLS", "Sent", "First byte", "Body", "Redirects", "Other"}


async def test_the_parts_of_the_time_are_the_total(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        for endpoint_id in ("gateway.home.index", "code-lab.statuses.signinpage"):
            opened.open(endpoint_id)
            for _ in range(5):
                await driver.send()
                driver.show("Timing")
                table = driver.find(QPlainTextEdit, "Timing").toPlainText()
                times = dict(re.findall(r"^(\S+(?: byte)?) +([\d.]+) ms$", table, re.MULTILINE))
                phases = [float(ms) for title, ms in times.items() if title in _PARTS]
                assert len(phases) > 2
                assert round(sum(phases), 1) == float(times["Total"]), table
