"""The header lines that a person adds to a request."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from aiurdesk.core.request.environment import variable_names
from aiurdesk.core.request.header import check_header
from aiurdesk.core.request.request import FieldError, Header
from aiurdesk.ui.form.pairs_panel import PairKind, PairsPanel
from aiurdesk.ui.window.theme import Theme

_KNOWN_NAMES = (
    "Accept", "Accept-Language", "Authorization", "Cache-Control", "Content-Type", "Cookie",
    "If-Match", "If-Modified-Since", "If-None-Match", "Origin", "Range", "Referer", "User-Agent",
    "X-Requested-With",
)  # fmt: skip


def _problem(name: str, value: str) -> str:
    # A value with variables is checked when they are resolved.
    return check_header(Header(name, "" if variable_names(value) else value)) or ""


HEADERS = PairKind(
    noun="header",
    empty="Content-Type, Host and some others are added automatically. Add a header to send more.",
    check=_problem,
    known_names=_KNOWN_NAMES,
)


class HeadersPanel(PairsPanel):
    """Header lines one below the other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(HEADERS, theme, parent)

    def headers(self) -> tuple[Header, ...]:
        """Return the header lines that are sent."""
        return tuple(Header(name, value) for name, value in self.pairs())

    def show_errors(self, errors: Iterable[FieldError]) -> None:
        """Show errors at their headers, and select the first invalid value."""
        for line in self.lines:
            texts = (e.text for e in errors if e.header is not None and e.header == line.pair()[0])
            line.show_texts(tuple(texts))
        self.focus_problem()

    def set_headers(self, headers: tuple[Header, ...]) -> None:
        """Show header lines, all of them ticked."""
        self.set_pairs((header.name, header.value) for header in headers)
