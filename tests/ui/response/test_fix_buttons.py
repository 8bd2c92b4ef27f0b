import pytest

from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.ui.response.fix_buttons import FixButtons
from aiurdesk.ui.widgets.throttle import CountdownButton
from tests.ui.response.exchanges import INVALID_INPUT, PENDING
from tests.ui.widgets.test_throttle import timer_of


@pytest.fixture
def row(qtbot, listener):
    made = FixButtons(listener.fix_chosen.emit)
    qtbot.addWidget(made)
    made.show()
    made.offer_all(is_wanted=False)
    return made


def show(row, verdict):
    row.show_fixes([fix for fix in verdict.fixes if fix.action], verdict.severity)


def visible_buttons(row):
    layout = row.layout()
    buttons = [layout.itemAt(position).widget() for position in range(layout.count())]
    return [button for button in buttons if button.isVisible()]


def test_there_is_a_button_for_each_fix(row):
    show(row, INVALID_INPUT)
    assert [button.text() for button in visible_buttons(row)] == [
        "Go to channelId",
        "Show the specification",
    ]
    row.show_fixes(INVALID_INPUT.fixes[2:3], INVALID_INPUT.severity)
    assert [button.text() for button in visible_buttons(row)] == ["Show the specification"]


def test_a_button_chooses_its_fix(row, listener, qtbot):
    show(row, INVALID_INPUT)
    with qtbot.waitSignal(listener.fix_chosen) as signal:
        visible_buttons(row)[1].click()
    assert signal.args == [INVALID_INPUT.fixes[2]]


def test_resending_later_counts_down_until_it_is_cleared(row, listener, qtbot):
    show(row, PENDING)
    (countdown,) = row.findChildren(CountdownButton)
    timer_of(countdown).setInterval(1)
    with qtbot.waitSignal(listener.fix_chosen) as signal:
        countdown.click()
    assert signal.args == [PENDING.fixes[1]]
    with qtbot.assertNotEmitted(listener.fix_chosen, wait=30):
        countdown.click()
        row.clear()


def test_without_any_button_the_row_is_gone(row):
    assert row.isHidden()
    row.offer_all(is_wanted=True)
    assert [button.text() for button in visible_buttons(row)] == ["Show all"]
    row.show_all.click()
    row.offer_all(is_wanted=True)
    assert [button.text() for button in visible_buttons(row)] == ["Show less"]


def test_a_name_without_end_does_not_widen_a_button(row):
    name = "Go to " + "x" * 300
    fixes = (Fix(name, FixAction.FOCUS_PARAMETER, "x" * 300),)
    row.show_fixes(fixes, INVALID_INPUT.severity)
    row.offer_all(is_wanted=False)
    (button,) = visible_buttons(row)
    assert button.accessibleName() == name
    assert button.sizeHint().width() < 600


def test_a_page_of_the_service_is_offered_and_names_its_host(row, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr(
        "aiurdesk.ui.widgets.desktop.QDesktopServices.openUrl",
        lambda url: opened.append(url.toString()),
    )
    row.offer_page("https://docs.example/errors?code=<b>7</b>")
    show(row, INVALID_INPUT)
    page = visible_buttons(row)[-1]
    assert page.text() == "Read about it on docs.example"
    assert "<b>" not in page.toolTip()
    assert opened == []
    page.click()
    assert len(opened) == 1
    assert opened[0].startswith("https://docs.example/errors?code=")


def test_only_a_page_of_the_web_is_offered(row):
    for address in ("", "file:///etc/passwd", "javascript:alert(1)", "about:blank"):
        row.offer_page(address)
        show(row, INVALID_INPUT)
        assert len(visible_buttons(row)) == 2
