import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.request.request import FileValue, Row
from aiurdesk.core.request.rows_text import TextRules, rows_of, text_of

odd = st.text('ab:="#/@\\ {}\n\r\u2028\u00a0\ud800é•' + DOTS[0], max_size=8) | st.text(max_size=8)
files = st.builds(FileValue, odd, odd, st.just("text/plain"))
a_row = st.builds(Row, odd, odd | files, st.booleans())


def file_of(path: str) -> FileValue:
    return FileValue(path, "new", "text/plain")


ANY = TextRules("field", hides=lambda name: "a" in name, file_of=file_of)
PLAIN = TextRules("header")


def read(text, before=(), rules=PLAIN):
    rows, mistakes = rows_of(text, before, rules)
    return tuple(item.row for item in rows), [(item.line, item.sentence) for item in mistakes]


@given(st.lists(a_row, max_size=5))
@example([Row("a", DOTS)])
@example([Row("b", DOTS), Row("a", "x"), Row("a", "y", False)])
@example([Row("//b", ""), Row("#", "=x", False), Row("", "x"), Row("b", "@x")])
def test_rows_come_back_from_their_text(rows):
    filled = tuple(row for row in rows if (row.name, row.value) != ("", ""))
    text = text_of(rows, ANY)
    assert read(text, rows, ANY) == (filled, [])


def test_a_text_is_read_as_one_writes_it():
    text = '\nAccept: */*\n  # X-Off : 1\n//X-Too:2\nETag: "abc"\nEmpty:\n"a:b":= "c\\nd"\n'
    assert read(text) == (
        (
            Row("Accept", "*/*"),
            Row("X-Off", "1", is_sent=False),
            Row("X-Too", "2", is_sent=False),
            Row("ETag", '"abc"'),
            Row("Empty", ""),
            Row("a:b", "c\nd"),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("no colon", "Write a name, a colon and a value"),
        ("# a note", "Write a name, a colon and a value"),
        ('"open: 1', "Close the name with a quotation mark"),
        ('"a" b: 1', "Write a name, a colon and a value"),
        ("a:= 1", "Write a text in quotation marks"),
        (f"a: {DOTS}", "The dots stand for a value that is not there"),
    ],
)
def test_a_mistake_is_told_with_its_line(line, words):
    rows, mistakes = read(f"a: 1\n{line}\nb: 2")
    assert rows == (Row("a", "1"), Row("b", "2"))
    ((number, sentence),) = mistakes
    assert number == 2
    assert sentence.startswith(words)


def test_a_list_has_an_end():
    rows, mistakes = read("a: 1\n" * 600)
    assert len(rows) == 500
    assert mistakes == [(501, "A list has at most 500 rows. Remove what follows.")]
    # A list that was longer comes back whole.
    long = (Row("a", "1"),) * 600
    assert read(text_of(long, PLAIN), long) == (long, [])


@pytest.mark.parametrize(("text", "most"), [("\n" * 1_000_000, 1), ("x\n" * 1_000_000, 501)])
def test_a_text_of_a_million_lines_is_read_up_to_its_first_hundreds_of_mistakes(text, most):
    rows, mistakes = read(text)
    assert rows == ()
    assert len(mistakes) == most
    assert mistakes[-1][1] == "A list has at most 500 rows. Remove what follows."


def test_dots_stand_for_each_hidden_value_in_turn():
    before = (Row("a", "first"), Row("a", "second"), Row("a", "{{env:TOKEN}}"))
    text = text_of(before, ANY)
    assert text == f"a: {DOTS}\na: {DOTS}\na: {{{{env:TOKEN}}}}"
    assert read(text, before, ANY) == (before, [])


def test_a_row_that_is_always_used_is_not_switched_off():
    rows, mistakes = read("# a: 1", rules=TextRules("variable", can_be_off=False))
    assert rows == ()
    assert mistakes == [(1, "This row cannot be switched off. Remove the line.")]


def test_an_unknown_path_is_a_new_file():
    before = (Row("f", FileValue("/x", "as.png", "image/png")),)
    assert read("f: @/x\nf: @/y", before, ANY)[0] == (*before, Row("f", file_of("/y")))
