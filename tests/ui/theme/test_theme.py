import re
from itertools import product

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from shiboken6 import delete

from aiurdesk import resources
from aiurdesk.core.environments.environment import OWN_COLOURS
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.theme.theme import (
    DeferredTheme,
    Fonts,
    Theme,
    fill_in,
    load_tokens,
    mark,
    method_mark,
    tokens_of,
)
from aiurdesk.ui.widgets.boxes import row_of

LEAST_CONTRAST = 4.5
SURFACES = ["window", "bar", "panel", "base", "alternate", "hover", "selection"]
TEXTS = ["text", "muted", "link", "required", "get", "post", "delete", "ws", "other"]
CODE = ["key", "string", "number", "keyword", "remark"]
PAIRS = [
    *product(TEXTS, SURFACES),
    *product(CODE, ["base", "panel", "alternate", "selection"]),
    *product(["placeholder"], ["base", "panel", "window"]),
    ("accent_text", "accent"),
    ("accent_text", "accent_hover"),
    *product(["text", "muted"], ["chip", "chip_hover"]),
    *[
        (text, f"{environment}_background")
        for environment in ["production", "production_2020", *OWN_COLOURS]
        for text in [environment, "text", "muted"]
    ],
    ("match", "match_background"),
    ("accent", "base"),
    ("input_border", "base"),
    *[
        (f"{severity}_text", surface)
        for severity in Severity
        for surface in [f"{severity}_background", "base", "panel", "window"]
    ],
    *[(text, f"{severity}_background") for severity in Severity for text in ["text", "muted"]],
]


def contrast(one, other):
    """Return the WCAG 2 contrast of two colours, 1 to 21."""
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_every_surface_it_stands_on(scheme):
    tokens = load_tokens(scheme)
    faint = {
        pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)
        for pair in PAIRS
        if contrast(tokens[pair[0]], tokens[pair[1]]) < LEAST_CONTRAST
    }
    assert faint == {}


@pytest.mark.parametrize("is_dark", [False, True])
def test_high_contrast_is_readable_without_good_eyes(is_dark):
    usual = tokens_of(is_dark=is_dark, has_contrast=False)
    tokens = tokens_of(is_dark=is_dark, has_contrast=True)
    assert set(tokens) == set(usual)
    # WCAG 2.2, level AAA.
    for text, surface in product(["text", "muted"], SURFACES):
        assert contrast(tokens[text], tokens[surface]) >= 7, (text, surface)
    for border in ("border", "border_strong"):
        assert contrast(tokens[border], tokens["window"]) >= 7
    faint = [pair for pair in PAIRS if contrast(tokens[pair[0]], tokens[pair[1]]) < LEAST_CONTRAST]
    assert faint == []


def test_the_contrast_of_the_system_is_followed(qapp, qtbot, theme):
    theme.apply("light", 100)
    before = theme.colour("border")
    theme.follow_contrast()
    styles = qapp.styleHints()
    hints = styles.accessibility()
    with qtbot.waitSignal(theme.changed):
        hints.contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert (before, theme.colour("border")) == (QColor("#e3e6ea"), QColor("#000000"))
    with qtbot.waitSignal(theme.changed):
        hints.contrastPreferenceChanged.emit(Qt.ContrastPreference.NoPreference)
    assert theme.colour("border") == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_borders_that_mean_something_stand_out(scheme):
    tokens = load_tokens(scheme)
    edges = ["accent", *[f"{severity}_border" for severity in Severity]]
    faint = [edge for edge in edges if contrast(tokens[edge], tokens["base"]) < 3]
    assert faint == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_a_placeholder_has_the_colour_of_its_token(qtbot, theme, scheme, kind):
    theme.apply(scheme, 100)
    editor = kind()
    qtbot.addWidget(editor)
    theme.apply_to(editor)
    editor.setPlaceholderText("from a credential")
    editor.show()
    painted = editor.palette().color(QPalette.ColorRole.PlaceholderText)
    assert painted.name(QColor.NameFormat.HexArgb) == f"#ff{theme.colour('placeholder').name()[1:]}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_field_in_error_shows_that_it_has_the_focus(qtbot, theme, scheme):
    theme.apply(scheme, 100)
    window = QWidget()
    qtbot.addWidget(window)
    theme.apply_to(window)
    lines = QLineEdit(window), QLineEdit(window)
    for line in lines:
        line.setGeometry(10, 10 + 50 * lines.index(line), 200, 32)
        mark(line, "invalid", True)
    window.show()
    window.activateWindow()
    lines[0].setFocus()
    qtbot.waitUntil(lines[0].hasFocus)
    inside = [line.grab().toImage().pixelColor(1, 16).name() for line in lines]
    assert inside == [theme.colour("input_border").name(), theme.colour("base").name()]


