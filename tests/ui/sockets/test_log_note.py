from aiurdesk.ui.sockets.log_note import LogNote


def test_it_shows_the_first_text_at_once_and_later_the_latest_one(qtbot):
    note = LogNote()
    qtbot.addWidget(note)
    for count in (1, 2, 3):
        note.show_latest(f"The oldest {count} frames are in a temporary file.")
    assert note.plain_text() == "The oldest 1 frames are in a temporary file."
    qtbot.waitUntil(lambda: "3 frames" in note.plain_text())


def test_it_is_hidden_again_when_there_is_nothing_to_say(qtbot):
    note = LogNote()
    qtbot.addWidget(note)
    note.show_latest("The oldest frames were dropped.")
    assert note.isVisible()
    note.show_latest("")
    qtbot.waitUntil(note.isHidden)
