"""Where a credential may go: the sandbox, and addresses one below the other."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.credentials.credential import IN_SANDBOX, origin_of
from aiurdesk.ui.form.item_list import ItemListEditor
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.window.theme import Theme

_ADDRESS = Parameter("Allowed address", ParameterKind.LIST, Location.FORM)


class Addresses(QWidget):
    """Edits the origins of a credential."""

    edited = Signal()
    """Emitted when the person, not the program, changed them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._in_sandbox = QCheckBox("The sandbox (this computer)")
        self._items = ItemListEditor(_ADDRESS, theme)
        self._items.add.setText("Add address")
        self._items.add.setAccessibleName("Add address")
        for control in self._items.controls():
            control.setToolTip("Scheme, host and unusual port, such as https://example.com")
        words = WrappedLabel("small")
        words.show_text("It goes to these addresses and to no other.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._in_sandbox)
        column.addWidget(self._items)
        column.addWidget(words)
        self._in_sandbox.clicked.connect(self.edited)
        self._items.edited.connect(self.edited)
        self._items.edited.connect(self._order_stops)

    def set_origins(self, origins: tuple[str, ...]) -> None:
        """Show origins."""
        self._in_sandbox.setChecked(IN_SANDBOX in origins)
        self._items.set_value(tuple(origin for origin in origins if origin != IN_SANDBOX))
        self._order_stops()

    def origins(self) -> tuple[str, ...]:
        """Return the origins; a whole address becomes its origin."""
        typed = [text.strip() for text in self._typed() if text.strip()]
        found = [origin_of(text if "://" in text else f"https://{text}") for text in typed]
        first = [IN_SANDBOX] if self._in_sandbox.isChecked() else []
        return tuple(dict.fromkeys([*first, *(origin for origin in found if origin)]))

    def trouble(self) -> str:
        """Say which address cannot be one, or nothing."""
        for text in (text.strip() for text in self._typed()):
            if text and not origin_of(text if "://" in text else f"https://{text}"):
                return f"{text} is no address. Enter one such as https://example.com."
        return ""

    def _order_stops(self) -> None:
        """Let Tab reach new addresses here; new widgets come last in the order of a window."""
        lines = (line for line in self._items.controls() if line != self._items.add)
        rows = [row for line in lines if (row := line.parentWidget()) is not None]
        inner = [part for row in rows for part in row.findChildren(QWidget)]
        kept = [part for part in inner if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for first, second in pairwise([self._in_sandbox, *kept, self._items.add]):
            QWidget.setTabOrder(first, second)

    def _typed(self) -> tuple[str, ...]:
        value = self._items.value()
        return value if isinstance(value, tuple) else ()
