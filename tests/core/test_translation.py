from aiurdesk.core.translation import language, marked, tr, trn


def test_texts_are_english_without_a_catalogue():
    assert tr("Send") == marked("Send") == "Send"
    assert [trn("a row", "{count} rows", count) for count in (0, 1, 2)] == [
        "{count} rows",
        "a row",
        "{count} rows",
    ]
    assert language() == ""


def test_a_catalogue_translates_what_is_not_only_marked(backwards):
    assert language() == "sdrawkcab"
    assert (tr("Send"), marked("Send")) == ("dneS", "Send")
    assert [trn("a row", "rows", count) for count in (1, 2)] == ["wor a", "swor"]
    # gettext would return the head of its file.
    assert tr("") == ""