def test_both_themes_have_the_same_tokens():
    assert load_tokens("light").keys() == load_tokens("dark").keys()


def test_every_colour_is_written_in_full():
    for scheme in ["light", "dark"]:
        odd = {k: v for k, v in load_tokens(scheme).items() if not re.fullmatch("#[0-9a-f]{6}", v)}
        assert odd == {}


def test_a_template_with_an_unknown_token_is_refused():
    with pytest.raises(KeyError):
        fill_in("color: {{ nosuch }};", {})


def test_the_stylesheet_has_a_selector_for_every_severity(qtbot, theme):
    part = QFrame()
    qtbot.addWidget(part)
    theme.apply_to(part)
    for severity in Severity:
        for look in ("banner", "pill", "strip"):
            assert f'QFrame[look="{look}"][severity="{severity}"]' in part.styleSheet()
        assert f'QPushButton[severity="{severity}"]' in part.styleSheet()


def test_there_is_an_icon_for_every_severity(theme):
    for severity in Severity:
        icon = theme.icon(f"severity-{severity}", f"{severity}_text")
        assert not icon.pixmap(16, 16).isNull()


def test_an_icon_takes_the_colour_of_its_token(theme):
    picture = theme.icon("severity-success", "required").pixmap(16, 16).toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert colours == {theme.colour("required").name()}


def test_dark_and_light_change_palette_and_sheet(qapp, qtbot, theme):
    part = a_part(qtbot, theme)
    heard = []
    theme.changed.connect(lambda: heard.append(theme.is_dark()))
    theme.apply(ColourScheme.DARK, 100)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(load_tokens("dark")["window"])
    assert colour_of(part) == QColor(load_tokens("dark")["bar"])
    theme.apply(ColourScheme.LIGHT, 100)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(load_tokens("light")["window"])
    assert colour_of(part) == QColor(load_tokens("light")["bar"])
    assert heard == [True, False]


def a_part(qtbot, theme):
    part = QFrame()
    part.setProperty("look", "panel")
    part.resize(20, 20)
    qtbot.addWidget(part)
    theme.apply_to(part)
    return part


def colour_of(part):
    return part.grab().toImage().pixelColor(10, 10)


def test_a_selected_row_leaves_the_frame_of_a_list_whole(qtbot, theme):
    rows = QListWidget()
    qtbot.addWidget(rows)
    theme.apply_to(rows)
    rows.addItems(["one", "two"])
    rows.resize(100, 60)
    corner = rows.grab(QRect(0, 0, 3, 3)).toImage()
    rows.setCurrentRow(0)
    selection = theme.colour("selection")
    assert rows.grab().toImage().pixelColor(80, 8) == selection
    assert rows.grab(QRect(0, 0, 3, 3)).toImage() == corner


def test_the_list_of_a_completion_has_square_corners_and_one_scroll_bar(qtbot, theme):
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    completer = QCompleter([f"a name wider than the line {row}" for row in range(30)], line)
    line.setCompleter(completer)
    view = QListView()
    completer.setPopup(view)
    theme.apply_to_list(view)
    line.resize(60, 30)
    completer.complete()
    picture = view.grab().toImage()
    right, bottom = picture.width() - 1, picture.height() - 1
    corners = {picture.pixelColor(x, y).name() for x in (0, right) for y in (0, bottom)}
    assert corners == {theme.colour("border").name()}
    assert view.verticalScrollBar().isVisible()
    assert not view.horizontalScrollBar().isVisible()


