"""The docs of the endpoint of the open request."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.exchange.sockets.event_types import EventTable
from aiurdesk.core.exchange.sockets.stargate_tour import TourStep
from aiurdesk.core.history.history_entry import SeenCode
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.endpoints.docs_html import ALL_STEPS, SEEN_SCHEME, TOUR_SCHEME, endpoint_html
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.desktop import open_web_page


class DocsPanel(QTextBrowser):
    """Shows the docs of one endpoint, to be read, selected and copied."""

    endpoint_shown = Signal(str)
    """Emitted with the id of an endpoint when its docs are shown."""
    entry_chosen = Signal(object)
    """Emitted with the id of the entry of the history that a seen code leads to."""

    tour_wanted = Signal(str, object)
    """Emitted with the id of a service and a TourStep of the tour of Stargate; None means all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._content: tuple[Endpoint, Service | None, Dialect | None] | None = None
        self._events: EventTable | None = None
        self._seen: tuple[SeenCode, ...] = ()
        self.setAccessibleName(tr("Docs"))
        # Links are commands here, and Qt would look for pages of those names.
        self.setOpenLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(INSET)
        mark(self, "look", "page")
        self.anchorClicked.connect(self._on_link)
        theme.changed.connect(self._draw)

    @property
    def endpoint_id(self) -> str:
        """Id of the endpoint that is shown, or empty."""
        return self._content[0].id if self._content else ""

    def show_endpoint(
        self,
        endpoint: Endpoint,
        service: Service | None,
        table: Dialect | None,
        events: EventTable | None = None,
    ) -> None:
        """Show another endpoint.

        Args:
            service: The service of the endpoint.
            table: That which judges it, and so names its codes.
            events: Those that its frames may be.
        """
        self._content, self._events = (endpoint, service, table), events
        # The codes of the endpoint before; ``show_seen`` brings the new ones some time later.
        self._seen = ()
        self._draw()
        self.endpoint_shown.emit(endpoint.id)

    def show_seen(self, seen: tuple[SeenCode, ...]) -> None:
        """Show which codes the endpoint gave, each as a link to its last entry in the history."""
        if seen != self._seen:
            self._seen = seen
            # ``setHtml`` goes to the top, and these codes come while somebody reads.
            scrolled = self.verticalScrollBar().value()
            self._draw()
            self.verticalScrollBar().setValue(scrolled)

    def _on_link(self, link: QUrl) -> None:
        if link.scheme() == SEEN_SCHEME:
            self.entry_chosen.emit(int(link.path()))
        elif link.scheme() == TOUR_SCHEME and self._content is not None:
            step = None if link.path() == ALL_STEPS else TourStep(link.path())
            self.tour_wanted.emit(self._content[0].service_id, step)
        else:
            open_web_page(link)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: ARG002, N802
        """Load nothing: neither from the disk nor from elsewhere."""
        return None

    def _draw(self) -> None:
        # In this order: the style sheet counts for the HTML that is set after it.
        self.document().setDefaultStyleSheet(self._style())
        content = self._content
        self.setHtml(endpoint_html(*content, self._seen, self._events) if content else "")

    def _style(self) -> str:
        """Return the styles of the page, in the present colours and fonts."""
        colour = self._theme.colour
        rules = [f".{s} {{ color: {colour(f'{s}_text').name()}; }}" for s in Severity]
        rules += [f".{token} {{ color: {colour(token).name()}; }}" for token in _TOKENS]
        rules.append(f'code {{ font-family: "{self._theme.mono_font().family()}"; }}')
        rules.append(f"a {{ color: {colour('link').name()}; }}")
        rules.append("h2 { margin: 0 0 2px 0; } h4 { margin: 14px 0 2px 0; } p { margin: 2px 0; }")
        rules.append("td { padding: 4px 12px 4px 0; }")
        return "\n".join(rules)


_TOKENS = ("muted", "required")
