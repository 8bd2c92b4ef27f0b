"""Fills a request from what another program wrote, such as a command line of curl."""

from collections.abc import Callable

from aiurdesk.core.request.request import Request
from aiurdesk.services.imports.importing import ImportMistake, import_request, import_words
from aiurdesk.ui.window.messages import Message


def import_text(
    text: str,
    fill_in: Callable[[Request], bool],
    open_request: Callable[[Request], object],
    tell: Callable[[Message], None],
) -> bool:
    """Take a text into the request in front, or into a new one, and say what is not in it.

    Args:
        fill_in: Fills the request in front, and returns False where that is not a custom URL, or
            where no request is open. A new one is opened then.

    Returns:
        False where the text is of no known format; nothing was done then.
    """
    imported = import_request(text)
    if imported is None:
        return False
    # The format is known, so the text must not be inserted as an address either.
    if isinstance(imported, ImportMistake):
        tell(Message(imported.text, "input"))
        return True
    if not fill_in(imported.request):
        open_request(imported.request)
    words = import_words(imported)
    if words:
        tell(Message(words))
    return True
