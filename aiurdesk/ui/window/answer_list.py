"""The answers that a person gave once and can take back, in the settings."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from aiurdesk.core.formats.setting import Setting, SettingPath
from aiurdesk.core.translation import tr
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import plain_tip, styled

ANSWERS = tr("Remembered answers")
_HELP = tr("What you allowed for a host. You are asked again about what you take back.")
_NONE = tr("Nothing is remembered.")
_PATH, _HOST = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_SHOWN_LINES = 4


class AnswerList(QWidget):
    """Lists the hosts of several settings, each with what was allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.list = styled(QListWidget(), "remembered_answers", spoken=ANSWERS)
        self.list.setAccessibleDescription(_HELP)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        frame = 2 * self.list.frameWidth()
        self.list.setFixedHeight(
            _SHOWN_LINES * self.list.fontMetrics().lineSpacing() * 3 // 2 + frame
        )
        self._take_back = plain_button(tr("Take back"), self._on_take_back)
        self._help = WrappedLabel("small")
        column_of(
            self,
            self.list,
            row_of(None, self._take_back, 1),
            self._help,
            margins=0,
            spacing=4,
        )
        self.list.itemSelectionChanged.connect(self._enable)
        self._enable()

    def show_hosts(self, path: SettingPath, setting: Setting, hosts: tuple[str, ...]) -> None:
        """Show the hosts, or addresses, of a setting."""
        for item in reversed(self._items(path)):
            self.list.takeItem(self.list.row(item))
        for host in hosts:
            item = QListWidgetItem(f"{host} · {setting.label}")
            item.setData(_PATH, ".".join(path))
            item.setData(_HOST, host)
            item.setToolTip(plain_tip(f"{item.text()}\n{setting.help}"))
            self.list.addItem(item)
        self._enable()

    def hosts(self, path: SettingPath) -> tuple[str, ...]:
        """Return the hosts of a setting that are still in the list."""
        return tuple(item.data(_HOST) for item in self._items(path))

    def _items(self, path: SettingPath) -> list[QListWidgetItem]:
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item for item in items if item.data(_PATH) == ".".join(path)]

    def _on_take_back(self) -> None:
        for item in self.list.selectedItems():
            self.list.takeItem(self.list.row(item))
        self._enable()

    def _enable(self) -> None:
        is_empty = not self.list.count()
        self.list.setHidden(is_empty)
        self._take_back.setHidden(is_empty)
        self._take_back.setEnabled(bool(self.list.selectedItems()))
        self._help.show_text(_NONE if is_empty else _HELP)
