"""The docs of the endpoint of the open request."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.verdict.result_codes import ResultCodeTable
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.endpoints.docs_html import endpoint_html
from aiurdesk.ui.window.theme import Theme, mark


class DocsPanel(QTextBrowser):
    """Shows the docs of one endpoint, to be read, selected and copied; follows no link."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._html = ""
        self.setAccessibleName("Docs")
        self.setOpenLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(14)
        mark(self, "look", "page")
        theme.changed.connect(self._draw)

    def show_endpoint(
        self, endpoint: Endpoint, service: Service | None, table: ResultCodeTable | None
    ) -> None:
        """Show another endpoint; its codes are named as in the table that judges it."""
        self._html = endpoint_html(endpoint, service, table)
        self._draw()

    def _draw(self) -> None:
        self.document().setDefaultStyleSheet(self._style())
        self.setHtml(self._html)

    def _style(self) -> str:
        """Return the styles of the page, in the present colours and fonts."""
        colour = self._theme.colour
        rules = [f".{s} {{ color: {colour(f'{s}_text').name()}; }}" for s in Severity]
        rules += [f".{token} {{ color: {colour(token).name()}; }}" for token in _TOKENS]
        rules.append(f'code {{ font-family: "{self._theme.mono_font().family()}"; }}')
        rules.append("h2 { margin: 0 0 2px 0; } h4 { margin: 14px 0 2px 0; } p { margin: 2px 0; }")
        rules.append("td { padding: 4px 12px 4px 0; }")
        return "\n".join(rules)


_TOKENS = ("muted", "required")
