"""Editor of the addresses that a credential may be sent to."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from aiurdesk.core.addresses.allowed_origin import allowed_origin
from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.credentials.credential import IN_SANDBOX
from aiurdesk.core.request.request import FieldError
from aiurdesk.core.translation import tr
from aiurdesk.ui.credentials.shown_credential import origin_words
from aiurdesk.ui.form.item_list import ItemListEditor
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import Note, WrappedLabel

_ADDRESS = Parameter(tr("Allowed address"), ParameterKind.LIST, Location.FORM)


class Addresses(QWidget):
    """Edits the origins of a credential."""

    edited = Signal()
    """Emitted when the person, not the program, changed them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._in_sandbox = QCheckBox(tr("The sandbox (this computer)"))
        self._items = ItemListEditor(_ADDRESS, theme)
        self._items.placeholder = "https://example.com"
        self._items.add.setText(tr("Add address"))
        self._items.add.setAccessibleName(tr("Add address"))
        for control in self._items.controls():
            control.setToolTip(tr("Scheme, host and port, such as https://example.com"))
        self._words = WrappedLabel("small")
        self._problem = Note(theme)
        column_of(
            self, self._in_sandbox, self._items, self._problem, self._words, margins=0, spacing=4
        )
        for signal in (self._in_sandbox.clicked, self._items.edited):
            signal.connect(self.edited)
            signal.connect(self._check)
        self._check()

    def set_origins(self, origins: tuple[str, ...]) -> None:
        """Show origins, the sandbox's as a tick."""
        self._in_sandbox.setChecked(IN_SANDBOX in origins)
        self._items.set_value(tuple(origin for origin in origins if origin != IN_SANDBOX))
        self._check()

    def origins(self) -> tuple[str, ...]:
        """Return the origins; a whole address becomes its origin."""
        first = [IN_SANDBOX] if self._in_sandbox.isChecked() else []
        # Without repetitions: two addresses of one host have the same origin.
        return tuple(dict.fromkeys([*first, *(item for item in self._read() if type(item) is str)]))

    def trouble(self) -> str:
        """Return what is wrong with an address, or empty text."""
        return next((item.text for item in self._read() if isinstance(item, FieldError)), "")

    def _read(self) -> list[str | FieldError]:
        value = self._items.value()
        lines = value if isinstance(value, tuple) else ()
        # A line that is still empty is not a mistake.
        return [allowed_origin(text) for text in lines if text.strip()]

    def _check(self) -> None:
        """Say where the credential goes, with the scheme of each address."""
        self._problem.show_text(self.trouble())
        places = tr(" and ").join(origin_words(origin) for origin in self.origins())
        self._words.show_text(
            tr("It is sent to {places} and to no other address.").format(places=places)
            if places
            else tr("It has not been used for any address. You are asked before the first use.")
        )
