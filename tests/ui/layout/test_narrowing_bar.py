import pytest

from aiurdesk.ui.layout.flow_layout import NarrowingBar

SPARE = 12
TITLES = ("Parameters 12", "Docs", "Auth")


@pytest.fixture
def bar(qtbot):
    made = NarrowingBar(SPARE)
    qtbot.addWidget(made)
    for title in TITLES:
        made.addTab(title)
    made.show()
    return made


def widths(bar, width):
    bar.resize(width, bar.sizeHint().height())
    return [bar.tabRect(index).width() for index in range(bar.count())]


def test_the_room_beside_the_titles_goes_before_the_titles(bar):
    wide = bar.sizeHint().width()
    full = widths(bar, wide)
    less = widths(bar, wide - SPARE * len(TITLES))
    assert [before - now for before, now in zip(full, less, strict=True)] == [SPARE] * 3


def test_long_titles_are_shortened_and_short_ones_are_not(bar):
    wide = bar.sizeHint().width()
    less = widths(bar, wide - SPARE * len(TITLES))
    least = widths(bar, wide - SPARE * len(TITLES) - 20)
    assert [before - now for before, now in zip(less, least, strict=True)] == [20, 0, 0]
    assert sum(least) <= bar.width()
