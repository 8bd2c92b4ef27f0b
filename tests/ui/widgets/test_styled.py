from PySide6.QtWidgets import QPushButton

from aiurdesk.ui.widgets.styled import styled


def test_a_widget_is_found_read_and_styled_by_what_it_was_given(qapp):
    button = styled(
        QPushButton("Go"), "go", spoken="Go there", tip="Go (F5)", look="quiet", severity="input"
    )
    assert (button.objectName(), button.accessibleName(), button.toolTip()) == (
        "go",
        "Go there",
        "Go (F5)",
    )
    assert (button.property("look"), button.property("severity")) == ("quiet", "input")
    assert button.text() == "Go"


def test_what_is_not_given_stays_as_it_is(qapp):
    button = styled(QPushButton("Go"), "go", spoken="Go there", tip="Go (F5)")
    assert styled(button, look="link") is button
    assert (button.objectName(), button.accessibleName()) == ("go", "Go there")
    assert button.toolTip() == "Go (F5)"
