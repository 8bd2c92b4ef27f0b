"""Colour tokens become palette, stylesheet and tinted icons; the one place that knows colours."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from aiurdesk import resources

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QIcon

_PALETTE = (
    (QPalette.ColorRole.Window, "window"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "base"),
    (QPalette.ColorRole.AlternateBase, "alternate"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.PlaceholderText, "placeholder"),
    (QPalette.ColorRole.Button, "panel"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.BrightText, "required"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "accent_text"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Link, "link"),
    (QPalette.ColorRole.LinkVisited, "link"),
    (QPalette.ColorRole.ToolTipBase, "panel"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.Light, "panel"),
    (QPalette.ColorRole.Midlight, "hover"),
    (QPalette.ColorRole.Mid, "border"),
    (QPalette.ColorRole.Dark, "border_strong"),
    (QPalette.ColorRole.Shadow, "border_strong"),
)
_DISABLED_TEXT = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
)
_LINE = re.compile(r'(?m)^(?:(\[(?:severity\.(\w+)|\w+)\])|(\w+) = "(#[0-9a-f]{6})")')
_PLACE = re.compile(r"\{\{ (\w+) \}\}")
_ICON_SCALES = (1, 2, 3)


def load_tokens(scheme: str) -> dict[str, str]:
    """Return token → colour (``#rrggbb``) of the theme ``light`` or ``dark``.

    Groups only order the file, except that ``[severity.input] text`` becomes ``input_text``.
    """
    tokens: dict[str, str] = {}
    prefix = ""
    # Not tomllib: it costs the first picture 7 ms, and these files hold headings and colours.
    for heading, severity, token, colour in _LINE.findall(
        resources.read_text(f"themes/{scheme}.toml")
    ):
        if heading:
            prefix = f"{severity}_" if severity else ""
        else:
            tokens[prefix + token] = colour
    return tokens


def fill_in(template: str, tokens: Mapping[str, str]) -> str:
    """Put tokens into the places ``{{ token }}`` of a stylesheet.

    Raises:
        KeyError: The template names a token that does not exist.
    """
    return _PLACE.sub(lambda place: tokens[place[1]], template)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that ``style.qss`` selects by, and draw the widget anew."""
    from PySide6.QtCore import Qt  # here: nothing at the first picture is marked anew

    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    # What was never drawn is styled when it is shown; styling it here too would double the cost.
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def method_mark(method: str) -> str:
    """Return the value of the property ``method`` for a method's name or WS."""
    known = method.lower()
    return known if known in {"get", "post", "ws"} else "other"


class Theme(QObject):
    """The colours in force; hands out colours, fonts and icons to what paints by itself."""

    changed = Signal()
    """Emitted after palette, stylesheet and fonts were set: fetch icons and colours again."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._system_font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        # At the start the palette tells; the name Qt costs the first picture 24 ms.
        self._is_system_dark = _is_dark(app.palette())
        self._scheme = "system"
        self._zoom_percent = 100
        self._tokens: dict[str, str] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    def apply(self, scheme: str, zoom_percent: int) -> None:
        """Wear a theme at a size of text; 100 is the size of the desktop's own.

        Args:
            scheme: A ``core.settings.ColourScheme``.
        """
        if self._tokens and (scheme, zoom_percent) == (self._scheme, self._zoom_percent):
            return
        self._scheme = scheme
        self._zoom_percent = zoom_percent
        self._wear()

    def is_dark(self) -> bool:
        """Tell whether the dark colours are in force."""
        return self._is_system_dark if self._scheme == "system" else self._scheme == "dark"

    def colour(self, token: str) -> QColor:
        """Return the colour of a token, such as ``muted``, ``key`` or ``input_border``."""
        return QColor(self._tokens[token])

    def text_font(self) -> QFont:
        """Return the font of the window at the zoom in force."""
        return self._sized(QFont(self._system_font), 1.0)

    def mono_font(self) -> QFont:
        """Return the font for code and wire text at the zoom in force."""
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        return self._sized(fixed, 1.0)

    def icon(self, name: str, token: str = "muted") -> "QIcon":
        """Return ``resources/icons/<name>.svg`` in the colour of a token, 16 units square."""
        if (name, token) not in self._icons:
            self._icons[name, token] = _tinted(name, self._tokens[token])
        return self._icons[name, token]

    def dot(self, token: str) -> "QIcon":
        """Return a round dot in the colour of a token, 10 units across."""
        from PySide6.QtGui import QIcon, QPainter, QPixmap

        picture = QPixmap(30, 30)
        picture.fill(QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.colour(token))
        painter.setBrush(self.colour(token))
        painter.drawEllipse(3, 3, 24, 24)
        painter.end()
        return QIcon(picture)

    def _wear(self) -> None:
        self._tokens = load_tokens("dark" if self.is_dark() else "light")
        self._icons.clear()
        # Taking the old sheet off first is four times as fast as putting one over another.
        self._app.setStyleSheet("")
        self._app.setFont(self.text_font())
        self._app.setPalette(_palette(self._tokens))
        template = resources.read_text("style.qss")
        self._app.setStyleSheet(fill_in(template, self._tokens | self._further_tokens()))
        self.changed.emit()

    def _further_tokens(self) -> dict[str, str]:
        size = self.text_font().pointSizeF()
        return {
            "icons": resources.folder_path("icons").replace("\\", "/"),
            "font_small": f"{size * 0.9:.1f}pt",
            "font_large": f"{size * 1.25:.1f}pt",
            "font_huge": f"{size * 1.7:.1f}pt",
            "mono": f'"{self.mono_font().family()}"',
        }

    def _sized(self, font: QFont, factor: float) -> QFont:
        points = max(self._system_font.pointSizeF(), 9.0)
        font.setPointSizeF(points * factor * self._zoom_percent / 100)
        return font

    def _on_system_changed(self, scheme: "Qt.ColorScheme") -> None:
        if scheme.name != "Unknown":
            self._is_system_dark = scheme.name == "Dark"
        if self._scheme == "system":
            self._wear()


def _is_dark(palette: QPalette) -> bool:
    text, window = (
        palette.color(QPalette.ColorRole.WindowText),
        palette.color(palette.ColorRole.Window),
    )
    return text.lightness() > window.lightness()


def _palette(tokens: Mapping[str, str]) -> QPalette:
    palette = QPalette()
    for role, token in _PALETTE:
        palette.setColor(role, QColor(tokens[token]))
    for role in _DISABLED_TEXT:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens["disabled"]))
    disabled_highlight = QColor(tokens["border"])
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, disabled_highlight)
    return palette


def _tinted(name: str, colour: str) -> "QIcon":
    from PySide6.QtGui import QIcon, QPixmap

    drawing = resources.read_text(f"icons/{name}.svg").replace("currentColor", colour)
    icon = QIcon()
    for scale in _ICON_SCALES:
        size = f'width="{16 * scale}" height="{16 * scale}" viewBox'
        scaled = drawing.replace('width="16" height="16" viewBox', size)
        picture = QPixmap()
        picture.loadFromData(scaled.encode(), "SVG")
        picture.setDevicePixelRatio(scale)
        icon.addPixmap(picture)
    return icon
