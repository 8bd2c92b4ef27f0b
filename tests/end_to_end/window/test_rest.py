"""The window comes to rest after it got another size, with any verdict and any size of text."""

import asyncio
from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from tests.end_to_end.window.tour import window_for_tour
from tests.end_to_end.window_driver import WindowDriver

LARGE = (1300, 800)
SIZES = ((900, 640), (1004, 640), (1006, 668), (1020, 660), (1022, 652))
ZOOMS = (100, 122, 144)
VERDICTS = (
    "code-lab.codes.invalidinput",
    "gateway.home.index",
    "code-lab.broken.html",
)
TURNS = 12
MOST_PASSES = 2500
"""How many widgets may be laid out after one change of size.

A window that comes to rest lays out some hundred; one that does not goes on without an end."""


class _Passes(QObject):
    """Counts by class how often widgets were laid out."""

    def __init__(self, parent):
        super().__init__(parent)
        self.counts: Counter[str] = Counter()

    def eventFilter(self, watched, event):
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.counts[type(watched).__name__] += isinstance(watched, QWidget)
        return False


@pytest.mark.limit_s(120)
@pytest.mark.parametrize("endpoint", VERDICTS)
async def test_the_window_is_at_rest_after_each_size(endpoint, theme, tmp_path):
    restless = []
    async with window_for_tour(theme, tmp_path) as opened:
        window, driver = opened.window, WindowDriver(opened.window, opened.controller)
        opened.controller.opener.open_target(endpoint)
        driver.press("Send")
        await opened.controller.scope.idle()
        app = QApplication.instance()
        assert app is not None
        passes = _Passes(app)
        app.installEventFilter(passes)
        for zoom in ZOOMS:
            theme.apply("light", zoom)
            for size in SIZES:
                window.resize(*LARGE)
                await _turn()
                passes.counts.clear()
                window.resize(*size)
                await _turn()
                if passes.counts.total() > MOST_PASSES:
                    restless.append((zoom, size, passes.counts.most_common(3)))
        app.removeEventFilter(passes)
    assert restless == []


async def _turn() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)
