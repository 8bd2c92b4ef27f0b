from aiurdesk.core import translation
from aiurdesk.core.translation import Phrase, language, marked, tr, trn


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


def test_a_phrase_is_translated_when_it_is_shown():
    phrase = Phrase("{count} rows of {name}", {"count": 3, "name": "{x}"})
    assert str(phrase) == "3 rows of {x}"
    translation.use(_German())
    try:
        assert str(phrase) == "3 Zeilen von {x}"
    finally:
        translation.use(None)
    assert str(Phrase.of("{not a value}")) == "{not a value}"
    # Another version may have kept it, with other values.
    assert str(Phrase("{count} rows of {name}", {"count": 3})) == "{count} rows of {name}"


class _German:
    def gettext(self, message):
        return {"{count} rows of {name}": "{count} Zeilen von {name}"}.get(message, message)

    def ngettext(self, msgid1, msgid2, n):
        return msgid1 if n == 1 else msgid2
