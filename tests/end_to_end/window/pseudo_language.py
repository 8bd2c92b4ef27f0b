"""The window in an invented language: marked, longer than English by two fifths, and mirrored.

As a program it goes through pages and dialogs of the window, and prints what has no translation
and what has no room, as JSON: ``python -m tests.end_to_end.window.pseudo_language DIR``.
"""

import asyncio
import json
import re
import sys
from pathlib import Path

from aiurdesk.core import translation

MARK = "ⓣ"
LONGER = 0.4
_VALUE = re.compile(r"\{[^}]*\}")


class PseudoLanguage:
    """Marks each text that is translated, and makes it as long as the longest languages do."""

    def gettext(self, message: str) -> str:
        """Return the text with a mark before it and dots behind it."""
        letters = len(_VALUE.sub("", message))
        # Words of a usual length, so that they wrap as others do.
        return MARK + message + " ····" * round(letters * LONGER / 5)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form that English has."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """Return the one form that English has."""
        return self.gettext(message)


if __name__ == "__main__":
    # Before the modules with texts are imported.
    translation.use(PseudoLanguage(), "pseudo")

from PySide6.QtCore import Qt  # noqa: E402

from aiurdesk.core.state.settings import ColourScheme  # noqa: E402
from aiurdesk.ui.startup.app import make_application  # noqa: E402
from aiurdesk.ui.theme.theme import Theme  # noqa: E402
from tests.end_to_end.window.clipping import SMALL, clipped_texts  # noqa: E402
from tests.end_to_end.window.text_table import shown_texts, table_of  # noqa: E402
from tests.end_to_end.window.tour import Visit, window_for_tour  # noqa: E402

PARTS = ("requests", "palette", "forms", "responses", "dialects", "history", "dialogs", "runs")
"""The others name widgets by texts that are composed."""


async def visited(folder: Path, theme: Theme) -> dict[str, list[str]]:
    """Go through the window, and return what is not translated and what is clipped."""
    texts: list[tuple[str, str]] = []
    clipped: dict[str, None] = {}
    async with window_for_tour(theme, folder) as opened:
        opened.window.resize(*SMALL)

        def look(stop: str) -> None:
            texts.extend(shown_texts(opened.window))
            clipped.update(dict.fromkeys(f"{stop}: {line}" for line in clipped_texts()))

        visit = Visit(opened.window, opened.controller, look)
        for part in PARTS:
            await getattr(visit, part)()
        await opened.scope.idle()
    # The table writes capital letters where a tab does.
    rows = (line.partition("\t")[0] for line in table_of(texts).splitlines())
    return {
        "untranslated": [row for row in rows if MARK not in row.lower()],
        "clipped": list(clipped),
    }


def main() -> None:
    """Visit the window and print what was found."""
    import qasync

    application = make_application()
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    theme = Theme(application)
    theme.apply(ColourScheme.LIGHT, 100)
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        seen = runner.run(visited(Path(sys.argv[1]), theme))
    sys.stdout.write(json.dumps(seen, ensure_ascii=False))


if __name__ == "__main__":
    main()
