import pytest

from aiurdesk.ui.widgets.card_tabs import CardTabs

TITLES = ("Parameters 12", "Docs", "Tests 1/3")


@pytest.fixture
def bar(qtbot, theme):
    made = CardTabs(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    for title in TITLES:
        made.addTab(title)
    made.show()
    made.resize(made.sizeHint())
    return made


def colours(bar, index):
    picture = bar.grab(bar.tabRect(index)).toImage()
    return {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }


def widths(bar, width):
    bar.resize(width, bar.sizeHint().height())
    return [bar.tabRect(index).width() for index in range(bar.count())]


def test_a_title_is_whole_for_a_screen_reader_and_its_count_is_drawn_apart(bar):
    assert bar.tabText(0) == "Parameters 12"
    failed = bar.palette().color(bar.foregroundRole())
    bar.colour_count(2, "test_text")
    seen = colours(bar, 2)
    bar.colour_count(2, "")
    assert seen != colours(bar, 2)
    assert failed is not None


def test_the_tab_in_front_is_underlined(bar, theme):
    accent = theme.colour("accent").name()
    bar.setCurrentIndex(1)
    assert [accent in colours(bar, index) for index in range(3)] == [False, True, False]


def test_choosing_a_tab_moves_no_other(bar):
    before = [bar.tabRect(index) for index in range(3)]
    for index in range(3):
        bar.setCurrentIndex(index)
        assert [bar.tabRect(index) for index in range(3)] == before


def test_the_room_between_titles_goes_before_the_titles(bar):
    wide = bar.sizeHint().width()
    full, less = widths(bar, wide), widths(bar, wide - 12)
    assert sum(full) - sum(less) == 12
    assert not bar.more.isVisible()


def test_tabs_without_room_are_in_a_menu_and_a_failed_test_marks_it(bar):
    bar.resize(90, bar.height())
    assert bar.more.isVisible()
    assert bar.more.accessibleName() == "More tabs"
    assert "Tests 1/3" in bar.more.toolTip()
    usual = bar.more.icon().cacheKey()
    bar.colour_count(2, "test_text")
    assert bar.more.icon().cacheKey() != usual
    menu = bar.more.menu()
    menu.aboutToShow.emit()
    assert menu.actions()[-1].text() == "Tests 1/3"
    menu.actions()[-1].trigger()
    assert bar.currentIndex() == 2
    bar.resize(bar.sizeHint())
    assert not bar.more.isVisible()


def test_the_tab_in_front_is_never_among_those_without_room(bar):
    last = bar.count() - 1
    bar.resize(bar.sizeHint())
    bar.setCurrentIndex(last)
    least = bar.minimumTabSizeHint(last).width() + bar.more.width()
    for width in range(bar.width(), least, -1):
        bar.resize(width, bar.height())
        assert not bar.more.isVisible() or bar.tabText(last) not in bar.more.toolTip()
    assert bar.more.isVisible()