def a_hidden_page(qtbot, theme):
    page = QWidget()
    qtbot.addWidget(page)
    late = DeferredTheme(theme, page)
    panel = QFrame(page)
    panel.setProperty("look", "panel")
    page.resize(20, 20)
    panel.resize(20, 20)
    page.show()
    page.hide()
    return page, late


def test_a_hidden_page_has_the_new_colours_before_it_is_shown(qtbot, theme):
    page, late = a_hidden_page(qtbot, theme)
    heard = []
    late.changed.connect(lambda: heard.append(late.is_dark()))
    theme.apply(ColourScheme.DARK, 100)
    assert heard == []
    assert not late.is_dark()
    late.catch_up()
    assert colour_of(page) == theme.colour("bar") == late.colour("bar")
    late.catch_up()
    assert heard == [True]


def test_a_hidden_page_follows_by_itself_when_the_loop_is_idle(qtbot, theme):
    pages = [a_hidden_page(qtbot, theme) for _ in range(3)]
    theme.apply(ColourScheme.DARK, 150)
    qtbot.waitUntil(lambda: all(colour_of(page) == theme.colour("bar") for page, _ in pages))
    for page, late in pages:
        assert late.is_dark()
        assert page.font().pointSizeF() == theme.text_font().pointSizeF()


def test_the_visible_page_is_the_first_to_follow(qtbot, theme):
    hidden = [a_hidden_page(qtbot, theme) for _ in range(3)]
    page, late = a_hidden_page(qtbot, theme)
    page.show()
    followed = []
    for _, late_theme in [*hidden, (page, late)]:
        late_theme.changed.connect(lambda late_theme=late_theme: followed.append(late_theme))
    theme.apply(ColourScheme.LIGHT, 120)
    theme.apply(ColourScheme.DARK, 100)
    assert followed == []
    qtbot.waitUntil(lambda: len(followed) == 4)
    assert followed[0] is late
    assert colour_of(page) == theme.colour("bar")


def test_a_page_follows_in_some_turns_and_is_not_painted_half_done(qtbot, theme):
    page, late = a_hidden_page(qtbot, theme)
    page.show()
    heard = []
    late.changed.connect(lambda: heard.append(page.updatesEnabled()))
    theme.apply(ColourScheme.DARK, 100)
    turns = late.catching_up()
    next(turns)
    assert not page.updatesEnabled()
    next(turns)
    assert heard == []
    assert list(turns) == []
    assert heard == [False]
    assert page.updatesEnabled()
    assert colour_of(page) == theme.colour("bar")


def test_a_page_that_is_half_done_is_finished_before_it_is_shown(qtbot, theme):
    page, late = a_hidden_page(qtbot, theme)
    heard = []
    late.changed.connect(lambda: heard.append(late.is_dark()))
    theme.apply(ColourScheme.DARK, 100)
    turns = late.catching_up()
    next(turns)
    late.catch_up()
    assert (colour_of(page), heard) == (theme.colour("bar"), [True])
    assert list(turns) == []
    assert heard == [True]
    assert page.updatesEnabled()


def test_colours_that_change_once_more_replace_those_that_are_half_done(qtbot, theme):
    page, late = a_hidden_page(qtbot, theme)
    theme.apply(ColourScheme.DARK, 100)
    next(late.catching_up())
    theme.apply(ColourScheme.LIGHT, 100)
    late.catch_up()
    assert not late.is_dark()
    assert colour_of(page) == theme.colour("bar")
    assert page.updatesEnabled()


def test_a_deleted_part_is_styled_no_more(qtbot, theme):
    part, page = QFrame(), QWidget()
    theme.apply_to(part)
    DeferredTheme(theme, page)
    theme.apply(ColourScheme.DARK, 100)
    for gone in (part, page):
        delete(gone)
    theme.apply(ColourScheme.LIGHT, 100)
    qtbot.wait(1)
    assert not theme.is_dark()


