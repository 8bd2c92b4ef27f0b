"""The bar with the tabs of the open requests."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.preparing.custom_url import host_and_path
from aiurdesk.core.request.request import Request
from aiurdesk.core.translation import tr, truncate
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.layout.flow_layout import NarrowingBar
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.theme.theme import Theme, mark, method_mark
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.desktop import show_in_file_manager


class RequestBar(NarrowingBar):
    """A tab bar whose tabs can be dragged, closed by a middle click, and have a context menu."""

    middle_clicked = Signal(int)
    """Emitted with the place of a tab."""
    menu_wanted = Signal(int, QPoint)
    """Emitted with the place of a tab and the place of its menu on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._pressed = -1
        self.setObjectName("request_bar")
        self.setAccessibleName(tr("Requests"))
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setMovable(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the middle button was pressed."""
        if event.button() is Qt.MouseButton.MiddleButton:
            self._pressed = self.tabAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Emit ``middle_clicked`` if the click began and ended on the same tab."""
        super().mouseReleaseEvent(event)
        if event.button() is not Qt.MouseButton.MiddleButton:
            return
        # As for other buttons: a person who moves away before letting go does not mean it.
        index, self._pressed = self._pressed, -1
        if index >= 0 and index == self.tabAt(event.position().toPoint()):
            self.middle_clicked.emit(index)

    def _on_menu(self, point: QPoint) -> None:
        index = self.tabAt(point)
        # The menu key sends a point where there may not be a tab: it means the tab in front.
        index = self.currentIndex() if index < 0 else index
        if index >= 0:
            self.menu_wanted.emit(index, self.mapToGlobal(point))


_SIZE = 10
"""Units of an icon."""
_TURN_MS = 80
_STEP = 30
"""Degrees."""


class TabBadge(QWidget):
    """Shows a method; beside it a spinner while sending, then a dot in the verdict's colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._method = QLabel()
        self.outcome = TabMark(theme)
        row_of(self, self.outcome, self._method, margins=(8, 0, 0, 0), spacing=5)
        theme.changed.connect(self.fit)

    @property
    def method(self) -> str:
        """The method that is shown."""
        return self._method.text()

    def show_method(self, method: str) -> None:
        """Show another method."""
        self._method.setText(method)
        mark(self._method, "method", method_mark(method))
        self.fit()

    def show_outcome(self, severity: Severity | None, *, is_busy: bool) -> None:
        """Show that it is sending, or how bad the last response was."""
        self.outcome.show_outcome(severity, is_busy=is_busy)
        self.fit()

    def fit(self) -> None:
        """Take the size of what is shown; the bar of tabs does not do that."""
        # The dot grows with the text, too.
        self.outcome.fit()
        self.adjustSize()


class TabMark(QWidget):
    """A spinner or a dot; hidden while there is neither."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._severity: Severity | None = None
        self._angle = 0
        self._turning = QTimer(self, interval=_TURN_MS)
        self._turning.timeout.connect(self._turn)
        self.hide()
        self.fit()

    @property
    def is_busy(self) -> bool:
        """The spinner turns."""
        return self._turning.isActive()

    @property
    def colour(self) -> QColor:
        """The colour of the dot, or of the spinner."""
        is_muted = self.is_busy or self._severity is None
        return self._theme.colour("muted" if is_muted else f"{self._severity}_text")

    def show_outcome(self, severity: Severity | None, *, is_busy: bool) -> None:
        """Show a spinner while it is sending, else a dot for a severity, else nothing."""
        self._severity = severity
        if is_busy:
            self._turning.start()
        else:
            # Otherwise it would wake the program up twelve times a second for nothing.
            self._turning.stop()
        # Severity by colour only here: the accessible name of the tab says it in words.
        self.setVisible(is_busy or severity is not None)
        self.update()

    def fit(self) -> None:
        """Take the size of the theme in force."""
        self.setFixedSize(self._theme.icon_size(_SIZE))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the spinner or the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_busy:
            painter.setPen(QPen(self.colour, 1.6))
            circle = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            # Qt counts sixteenths of a degree, anticlockwise.
            painter.drawArc(circle, -self._angle * 16, 270 * 16)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour)
            painter.drawEllipse(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))
        painter.end()

    def _turn(self) -> None:
        self._angle = (self._angle + _STEP) % 360
        self.update()


