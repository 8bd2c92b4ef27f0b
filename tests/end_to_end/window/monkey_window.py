"""The program for the monkey: its file dialogs of Qt neither rename nor delete anything."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QFileDialog

from aiurdesk import __main__
from aiurdesk.ui.startup import app


class _ReadOnlyDialogs(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QFileDialog):
            watched.setOption(QFileDialog.Option.ReadOnly)
        return False


def _guard() -> None:
    instance = QCoreApplication.instance()
    assert instance is not None
    instance.installEventFilter(_ReadOnlyDialogs(instance))


if __name__ == "__main__":
    make = app.make_application

    def make_guarded() -> object:
        made = make()
        _guard()
        return made

    app.make_application = make_guarded  # type: ignore[assignment]
    __main__.main()
