"""Makes palette, style sheet and tinted icons from colour tokens. Only this module knows colours.

Imported before the first paint of the window. What that paint does not use is named in functions
only, as ``QtCore.Qt`` or ``QtGui.QPainter``: PySide6 creates such a type with all its enumerations
when it is first named, which takes up to 15 ms.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from PySide6 import QtCore, QtGui
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from aiurdesk import resources
from aiurdesk.ui.idle_steps import IdleSteps
from aiurdesk.ui.theme.grid import CARD_RADIUS, RADIUS, SMALL_RADIUS

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QAbstractItemView


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
# ``setColor`` without a group sets the colours of disabled widgets, too.
_DISABLED_TEXT = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
)
# A generator yields None for each turn, so its end needs a value of its own.
_DONE = object()
_PLACE = re.compile(r"\{\{ (\w+) \}\}")
# Device pixel ratios of screens.
_ICON_SCALES = (1, 2, 3)
_ICON_UNITS = 16
TITLE_BAR = 40
"""Height that the desktop needs for the title of a window."""
_UNITS_PER_TEXT = 12
"""How many units of an icon are as high as the text is large: 9 points at 96 dots per inch."""
_SHEET_UNITS = (10, 12, 14, 16, 18, 20, 44)
"""Sizes that the style sheets use for icons, for arrows and for the room around them."""


def tokens_of(*, is_dark: bool, has_contrast: bool) -> dict[str, str]:
    """Return the tokens of a theme, with stronger ones where the system asks for high contrast."""
    scheme = "dark" if is_dark else "light"
    return load_tokens(scheme) | (load_tokens(f"{scheme}-contrast") if has_contrast else {})


def load_tokens(scheme: str) -> dict[str, str]:
    """Return token → colour (``#rrggbb``) of a file of themes, such as ``light``.

    Groups only order the file, except that ``text`` in ``severity.input`` becomes ``input_text``.
    """
    source = resources.read_bytes(f"themes/{scheme}.json")
    tokens: dict[str, str] = {}
    for group, colours in msgspec.json.decode(source, type=dict[str, dict[str, str]]).items():
        _, is_severity, severity = group.partition("severity.")
        prefix = f"{severity}_" if is_severity else ""
        tokens.update({f"{prefix}{token}": colour for token, colour in colours.items()})
    return tokens


def fill_in(template: str, tokens: Mapping[str, str]) -> str:
    """Put tokens into the places ``{{ token }}`` of a stylesheet.

    Raises:
        KeyError: The template names a token that does not exist.
    """
    return _PLACE.sub(lambda match: tokens[match[1]], template)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that a style sheet selects by, and style the widget again."""
    before = widget.property(name)
    # What was never set is as good as empty; this also keeps the first paint from naming ``Qt``.
    if before == value or (before is None and value == ""):
        return
    widget.setProperty(name, value)
    # A widget that was never shown is styled when it is; styling it here too would cost twice.
    if widget.testAttribute(QtCore.Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def method_mark(method: str) -> str:
    """Return the value of the property ``method`` for a method's name or WS."""
    # Other methods share a colour.
    name = method.lower()
    return name if name in {"get", "post", "delete", "ws"} else "other"


class Fonts(NamedTuple):
    """Families of fonts; empty means the one of the desktop."""

    text: str = ""
    code: str = ""


_SYSTEM_FONTS = Fonts()


def font_families(*, is_fixed: bool) -> list[str]:
    """Return the families of this computer, all or only those whose characters are as wide."""
    families = QFontDatabase.families()
    return [f for f in families if QFontDatabase.isFixedPitch(f)] if is_fixed else families


class _StyleInputs:
    """The colours and fonts of a scheme at a size of text."""

    def __init__(
        self, *, is_dark: bool, has_contrast: bool, zoom_percent: int, fonts: Fonts
    ) -> None:
        self.is_dark = is_dark
        self.zoom_percent = zoom_percent
        self._fonts = fonts
        self.tokens = tokens_of(is_dark=is_dark, has_contrast=has_contrast)
        self.palette = _palette(self.tokens)
        self.icons: dict[tuple[str, str], QIcon] = {}

    def _font(self, kind: QFontDatabase.SystemFont, family: str) -> QFont:
        """Return a font at the zoom, of the desktop where no family was chosen."""
        font = QFontDatabase.systemFont(kind)
        if family:
            font.setFamily(family)
        general = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        # A font whose size is given in pixels has -1 points.
        font.setPointSizeF(max(general.pointSizeF(), 9.0) * self.zoom_percent / 100)
        return font

    @cached_property
    def text_font(self) -> QFont:
        """The font of the window."""
        return self._font(QFontDatabase.SystemFont.GeneralFont, self._fonts.text)

    @cached_property
    def mono_font(self) -> QFont:
        """The font of code."""
        return self._font(QFontDatabase.SystemFont.FixedFont, self._fonts.code)

    @cached_property
    def unit(self) -> float:
        """The size in pixels of one unit of an icon, which follows the size of the text."""
        dots = QtGui.QGuiApplication.primaryScreen().logicalDotsPerInchY()
        return self.text_font.pointSizeF() * dots / 72 / _UNITS_PER_TEXT

    @cached_property
    def frame_sheet(self) -> str:
        """The style sheet of the frame of the window, filled in."""
        return self._filled_in("frame")

    @cached_property
    def sheet(self) -> str:
        """The style sheet of pages and dialogs, filled in."""
        return self.frame_sheet + self._filled_in("pages") + self._severity_sheets()

    def _filled_in(self, name: str) -> str:
        size = self.text_font.pointSizeF()
        further = {
            "icons": resources.folder_path("icons").replace("\\", "/"),
            "font_small": f"{size * 0.9:.1f}pt",
            "font_large": f"{size * 1.25:.1f}pt",
            "radius_card": f"{CARD_RADIUS}px",
            "radius": f"{RADIUS}px",
            "radius_small": f"{SMALL_RADIUS}px",
            "mono": f'"{self.mono_font.family()}"',
        } | {f"units_{units}": f"{round(units * self.unit)}px" for units in _SHEET_UNITS}
        return fill_in(resources.read_text(f"style/{name}.qss"), self.tokens | further)

    def _severity_sheets(self) -> str:
        template, tokens = resources.read_text("style/severity.qss"), self.tokens
        sheets = []
        # They alone have a border of their own.
        for severity in (t.removesuffix("_border") for t in tokens if t.endswith("_border")):
            own = {part: tokens[f"{severity}_{part}"] for part in ("text", "background", "border")}
            further = {"severity": severity, "base": tokens["base"], "ring": tokens["text"]}
            sheets.append(fill_in(template, own | further))
        return "".join(sheets)


class Theme(QObject):
    """The current colours, fonts and icons, also for widgets that paint themselves.

    The style sheet is set on the parts of the window and not on the application: with one on the
    application, Qt styles every widget at once, those on hidden pages included, and the window
    stalls for 200 ms when the colours change.
    """

    changed = Signal()
    """Emitted after palette, stylesheet and fonts were set: fetch icons and colours again."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        # styleHints().colorScheme() says the same, but it names ``Qt``; see the module.
        self._is_system_dark = _is_dark(app.palette())
        self._has_contrast = False
        self._scheme = "system"
        self._zoom_percent = 100
        self._fonts = Fonts()
        self._current: _StyleInputs | None = None
        self._frame: list[QWidget] = []
        self._pages: list[QWidget] = []
        self._deferred: list[DeferredTheme] = []

    def apply(self, scheme: str, zoom_percent: int, fonts: Fonts = _SYSTEM_FONTS) -> None:
        """Apply a theme, a size of text and fonts; 100 is the text size of the desktop.

        Args:
            scheme: A ``core.settings.ColourScheme``.
        """
        before = (self._scheme, self._zoom_percent, self._fonts)
        is_same = (scheme, zoom_percent, fonts) == before
        if self._current is not None and is_same:
            return
        if self._current is None:
            self._app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._scheme = scheme
        self._zoom_percent = zoom_percent
        self._fonts = fonts
        self._change()

    def follow_contrast(self) -> None:
        """Take stronger colours while the system asks for high contrast, from now on.

        Not from the first paint on: it names ``Qt``; see the module.
        """
        # Held here: PySide6 forgets the inner object together with the outer one.
        self._hints = self._app.styleHints()
        accessibility = self._hints.accessibility()
        accessibility.contrastPreferenceChanged.connect(self._on_contrast_changed)
        self._on_contrast_changed(accessibility.contrastPreference())

    def apply_to(self, part: QWidget) -> None:
        """Apply the theme to a page, a strip or a dialog, now and when it changes.

        A part should not be inside another one: Qt would style it twice.
        """
        self._pages = [*filter(isValid, self._pages), part]
        self._apply_style_to(part, self._style.sheet)

    def apply_to_list(self, view: "QAbstractItemView | None") -> None:
        """Apply the theme to the list of a completion, a window that gets no style from a parent.

        Args:
            view: The pop-up of a ``QCompleter``, which may have none.
        """
        if view is not None:
            view.setProperty("look", "popup")
            view.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.apply_to(view)

    def apply_to_frame(self, part: QWidget) -> None:
        """Apply the theme to a part of the frame of the window, which has a sheet of its own.

        Half of the style sheet is about pages. Without it, Qt paints the window sooner.
        """
        self._frame = [*filter(isValid, self._frame), part]
        self._apply_style_to(part, self._style.frame_sheet)

    def is_dark(self) -> bool:
        """Return whether the theme is dark."""
        return self._style.is_dark

    def colour(self, token: str) -> QColor:
        """Return the colour of a token, such as ``muted``, ``key`` or ``input_border``."""
        return QColor(self._style.tokens[token])

    def text_font(self) -> QFont:
        """Return the font of the window at the zoom in force."""
        return QFont(self._style.text_font)

    def palette(self) -> QPalette:
        """Return the palette of the window."""
        return QPalette(self._style.palette)

    def mono_font(self) -> QFont:
        """Return the font for code and wire text at the zoom in force."""
        return QFont(self._style.mono_font)

    def icon(self, name: str, token: str = "muted") -> "QIcon":
        """Return ``resources/icons/<name>.svg`` in the colour of a token, of ``icon_size()``."""
        icons = self._style.icons
        # Reading and drawing an SVG takes a millisecond, and lists ask for the same icons again.
        if (name, token) not in icons:
            icons[name, token] = _tinted(name, self._style.tokens[token], self._style.unit)
        return icons[name, token]

    def length(self, pixels: int) -> int:
        """Return a length in pixels that grows with the text.

        Args:
            pixels: Where the text has 9 points at 96 dots per inch.
        """
        return round(pixels * self._style.unit)

    def dialog_size(self, width: int, height: int) -> QSize:
        """Return a size that grows with the text, up to the screen's.

        Args:
            width: In pixels, where the text has 9 points at 96 dots per inch.
            height: As the width.
        """
        return (QSize(width, height) * self._style.unit).boundedTo(self._most_size())

    def fit_dialog(self, dialog: QWidget, width: int) -> None:
        """Give a dialog a width that grows with the text, and the height of what it holds.

        Args:
            dialog: Filled, with the theme applied.
            width: As in ``dialog_size``.
        """
        width = self.dialog_size(width, 0).width()
        # Unstyled widgets are lower than they will be.
        dialog.ensurePolished()
        dialog.resize(QSize(width, dialog.heightForWidth(width)).boundedTo(self._most_size()))

    def _most_size(self) -> QSize:
        """Return the size of the screen without the title of a window."""
        return self._app.primaryScreen().availableSize() - QSize(0, TITLE_BAR)

    def icon_size(self, units: int = _ICON_UNITS) -> QSize:
        """Return the size of an icon beside text of the window, which it grows with.

        Args:
            units: Width and height; 12 units are as high as the text is large.
        """
        side = self.length(units)
        return QSize(side, side)

    def dot(self, token: str) -> "QIcon":
        """Return a round dot in the colour of a token, 10 units across."""
        side = self.icon_size(10 * _ICON_SCALES[-1]).width()
        picture = QtGui.QPixmap(side, side)
        picture.fill(QColor(0, 0, 0, 0))
        painter = QtGui.QPainter(picture)
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        painter.setPen(self.colour(token))
        painter.setBrush(self.colour(token))
        painter.drawEllipse(QtCore.QRectF(picture.rect()) - QtCore.QMarginsF(*[side / 10] * 4))
        painter.end()
        icon = QtGui.QIcon(picture)
        # Of itself, Qt mixes the colour of the selection into the icon of a selected row.
        icon.addPixmap(picture, QtGui.QIcon.Mode.Selected)
        return icon

    @property
    def _style(self) -> _StyleInputs:
        if self._current is None:
            raise RuntimeError("call apply() first")
        return self._current

    @cached_property
    def _steps(self) -> IdleSteps:
        return IdleSteps(self)

    def _change(self) -> None:
        is_dark = self._is_system_dark if self._scheme == "system" else self._scheme == "dark"
        style = _StyleInputs(
            is_dark=is_dark,
            has_contrast=self._has_contrast,
            zoom_percent=self._zoom_percent,
            fonts=self._fonts,
        )
        # For widgets outside of every part, such as the dialogs of Qt itself.
        self._app.setFont(style.text_font)
        self._app.setPalette(style.palette)
        self._set_style(style)
        if self._deferred:
            self._steps.start(self._apply_deferred())

    def _apply_deferred(self) -> Iterator[None]:
        """Apply the theme to one page after the other, the visible one first."""
        late = filter(isValid, self._deferred)
        for theme in sorted(late, key=DeferredTheme.is_visible, reverse=True):
            if isValid(theme):
                yield from theme.catching_up()

    def _set_style(self, style: _StyleInputs) -> None:
        self._current = style
        for part in filter(isValid, self._frame):
            self._apply_style_to(part, style.frame_sheet)
        for part in filter(isValid, self._pages):
            self._apply_style_to(part, style.sheet)
        self.changed.emit()

    def _apply_style_to(self, part: QWidget, sheet: str) -> None:
        self._clear_style_of(part)
        part.setStyleSheet(sheet)

    def _clear_style_of(self, part: QWidget) -> None:
        # Without this, Qt restores the palette from before the old sheet when it sets the new one.
        part.setStyleSheet("")
        part.setFont(self._style.text_font)
        part.setPalette(self._style.palette)

    def _on_contrast_changed(self, preference: "Qt.ContrastPreference") -> None:
        has_contrast = preference.name == "HighContrast"
        if has_contrast != self._has_contrast:
            self._has_contrast = has_contrast
            self._change()

    def _on_system_changed(self, scheme: "Qt.ColorScheme") -> None:
        if scheme.name != "Unknown":
            self._is_system_dark = scheme.name == "Dark"
        if self._scheme == "system":
            self._change()


class DeferredTheme(Theme):
    """The theme of a page, which follows the theme of the window some turns of the loop later.

    The visible page is the first; a hidden one has to catch up before it is shown.
    """

    def __init__(self, window: Theme, page: QWidget) -> None:
        super().__init__(window._app)
        self.setParent(page)
        self._window = window
        self._page = page
        self._turns: Iterator[None] = iter(())
        """What is left to do until the page is styled, a turn of the loop each."""
        self._current = window._current
        window._deferred = [*filter(isValid, window._deferred), self]
        self.apply_to(page)

    def is_visible(self) -> bool:
        """Return whether the page is visible."""
        return self._page.isVisible()

    def catch_up(self) -> None:
        """Apply what the window has, before the page is shown; mostly that is done already."""
        for _ in self.catching_up():
            pass

    def catching_up(self) -> Iterator[None]:
        """Apply what the window has in some turns of the loop, none of them a long one.

        What ``catch_up`` did meanwhile is not done again.
        """
        if self._current is not self._window._current:
            self._current = self._window._style
            self._turns = self._restyle()
        # The same turns for all who ask: one may have begun them, and another need them now.
        while next(self._turns, _DONE) is not _DONE:
            yield

    def _restyle(self) -> Iterator[None]:
        """Style the page without showing it half done."""
        self._page.setUpdatesEnabled(False)
        try:
            for part in self._pages:
                if isValid(part):
                    self._clear_style_of(part)
                    yield
                if isValid(part):
                    part.setStyleSheet(self._style.sheet)
                    yield
            # Its tab may have been closed between two turns.
            if isValid(self):
                self.changed.emit()
        finally:
            if isValid(self._page):
                self._page.setUpdatesEnabled(True)


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


def _tinted(name: str, colour: str, unit: float) -> "QIcon":
    drawing = resources.read_text(f"icons/{name}.svg").replace("currentColor", colour)
    icon = QtGui.QIcon()
    for scale in _ICON_SCALES:
        # Qt does not enlarge a picture: there has to be one of the right size for each scale.
        side = round(_ICON_UNITS * unit) * scale
        size = f'width="{side}" height="{side}" viewBox'
        scaled = drawing.replace('width="16" height="16" viewBox', size)
        picture = QtGui.QPixmap()
        picture.loadFromData(scaled.encode(), "SVG")
        picture.setDevicePixelRatio(scale)
        icon.addPixmap(picture)
    return icon