@pytest.mark.parametrize("turns_before", [1, 2])
def test_a_page_that_is_closed_half_done_follows_no_more(theme, turns_before):
    page = QWidget()
    late = DeferredTheme(theme, page)
    theme.apply(ColourScheme.DARK, 100)
    turns = late.catching_up()
    for _ in range(turns_before):
        next(turns)
    delete(page)
    assert list(turns) == []


def test_a_marked_widget_on_a_hidden_page_shows_its_mark_when_it_is_shown(qtbot, theme):
    page, late = a_hidden_page(qtbot, theme)
    label = QLabel("no", page)
    label.ensurePolished()
    theme.apply(ColourScheme.DARK, 100)
    mark(label, "severity", "input")
    late.catch_up()
    assert label.palette().color(label.foregroundRole()) == theme.colour("input_text")


def test_the_system_theme_is_followed_while_nothing_else_is_chosen(qapp, theme):
    theme.apply(ColourScheme.SYSTEM, 100)
    heard = []
    theme.changed.connect(lambda: heard.append("changed"))
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert heard == ["changed"]
    theme.apply(ColourScheme.DARK, 100)
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert heard == ["changed", "changed"]
    assert theme.is_dark()


def test_zoom_scales_the_text(qapp, theme):
    before = theme.text_font().pointSizeF()
    theme.apply(ColourScheme.LIGHT, 150)
    assert qapp.font().pointSizeF() == pytest.approx(before * 1.5)
    assert theme.mono_font().pointSizeF() == pytest.approx(before * 1.5)


def test_chosen_fonts_are_taken_and_given_back(qapp, qtbot, theme):
    theme.apply("light", 100)
    line = QLineEdit()
    qtbot.addWidget(line)
    line.setProperty("look", "mono")
    theme.apply_to(line)
    line.ensurePolished()
    before = line.fontInfo().family()
    theme.apply("light", 100, Fonts("DejaVu Serif", "DejaVu Sans"))
    assert qapp.font().family() == theme.text_font().family() == "DejaVu Serif"
    assert theme.mono_font().family() == "DejaVu Sans"
    line.ensurePolished()
    assert line.font().family() == "DejaVu Sans"
    theme.apply("light", 100)
    line.ensurePolished()
    assert line.fontInfo().family() == before


def test_a_marked_label_has_the_colour_of_its_severity(qtbot, theme):
    label = QLabel("no")
    qtbot.addWidget(label)
    theme.apply_to(label)
    for severity in Severity:
        mark(label, "severity", severity.value)
        label.ensurePolished()
        worn = label.palette().color(label.foregroundRole())
        assert worn == theme.colour(f"{severity}_text")


def test_marking_the_same_value_again_changes_nothing(qtbot, theme):
    label = QLabel("no")
    qtbot.addWidget(label)
    mark(label, "severity", "input")
    mark(label, "severity", "input")
    assert label.property("severity") == "input"


def test_methods_have_five_marks():
    assert [method_mark(m) for m in ["GET", "POST", "WS", "DELETE", "PUT"]] == [
        "get",
        "post",
        "ws",
        "delete",
        "other",
    ]


def test_a_banner_is_painted_on_the_background_of_its_severity(qtbot, theme):
    banner = QFrame()
    banner.setProperty("look", "banner")
    banner.setProperty("severity", "input")
    banner.resize(60, 60)
    qtbot.addWidget(banner)
    theme.apply_to(banner)
    QPushButton("Fix", banner)
    assert banner.grab().toImage().pixelColor(50, 50) == theme.colour("input_background")


def test_a_second_theme_can_follow_a_first(qapp):
    Theme(qapp).apply(ColourScheme.DARK, 100)
    theme = Theme(qapp)
    theme.apply(ColourScheme.LIGHT, 100)
    assert not theme.is_dark()


def test_the_arrow_of_a_button_with_a_menu_grows_with_the_text(qtbot, theme):
    def width_of_the_arrow():
        button = QPushButton("Save report")
        qtbot.addWidget(button)
        theme.apply_to(button)
        without = button.sizeHint().width()
        button.setMenu(QMenu(button))
        return button.sizeHint().width() - without

    at_first = width_of_the_arrow()
    theme.apply(ColourScheme.LIGHT, 200)
    assert width_of_the_arrow() == pytest.approx(2 * at_first, abs=2)


