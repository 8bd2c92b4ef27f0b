"""Edits the proxy of an environment."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.network.proxies import (
    EXAMPLE,
    ProxyMode,
    proxy_trouble,
    proxy_url,
    split_exceptions,
)
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import grid_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel

_MODES = {
    tr("Same as in the settings"): "",
    tr("Same as the system"): str(ProxyMode.SYSTEM),
    "None": str(ProxyMode.NONE),
    "Manual": str(ProxyMode.MANUAL),
}
_HELP = tr(
    "The credential is a Basic one that is bound to proxy://host:port; leave "
    "it empty if the proxy asks for no password. Hosts are separated by "
    "commas, such as *.internal, 10.0.0.0/8."
)


class ProxyFields(QWidget):
    """A choice, and the fields of a manual proxy below it."""

    changed = Signal(str, str, object)
    """Emitted with what a file has for the proxy, its credential and its exceptions, when the
    person finished a change and the address is valid."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._saved: tuple[str, str, tuple[str, ...]] = ("", "", ())
        self._mode = ChoiceBox()
        for text, value in _MODES.items():
            self._mode.addItem(text, value)
        self.url, self._credential, self._exceptions = CappedLine(), CappedLine(), CappedLine()
        self.url.setPlaceholderText(EXAMPLE)
        self._note = Note(theme)
        self._help = WrappedLabel("small")
        self._help.show_text(_HELP)
        self._lines = (self.url, self._credential, self._exceptions)
        titles = (
            tr("Address of the proxy"),
            tr("Credential of the proxy"),
            tr("Hosts without the proxy"),
        )
        rows = ((tr("Proxy"), self._mode), *zip(titles, self._lines, strict=True))
        grid, labels = grid_of(self, rows)
        grid.setContentsMargins(0, 0, 0, 0)
        self._of_manual: list[QWidget] = [self._help, *labels[1:], *self._lines]
        for line in self._lines:
            line.editingFinished.connect(self._on_finished)
        grid.addWidget(self._note, len(rows), 1)
        grid.addWidget(self._help, len(rows) + 1, 1)
        self._mode.activated.connect(self._on_mode_chosen)

    def show_proxy(self, saved: SavedEnvironment, *, is_own: bool, is_same: bool = False) -> None:
        """Show the proxy of an environment.

        Args:
            saved: The environment.
            is_own: Whether it can be changed.
            is_same: Whether it is the one that is shown already.
        """
        in_file = (saved.proxy, saved.proxy_credential, saved.proxy_exceptions)
        # What is chosen and typed stays until it is saved, unless the file has changed.
        if not is_same or in_file != self._saved:
            self._saved = in_file
            is_word = saved.proxy in _MODES.values()
            mode = saved.proxy if is_word else str(ProxyMode.MANUAL)
            self._mode.setCurrentIndex(self._mode.findData(mode))
            self.url.setText("" if is_word else saved.proxy)
            self._credential.setText(saved.proxy_credential)
            self._exceptions.setText(", ".join(saved.proxy_exceptions))
        self._mode.setEnabled(is_own)
        for line in self._lines:
            line.setReadOnly(not is_own)
        self._fit()

    def _fit(self) -> None:
        """Show the fields that the choice needs, and what is wrong with them."""
        is_manual = self._mode.currentData() == ProxyMode.MANUAL
        for widget in self._of_manual:
            widget.setVisible(is_manual)
        typed = self.url.text().strip()
        trouble = proxy_trouble(typed) if is_manual and typed else ""
        words = tr("The proxy {trouble}.").format(trouble=trouble) if trouble else ""
        self._note.show_text(words)
        self.url.setAccessibleDescription(words)

    def _on_mode_chosen(self) -> None:
        self._fit()
        if self._mode.currentData() == ProxyMode.MANUAL:
            self.url.setFocus()
        self._on_finished()

    def _on_finished(self) -> None:
        self._fit()
        mode = self._mode.currentData()
        typed = self.url.text().strip()
        if mode == ProxyMode.MANUAL:
            # Nothing is saved until there is an address that can be used.
            if not typed or proxy_trouble(typed) or self.url.isReadOnly():
                return
            exceptions = split_exceptions(self._exceptions.text())
            chosen = (proxy_url(typed), self._credential.text().strip(), exceptions)
        else:
            chosen = (mode, "", ())
        # ``editingFinished`` also comes when a field is only left.
        if chosen != self._saved:
            self._saved = chosen
            self.changed.emit(*chosen)
