"""What a screen reader says of each control of the real window is what the window shows."""

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""Zero-width characters, which a screen reader stumbles over."""


def test_every_control_has_a_name_and_it_is_what_is_shown(toured):
    seen = toured.names
    assert toured.faults == []
    assert {"Environment", "Credential", "Filter sidebar", "Address", "Send"} <= seen
    assert {"Response tree", "Response text", "Response headers", "Timing"} <= seen
    assert {"Find in response", "Allowed address", "Copy address", "Stop waiting"} <= seen
    assert {"Dismiss message", "Cookies", "Format body"} <= seen
    assert len(seen) > 100


def test_no_text_for_a_screen_reader_has_invisible_characters(toured):
    spoken = toured.spoken
    assert [row for row in spoken if any(sign in row[1] for sign in INVISIBLE)] == []
    assert len(spoken) > 300
