"""A text of 5 MB in the editor: opening it, filling it in, keys, and what is compared with it.

Run: python -m tests.benchmarks.editor [--bare]

One text has 90,000 lines, the other one is a single line. What is printed is the processor time of
the window's thread, because other programs may use both cores: opening includes the first paint, a
key includes what is painted after it. ``--bare`` also measures a bare ``QPlainTextEdit``, which
takes some minutes for the single line.
"""

import os
import sys
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.theme.theme import Theme

LINE = '    {"id": 12345, "name": "lamp number", "is_on": true},\n'
COUNT = 5_000_000 // len(LINE)
TEXTS = {
    "lines": "[\n" + LINE * COUNT + "    {}\n]",
    "one line": "[" + LINE.strip() * COUNT + "{}]",
}
KEYS = (
    *[Qt.Key.Key_A] * 40,
    *[Qt.Key.Key_Return] * 10,
    *[Qt.Key.Key_Backspace] * 20,
    *[Qt.Key.Key_BraceLeft] * 10,
    *[Qt.Key.Key_Down] * 10,
)


def took_ms(function: Callable[[], object]) -> float:
    """Return how much processor time a function and the paint after it take."""
    start = time.thread_time()
    function()
    QApplication.sendPostedEvents()
    QCoreApplication.processEvents()
    return (time.thread_time() - start) * 1000


def tell(name: str, words: str) -> None:
    """Print a figure."""
    sys.stdout.write(f"{name}: {words}\n")


def measure(name: str, editor: QPlainTextEdit, show: Callable[[str], object], text: str) -> None:
    """Print the figures of an editor and a text."""
    editor.resize(800, 600)
    editor.show()
    editor.setFocus()
    QCoreApplication.processEvents()
    opened = took_ms(lambda: show(text))
    turns = []
    while isinstance(editor, CodeEditor) and not editor.is_filled:
        turns.append(took_ms(lambda: None))
    sys.stdout.write(f"{name}: opened {opened:.1f} ms\n")
    sys.stdout.write(
        f"{name}: filled in {sum(turns):.0f} ms, longest turn {max(turns, default=0):.1f} ms\n"
    )
    times = []
    for place in (QTextCursor.MoveOperation.Start, QTextCursor.MoveOperation.End):
        editor.moveCursor(place)
        times += [took_ms(partial(QTest.keyClick, editor, key)) for key in KEYS]
    times.sort()
    sys.stdout.write(
        f"{name}: key median {times[len(times) // 2]:.1f} ms, slowest {times[-1]:.1f} ms\n"
    )
    if isinstance(editor, CodeEditor):
        tell(name, f"handed over {took_ms(editor.exact_text):.1f} ms")
    editor.deleteLater()


def main() -> None:
    """Measure all."""
    app = QApplication([])
    theme = Theme(app)
    theme.apply(ColourScheme.LIGHT, 100)
    for name, text in TEXTS.items():
        editor = CodeEditor(theme, "json", is_code=True, fills=True)
        measure(f"editor, {name}", editor, editor.show_text, text)
    for name, text in TEXTS.items() if "--bare" in sys.argv else ():
        bare = QPlainTextEdit(lineWrapMode=QPlainTextEdit.LineWrapMode.NoWrap)
        measure(f"bare, {name}", bare, bare.setPlainText, text)


if __name__ == "__main__":
    main()
