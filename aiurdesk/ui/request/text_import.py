"""Fills a request from what another program wrote, such as a command line of curl."""

from collections.abc import Callable

from aiurdesk.services.importing import ImportMistake, import_text, import_words
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.window.messages import Message
from aiurdesk.ui.workbench import Workbench


class TextImport:
    """Takes a text into the request in front, or into a new one."""

    def __init__(self, bench: Workbench, tell: Callable[[Message], None]) -> None:
        self._bench = bench
        self._tell = tell

    def take(self, text: str, page: RequestPage | None) -> bool:
        """Fill a request from a text, and say what is not in it.

        Args:
            page: That of the request in front, which is filled if it is a custom URL.

        Returns:
            False where the text is of no known format; nothing was done then.
        """
        imported = import_text(text)
        if imported is None:
            return False
        if isinstance(imported, ImportMistake):
            self._tell(Message(imported.text, "input"))
            return True
        if page is None or not page.fill_in(imported.request):
            opened = self._bench.open_request(imported.request, is_edited=True)
            self._bench.request_raised.emit(opened.key)
        words = import_words(imported)
        if words:
            self._tell(Message(words))
        return True
