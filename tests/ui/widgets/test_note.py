from aiurdesk.core.settings import ColourScheme
from aiurdesk.ui.widgets.note import Note, WrappedLabel, breakable


def test_a_word_without_end_can_be_broken():
    assert breakable("a short one") == "a short one"
    long = breakable("x" * 100)
    assert long.replace("\u200b", "") == "x" * 100
    assert long.count("\u200b") == 99


def test_what_nobody_reads_under_a_field_is_cut():
    assert breakable("a " * 5000).endswith("…")
    assert len(breakable("a " * 5000)) == 2001


def test_a_label_never_widens_the_form(qtbot):
    label = WrappedLabel("small")
    qtbot.addWidget(label)
    label.show_text("x" * 500)
    label.resize(200, 20)
    assert label.heightForWidth(200) > 4 * label.fontMetrics().height()
    label.show_text("")
    assert label.isHidden()


def test_a_note_is_gone_while_there_is_nothing_to_say(qtbot, theme):
    note = Note(theme)
    qtbot.addWidget(note)
    assert note.isHidden()
    note.show_text("<b>as it is</b>")
    assert not note.isHidden()
    assert note.label.text() == "<b>as it is</b>"
    theme.apply(ColourScheme.DARK, 100)
    note.show_text("")
    assert note.isHidden()
