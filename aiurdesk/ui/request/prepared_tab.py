"""The Preview and the Code tab of a request: what would be sent."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

from aiurdesk.core.request.request import FieldError, PreparedRequest
from aiurdesk.ui.layout.lazy_panel import LazyPanel

if TYPE_CHECKING:
    from aiurdesk.ui.form.preview_panel import PreviewPanel

Prepared = PreparedRequest | tuple[FieldError, ...]
"""What would be sent, or why it cannot be sent."""

_Panel = TypeVar("_Panel", bound="PreviewPanel")


class PreparedTab(LazyPanel[_Panel]):
    """Made when it is first looked at, with what would be sent by then."""

    def __init__(self, make: Callable[[], _Panel], parent: QWidget) -> None:
        super().__init__(make, parent, scrolls=True)

    def show_prepared(
        self, prepared: Prepared, forced: Prepared, subprotocols: tuple[str, ...] | None
    ) -> None:
        """Show what would be sent, or why nothing can, and what "Send anyway" would send.

        Args:
            subprotocols: What a WebSocket offers; None for any other request.
        """
        self.fill(lambda panel: panel.show_prepared(prepared, forced, subprotocols), "request")

    def show_later(self, words: str) -> None:
        """Say which values are others when the request is sent."""
        self.fill(lambda panel: panel.show_later(words), "later")
