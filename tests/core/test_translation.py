import pytest

from aiurdesk.core import translation
from aiurdesk.core.translation import (
    CUT,
    Phrase,
    duration_in_words,
    format_code,
    format_duration,
    format_size,
    in_quotes,
    joined_sentences,
    language,
    listed,
    marked,
    padded,
    shown_as_escapes,
    snippet,
    titled,
    tr,
    trn,
    truncate,
    within,
    words_of,
)
from tests.languages import speaking


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


def test_only_english_writes_its_nouns_small_within_a_sentence():
    assert within("Normal closure") == "normal closure"
    assert within("TLS handshake") == "TLS handshake"
    assert within("") == ""
    with speaking("de"):
        assert within("Normales Ende") == "Normales Ende"


def test_what_somebody_else_says_is_in_the_quotation_marks_of_the_language():
    assert in_quotes("{x}") == "“{x}”"
    with speaking("de"):
        assert in_quotes("{x}") == "„{x}“"
    with speaking("zh_CN"):
        assert in_quotes("{x}") == "“{x}”"


def test_a_text_is_translated_by_what_it_is_said_of(backwards):
    assert tr("Headers", of="response") == "esnopser fo sredaeH"
    with speaking(""):
        assert tr("Headers", of="response") == "Headers"
    with speaking("zh_CN"):
        assert [tr("Headers"), tr("Headers", of="response")] == ["请求头", "响应头"]


def test_signs_between_words_are_those_of_the_language():
    assert titled("Tabs", listed(("Body", "Auth"))) == "Tabs: Body, Auth"
    with speaking("zh_CN"):
        assert titled("标签页", listed(("正文", "测试"))) == "标签页：正文、测试"
        assert listed(("受信任", "将于 7 天后过期"), of="clauses") == "受信任，将于 7 天后过期"


def test_a_chinese_sign_is_as_wide_as_two_letters():
    assert [padded(text, 5) for text in ("TLS", "连接", "Redirect")] == [
        "TLS  ",
        "连接 ",
        "Redirect",
    ]


class _German:
    def gettext(self, message):
        return {"{count} rows of {name}": "{count} Zeilen von {name}"}.get(message, message)

    def ngettext(self, msgid1, msgid2, n):
        return msgid1 if n == 1 else msgid2

    def pgettext(self, context, message):
        return self.gettext(message)


@pytest.mark.parametrize(("text", "truncated"), [("", ""), ("abc", "abc"), ("abcd", f"abc{CUT}")])
def test_only_a_text_that_is_too_long_is_cut_off(text, truncated):
    assert truncate(text, 3) == truncated


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("\x9b2J", "\\u009b2J"),
        ("a\u202eb\u2066c\u2028", "a\\u202eb\\u2066c\\u2028"),
        ("\x1b]52;c;AAAA\x07", "\\u001b]52;c;AAAA\\u0007"),
        ("\x1b[1;31mred\x1b[m", "\x1b[1;31mred\x1b[m"),
        ("a\r\nb\tc\r", "a\r\nb\tc\r"),
        ("shown\rhidden", "shown\\u000dhidden"),
        ("Grüße שלום \u200f 你好 👩\u200d🚀", "Grüße שלום \u200f 你好 👩\u200d🚀"),
    ],
)
def test_what_changes_a_terminal_is_shown_as_an_escape(text, escaped):
    assert shown_as_escapes(text) == escaped


def test_a_snippet_is_the_words_around_a_match_on_one_line():
    text = "The first\nline. " + "word " * 20 + "needle here"
    assert snippet("Short text", "text") == "Short text"
    assert snippet(text, "first") == f"The first line. {'word ' * 12}word{CUT}"
    assert snippet(text, "needle") == f"{CUT}word word word word needle here"


def test_codes_carry_a_real_minus_sign():
    assert [format_code(code) for code in (-10, 0, 7)] == ["−10", "0", "7"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("invalid_auth", "invalid_auth"),
        ("-10", "-10"),
        ("a\n b", "a b"),
        (" ", '""'),
        ("x" * 50, "x" * 40 + "…"),
    ],
)
def test_a_code_that_is_text_stands_on_one_short_line(code, text):
    assert format_code(code) == text


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 ms"),
        (0.42, "0.4 ms"),
        (9.94, "9.9 ms"),
        (9.96, "10 ms"),
        (23.4, "23 ms"),
        (999.4, "999 ms"),
        (999.6, "1.00 s"),
        (1420, "1.42 s"),
        (59_990, "59.99 s"),
        (59_996, "1 min"),
        (125_000, "2 min 5 s"),
        (3_600_000, "1 h"),
        (86_465_000, "24 h 1 min 5 s"),
    ],
)
def test_durations_are_short(ms, text):
    assert format_duration(ms) == text


def test_durations_can_be_heard():
    assert [duration_in_words(ms) for ms in (0.6, 23.4, 999.6)] == [
        "1 millisecond",
        "23 milliseconds",
        "1.0 seconds",
    ]


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 B"),
        (1023, "1,023 B"),
        (1024, "1 KB"),
        (1280, "1.2 KB"),
        (9.94 * 1024, "9.9 KB"),
        (9.96 * 1024, "10 KB"),
        (1023.4 * 1024, "1,023 KB"),
        (1024 * 1024 - 1, "1 MB"),
        (1024 * 1024, "1 MB"),
        (512 * 1024**2, "512 MB"),
        (5 * 1024**3, "5 GB"),
        (5000 * 1024**4, "5,000 TB"),
    ],
)
def test_sizes_are_short(size_bytes, text):
    assert format_size(size_bytes) == text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("InvalidInput", "invalid input"),
        ("Success", "success"),
        ("HTTPFailure", "HTTP failure"),
        ("UnknownError2", "unknown error2"),
        ("", ""),
    ],
)
def test_names_of_codes_become_words(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (["No such lamp.", "Try another."], "No such lamp. Try another."),
        (["没有这盏灯。", "请换一盏。"], "没有这盏灯。请换一盏。"),
        (["The lamp is gone.", "请换一盏。"], "The lamp is gone. 请换一盏。"),
        (["", "No such lamp.", ""], "No such lamp."),
        ([], ""),
    ],
)
def test_sentences_have_a_blank_between_them_unless_the_first_one_ends_as_in_chinese(
    sentences, expected
):
    assert joined_sentences(sentences) == expected
