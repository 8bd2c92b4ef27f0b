import pytest

from aiurdesk.ui.response.breadcrumb import Breadcrumb


@pytest.fixture
def crumbs(qtbot, theme):
    made = Breadcrumb(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(600, made.sizeHint().height())
    made.show()
    return made


def test_steps_are_shown_and_can_be_chosen(crumbs, qtbot):
    crumbs.show_steps(["data", "[3]", "<b>name</b>"])
    assert crumbs.accessibleDescription() == "data › [3] › <b>name</b>"
    assert "&lt;b&gt;name&lt;/b&gt;" in crumbs.text()
    with qtbot.waitSignal(crumbs.step_chosen) as chosen:
        crumbs.linkActivated.emit("1")
    assert chosen.args == [1]


def test_the_last_steps_stay_where_there_is_little_room(crumbs):
    crumbs.show_steps([f"step{n}" for n in range(40)])
    assert crumbs.text().startswith("…")
    assert "step39" in crumbs.text()
    assert "step0<" not in crumbs.text()
    crumbs.resize(40, crumbs.height())
    assert "step39" in crumbs.text()
    assert "step38" not in crumbs.text()


def test_nothing_moves_when_nothing_is_chosen(crumbs):
    height = crumbs.sizeHint().height()
    crumbs.show_steps(["a"])
    assert crumbs.sizeHint().height() == height
    crumbs.show_steps([])
    assert crumbs.sizeHint().height() == height
    assert crumbs.text() == ""


def test_a_name_cannot_turn_the_steps_around(crumbs):
    crumbs.show_steps(["data", "user\u202ename\u200b"])
    assert "\u202e" not in crumbs.text()
    assert "user◀name▯" in crumbs.text()
