"""Colour tokens become palette, stylesheet and tinted icons; the one place that knows colours."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from aiurdesk import resources

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QIcon

    from aiurdesk.ui.widgets.lazy_panel import IdleSteps

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
_PLACE = re.compile(r"\{\{ (\w+) \}\}")
_ICON_SCALES = (1, 2, 3)


def load_tokens(scheme: str) -> dict[str, str]:
    """Return token → colour (``#rrggbb``) of the theme ``light`` or ``dark``.

    Groups only order the file, except that ``[severity.input] text`` becomes ``input_text``.
    """
    groups = tomllib.loads(resources.read_text(f"themes/{scheme}.toml"))
    severities = groups.pop("severity")
    tokens: dict[str, str] = {}
    for group in groups.values():
        tokens.update(group)
    for severity, colours in severities.items():
        tokens.update({f"{severity}_{token}": colour for token, colour in colours.items()})
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


class _StyleInputs:
    """What is worn: the colours of a scheme at a size of text."""

    def __init__(self, *, is_dark: bool, zoom_percent: int) -> None:
        self.is_dark = is_dark
        self._zoom_percent = zoom_percent
        self.tokens = load_tokens("dark" if is_dark else "light")
        self.palette = _palette(self.tokens)
        self.icons: dict[tuple[str, str], QIcon] = {}

    def font(self, kind: QFontDatabase.SystemFont) -> QFont:
        """Return a font of the desktop at the zoom."""
        font = QFontDatabase.systemFont(kind)
        general = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        font.setPointSizeF(max(general.pointSizeF(), 9.0) * self._zoom_percent / 100)
        return font

    @cached_property
    def text_font(self) -> QFont:
        """The font of the window."""
        return self.font(QFontDatabase.SystemFont.GeneralFont)

    @cached_property
    def sheet(self) -> str:
        """The stylesheet, filled in."""
        size = self.text_font.pointSizeF()
        further = {
            "icons": resources.folder_path("icons").replace("\\", "/"),
            "font_small": f"{size * 0.9:.1f}pt",
            "font_large": f"{size * 1.25:.1f}pt",
            "font_huge": f"{size * 1.7:.1f}pt",
            "mono": f'"{self.font(QFontDatabase.SystemFont.FixedFont).family()}"',
        }
        return fill_in(resources.read_text("style.qss"), self.tokens | further)


class Theme(QObject):
    """The colours in force; hands out colours, fonts and icons to what paints by itself.

    The parts of the window wear them, not the application: Qt would style everything that was ever
    shown in one go, pages that nobody looks at included.
    """

    changed = Signal()
    """Emitted after palette, stylesheet and fonts were set: fetch icons and colours again."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        # At the start the palette tells; the name Qt costs the first picture 24 ms.
        self._is_system_dark = _is_dark(app.palette())
        self._scheme = "system"
        self._zoom_percent = 100
        self._worn: _StyleInputs | None = None
        self._parts: list[QWidget] = []
        self._late: list[DeferredTheme] = []

    def apply(self, scheme: str, zoom_percent: int) -> None:
        """Wear a theme at a size of text; 100 is the size of the desktop's own.

        Args:
            scheme: A ``core.settings.ColourScheme``.
        """
        if self._worn is not None and (scheme, zoom_percent) == (self._scheme, self._zoom_percent):
            return
        if self._worn is None:
            self._app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._scheme = scheme
        self._zoom_percent = zoom_percent
        self._change()

    def apply_to(self, part: QWidget) -> None:
        """Let a part of the window, or a dialog, wear the theme from now on.

        What a part is below should not be one: Qt would style the part with it.
        """
        self._parts = [*filter(isValid, self._parts), part]
        self._put_on(part)

    def is_dark(self) -> bool:
        """Tell whether the dark colours are in force."""
        return self._outfit.is_dark

    def colour(self, token: str) -> QColor:
        """Return the colour of a token, such as ``muted``, ``key`` or ``input_border``."""
        return QColor(self._outfit.tokens[token])

    def text_font(self) -> QFont:
        """Return the font of the window at the zoom in force."""
        return QFont(self._outfit.text_font)

    def palette(self) -> QPalette:
        """Return the palette of the window."""
        return QPalette(self._outfit.palette)

    def mono_font(self) -> QFont:
        """Return the font for code and wire text at the zoom in force."""
        return self._outfit.font(QFontDatabase.SystemFont.FixedFont)

    def icon(self, name: str, token: str = "muted") -> "QIcon":
        """Return ``resources/icons/<name>.svg`` in the colour of a token, 16 units square."""
        icons = self._outfit.icons
        if (name, token) not in icons:
            icons[name, token] = _tinted(name, self._outfit.tokens[token])
        return icons[name, token]

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

    @property
    def _outfit(self) -> _StyleInputs:
        if self._worn is None:
            raise RuntimeError("nothing is worn before a theme is applied")
        return self._worn

    @cached_property
    def _steps(self) -> "IdleSteps":
        from aiurdesk.ui.widgets.lazy_panel import IdleSteps  # here: it needs Qt, see above

        return IdleSteps(self)

    def _change(self) -> None:
        is_dark = self._is_system_dark if self._scheme == "system" else self._scheme == "dark"
        outfit = _StyleInputs(is_dark=is_dark, zoom_percent=self._zoom_percent)
        # For what is no part and below none, such as windows of Qt's own.
        self._app.setFont(outfit.text_font)
        self._app.setPalette(outfit.palette)
        self._wear(outfit)
        if self._late:
            self._steps.start(self._follow())

    def _follow(self) -> Iterator[None]:
        """Let the pages follow, a page a turn of the loop, the one in front first."""
        late = filter(isValid, self._late)
        for theme in sorted(late, key=DeferredTheme.is_seen, reverse=True):
            if isValid(theme):
                theme.catch_up()
                yield

    def _wear(self, outfit: _StyleInputs) -> None:
        self._worn = outfit
        for part in filter(isValid, self._parts):
            self._put_on(part)
        self.changed.emit()

    def _put_on(self, part: QWidget) -> None:
        # Off first: a sheet that replaces another gives the part the palette from before it.
        part.setStyleSheet("")
        part.setFont(self._outfit.text_font)
        part.setPalette(self._outfit.palette)
        part.setStyleSheet(self._outfit.sheet)

    def _on_system_changed(self, scheme: "Qt.ColorScheme") -> None:
        if scheme.name != "Unknown":
            self._is_system_dark = scheme.name == "Dark"
        if self._scheme == "system":
            self._change()


class DeferredTheme(Theme):
    """The theme of a page, which follows that of the window a page a turn of the loop.

    The page in front is the first; another one has to catch up before it is shown.
    """

    def __init__(self, window: Theme, page: QWidget) -> None:
        super().__init__(window._app)
        self.setParent(page)
        self._window = window
        self._page = page
        self._worn = window._worn
        window._late = [*filter(isValid, window._late), self]
        self.apply_to(page)

    def is_seen(self) -> bool:
        """Tell whether the page can be seen."""
        return self._page.isVisible()

    def catch_up(self) -> None:
        """Wear what the window wears, before the page is shown; mostly it does already."""
        if self._worn is not self._window._worn:
            self._wear(self._window._outfit)


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