def tab_menu(parent: QWidget, workbench: Workbench, key: int) -> QMenu:
    """Return the menu of a tab, which deletes itself when it is closed."""
    request = workbench.opened(key)
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.addAction(tr("Close"), lambda: workbench.close(key))
    others = menu.addAction(tr("Close others"), lambda: workbench.close_others(key))
    others.setEnabled(len(workbench.open_requests) > 1)
    right = menu.addAction(tr("Close to the right"), lambda: workbench.close_right_of(key))
    right.setEnabled(workbench.open_requests[-1:] != (request,))
    menu.addAction(tr("Close all"), lambda: workbench.close_all())
    menu.addAction(tr("Duplicate"), lambda: workbench.duplicate(key))
    sending = workbench.sending
    menu.addAction(tr("Copy as curl"), lambda: sending.copy_as_curl(workbench.plan(key)))
    if request is not None and request.copy is not None:
        path = request.copy.path
        menu.addAction(tr("Show in file manager"), lambda: show_in_file_manager(path))
    menu.addSeparator()
    reopen = menu.addAction(tr("Reopen closed request"), workbench.reopen)
    reopen.setEnabled(workbench.has_closed)
    return menu


_LONGEST = 27
"""Characters of a title; the name of a service comes on top."""


def tab_titles(
    endpoints: Mapping[int, Endpoint],
    service_name: Callable[[str], str],
    names: Mapping[int, str] | None = None,
) -> Mapping[int, str]:
    """Return the titles of tabs, with the service or host where two are alike.

    Args:
        endpoints: Of the open requests, by their keys.
        service_name: Returns the name of a service by its id.
        names: Of the saved requests, by their keys; they are their titles.
    """
    services: dict[str, set[str]] = defaultdict(set)
    for endpoint in endpoints.values():
        services[short_title(endpoint)].add(_source(endpoint))
    titles: dict[int, str] = {}
    for key, endpoint in endpoints.items():
        title = short_title(endpoint)
        is_alike = len(services[title]) > 1 and bool(_source(endpoint))
        service = f" · {_name(endpoint, services[title], service_name)}" if is_alike else ""
        titles[key] = f"{title}{service}"
    titles.update(names or {})
    return titles


def shown_method(request: Request) -> str:
    """Return the text of the badge of a request: the chosen method, or WS for a WebSocket."""
    chosen = "" if request.endpoint.is_websocket else request.method
    return chosen or request.endpoint.shown_method


def short_title(endpoint: Endpoint) -> str:
    """Return the title of an endpoint; of a typed address, its path or its host."""
    title = endpoint.shown_title
    host, path = host_and_path(title) if endpoint.is_typed else ("", "")
    return path if path.strip("/") else host or title


def truncate_title(title: str) -> str:
    """Return a title that fits into a tab; the service is not cut off."""
    own, separator, service = title.partition(" · ")
    return f"{truncate(own, _LONGEST)}{separator}{service}"


def _source(endpoint: Endpoint) -> str:
    """Return the id of the service; without one, the host where the title does not name it."""
    if not endpoint.is_typed:
        return endpoint.service_id
    host, path = host_and_path(endpoint.shown_title)
    return host if path.strip("/") else ""


def _name(endpoint: Endpoint, services: Iterable[str], service_name: Callable[[str], str]) -> str:
    if endpoint.is_typed:
        return _source(endpoint)
    name = service_name(endpoint.service_id)
    # Services of two generations may have one name; their ids differ.
    same = [service for service in services if service and service_name(service) == name]
    return name if len(same) == 1 else endpoint.service_id
