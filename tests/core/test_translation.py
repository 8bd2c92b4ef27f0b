from aiurdesk.core import translation
from aiurdesk.core.translation import language, marked, tr, trn


class Shouting:
    """A language in which everything is said loudly."""

    def gettext(self, message):
        return message.upper()

    def ngettext(self, msgid1, msgid2, n):
        return f"{'one' if n == 1 else 'many'}: {msgid2 if n != 1 else msgid1}"


def test_texts_are_english_without_a_catalogue():
    assert tr("Send") == marked("Send") == "Send"
    assert [trn("a row", "{count} rows", count) for count in (0, 1, 2)] == [
        "{count} rows",
        "a row",
        "{count} rows",
    ]
    assert language() == ""


def test_a_catalogue_translates_what_is_not_only_marked():
    translation.use(Shouting(), "loud")
    try:
        assert language() == "loud"
        assert (tr("Send"), marked("Send")) == ("SEND", "Send")
        assert trn("a row", "rows", 1) == "one: a row"
    finally:
        translation.use(None)
    assert tr("Send") == "Send"
