from aiurdesk.ui.widgets.elided_label import ElidedLabel

TEXT = "No keyring: secrets are stored until the program ends"


def test_a_label_that_is_too_narrow_ends_with_an_ellipsis(qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText(TEXT)
    label.resize(label.sizeHint())
    whole = label.grab().toImage()
    assert label.minimumSizeHint().width() < label.sizeHint().width() / 4
    label.resize(label.sizeHint().width() // 2, label.height())
    shortened = label.grab().toImage()
    # Qt itself would cut the text off, in the middle of a character.
    assert shortened != whole.copy(shortened.rect())
    assert label.text() == label.toolTip() == TEXT