def test_a_dot_keeps_its_colour_in_a_selected_row(theme):
    dot, size = theme.dot("get"), QSize(10, 10)
    modes = (QIcon.Mode.Normal, QIcon.Mode.Selected)
    colours = {dot.pixmap(size, mode).toImage().pixelColor(5, 5).name() for mode in modes}
    assert colours == {theme.colour("get").name()}


@pytest.mark.parametrize("sheet", ["frame", "pages", "severity"])
def test_the_style_sheets_know_three_sizes_of_text_and_one_set_of_corners(sheet):
    text = resources.read_text(f"style/{sheet}.qss")
    corners = set(re.findall(r"radius: ([^;]+);", text))
    assert corners <= {"{{ radius_card }}", "{{ radius }}", "{{ radius_small }}", "0"}
    assert set(re.findall(r"font-size: ([^;]+);", text)) <= {"{{ font_small }}", "{{ font_large }}"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_card_stands_out_from_the_window_and_a_chip_from_the_card(qtbot, theme, scheme):
    theme.apply(scheme, 100)
    window = QWidget()
    qtbot.addWidget(window)
    theme.apply_to(window)
    card, chip = QFrame(window), QPushButton("", window)
    mark(card, "look", "card")
    mark(chip, "look", "chip")
    card.setGeometry(10, 10, 80, 80)
    chip.setGeometry(30, 30, 40, 30)
    window.resize(100, 100)
    picture = window.grab().toImage()
    seen = [picture.pixelColor(*at).name() for at in ((5, 50), (10, 50), (20, 50), (50, 45))]
    assert seen == [theme.colour(t).name() for t in ("window", "border", "panel", "chip")]


_RINGS = {
    "{{ accent }}",
    # On a button that has the colour of the ring, or of its severity.
    "{{ text }}",
    "{{ ring }}",
    # A field that is wrong has a ring of two pixels, and lists that open have none.
    "2px solid {{ input_border }}",
    "{{ border }}",
    "1px solid {{ border }}",
    "1px solid transparent",
    "none",
}


@pytest.mark.parametrize("sheet", ["frame", "pages", "severity"])
def test_the_keyboard_is_shown_by_one_ring_everywhere(sheet):
    text = re.sub(r"/\*.*?\*/", "", resources.read_text(f"style/{sheet}.qss"), flags=re.DOTALL)
    rules = re.findall(r"([^{}]*:focus[^{}]*)\{((?:[^{}]|\{\{[^{}]*\}\})*)\}", text)
    assert rules
    for selector, body in rules:
        rings = re.findall(r"border(?:-color)?: ([^;]+);", body)
        # The tabs of a card have a line below them, and draw their ring themselves.
        assert rings or selector.strip() == "QTabBar::tab:focus", selector
        assert set(rings) <= _RINGS, selector


@pytest.mark.parametrize("scheme", [ColourScheme.LIGHT, ColourScheme.DARK])
@pytest.mark.parametrize("environment", ["production", *OWN_COLOURS])
def test_the_colour_of_an_environment_is_a_bar_and_no_ring(qtbot, theme, scheme, environment):
    theme.apply(scheme, 100)
    window = QWidget()
    qtbot.addWidget(window)
    theme.apply_to(window)
    frame, line = QFrame(window), QLineEdit()
    mark(frame, "look", "address")
    row_of(frame, line, margins=0)
    frame.setGeometry(10, 10, 200, 40)

    def edges():
        picture = frame.grab().toImage()
        return [picture.pixelColor(*at).name() for at in ((1, 20), (100, 0), (199, 20))]

    window.show()
    without, plain = edges(), line.geometry()
    mark(frame, "environment", environment)
    assert edges() == [theme.colour(environment).name(), *without[1:]]
    # Nothing moves when another one is chosen.
    assert line.geometry() == plain
    mark(frame, "focused", True)
    ring = theme.colour("accent").name()
    assert edges() == [theme.colour(environment).name(), ring, ring]
