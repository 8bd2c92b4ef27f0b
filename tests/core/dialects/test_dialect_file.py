"""Tests of reading a dialect from a TOML file."""

import pytest

from aiurdesk.core.dialects.dialect_file import MOST_MISTAKES, MOST_ROWS, parse_dialect, translated
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.verdict.dialect import CodeRow, Dialect, FieldRule, ItemRule, Missing, Reader
from aiurdesk.core.verdict.verdict import Severity

FULL = """format = 1
name = "acme"
title = "Acme"
source = "acme/docs 1"

[match]
hosts = ["*.acme.example"]
content_types = ["application/acme+json"]
paths = ["/api/*"]
shape = "type(ok) == 'boolean'"
sure = true

[read]
root = ["reply", "@"]
ok = "ok"
code = ["error.code", "http:status"]
after = "("
before = ")"
message = "text"

[[read.fields]]
each = "errors"
name = "at"
text = "says"

[[read.fields]]
map = "invalid"

[read.items]
each = "parts"
ok = "ok"

[[code]]
is = ["no_token", 7]
headline = "Token not accepted"
severity = "credential"
status = 401
meaning = "It has expired."
fixes = [{ text = "Choose credential", action = "choose_credential" }]

[[code]]
from = 10
to = 19
says = "Busy | later"
severity = "by_status"

[[code]]
prefix = "bad_"
"""


def test_everything_in_a_file_is_read() -> None:
    dialect = parse_dialect(FULL, "acme.toml")

    assert dialect.mistakes == ()
    assert (dialect.name, dialect.title, dialect.source) == ("acme", "Acme", "acme/docs 1")
    assert dialect.match.hosts == ("*.acme.example",)
    assert dialect.match.is_sure
    assert dialect.rules.root == ("reply", "@")
    assert dialect.rules.ok == ("ok",)
    assert (dialect.rules.after, dialect.rules.before) == ("(", ")")
    assert dialect.rules.fields == (
        FieldRule(each=("errors",), name="at", text="says"),
        FieldRule(map=("invalid",)),
    )
    assert dialect.rules.items == ItemRule(each=("parts",), ok=("ok",))
    assert dialect.rows == (
        CodeRow(
            codes=("no_token", 7),
            headline="Token not accepted",
            severity=Severity.CREDENTIAL,
            status=401,
            meaning="It has expired.",
            fixes=(Fix("Choose credential", FixAction.CHOOSE_CREDENTIAL),),
        ),
        CodeRow(first=10, last=19, says=("busy", "later")),
        CodeRow(prefix="bad_"),
    )


def test_the_head_alone_has_no_rows() -> None:
    whole, head = parse_dialect(FULL, "acme.toml"), parse_dialect(FULL, "acme.toml", is_head=True)

    assert head.rows == ()
    assert (head.match, head.rules) == (whole.match, whole.rules)


def test_rows_that_begin_inside_a_text_do_not_break_the_head() -> None:
    source = "format = 1\nname = 'a'\nsource = '''\n[[code]]\n'''\n[read]\nok = 'ok'\n"

    head = parse_dialect(source, "a.toml", is_head=True)

    assert (head.name, head.rules.ok, head.mistakes) == ("a", ("ok",), ())


def test_little_is_required() -> None:
    dialect = parse_dialect('format = 1\nname = "a"\n[read]\ncode = "error"\n', "a.toml")

    assert (dialect.title, dialect.mistakes, dialect.rows) == ("a", (), ())


@pytest.mark.parametrize(
    ("source", "mistake"),
    [
        ('format = 1\n[read]\nok = "ok"\n', "a.toml: name is missing."),
        ('name = "a"\n[read]\nok = "ok"\n', "a.toml: format is missing."),
        ('format = 1\nname = "a"\n', "a.toml: read is missing."),
        (
            'format = 2\nname = "a"\n[read]\nok = "ok"\n',
            "a.toml, line 1: format should be 1, the only one that this version reads, not 2.",
        ),
        (
            'format = 1\nname = "a"\n[read]\nmessage = "text"\n',
            "a.toml, line 3: in [read], ok or code is missing.",
        ),
        (
            'format = 1\nname = "HTTP"\n[read]\nok = "ok"\n',
            "a.toml, line 2: name should be another one: http means that the HTTP status judges.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(source: str, mistake: str) -> None:
    with pytest.raises(ProblemError) as error:
        parse_dialect(source, "a.toml")

    assert str(error.value) == mistake


@pytest.mark.parametrize(
    ("more", "mistake"),
    [
        ("colour = 'red'", "a.toml, line 5: in [read], colour is not known here."),
        ("message = 7", "a.toml, line 5: in [read], message should be text that is not blank, "
         "not 7."),
        ("[match]\nhosts = 7", "a.toml, line 6: in [match], hosts should be text that is not "
         "blank, not 7."),
        ("[[code]]\nis = 1\n[[code]]\nis = true", "a.toml, line 8: in [[code]], is should be a "
         "whole number or a text that is not blank, not True."),
        ("[[code]]\nheadline = 'A'", "a.toml, line 5: in [[code]], is, from and to, or prefix is "
         "missing; the row is not used."),
        ("[[code]]\nfrom = 1", "a.toml, line 5: in [[code]], to is missing."),
        ("[[code]]\nfrom = 5\nto = 1", "a.toml, line 6: in [[code]], from should not be more than "
         "to, which is 1."),
        ("[[code]]\nis = 1\n[[code]]\nis = 1", "a.toml, line 8: in [[code]], is has 1, which is "
         "above already; that row is used."),
        ("[[code]]\nis = 1\nseverity = 7", "a.toml, line 7: in [[code]], severity should be "
         "one of success, notice, wait, credential, input, capacity, server, unexpected, failure, "
         "by_status, not 7."),
        ("[[code]]\nis = 1\nfixes = [{ action = 'resend' }]", "a.toml, line 7: in [[code]], fixes "
         "(1): text is missing."),
        ("[read.fields]\nname = 'a'", "a.toml, line 5: in [read.fields], each or map should be "
         "there, and not both."),
        ("[read.items]\nok = 'a'", "a.toml, line 5: in [read.items], each is missing."),
        ("[[code]]\nis = ", "a.toml, line 6: string values must be quoted, "
         "expected literal string."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_and_key(more: str, mistake: str) -> None:
    dialect = parse_dialect(f'format = 1\nname = "a"\n[read]\nok = "ok"\n{more}\n', "a.toml")

    assert [str(told) for told in dialect.mistakes] == [mistake]
    assert dialect.rules.ok == ("ok",)


def test_a_mistake_in_one_block_loses_no_other() -> None:
    source = (
        'format = 1\nname = "a"\n[read]\nok = "ok"\n[[read.fields]]\neach = "a"\n'
        '[[read.fields]]\neach = "b"\n[[code]]\nis = 1 2\n[[code]]\nis = 3\n'
    )

    dialect = parse_dialect(source, "a.toml")

    assert [rule.each for rule in dialect.rules.fields] == [("a",), ("b",)]
    assert [row.codes for row in dialect.rows] == [(3,)]
    assert len(dialect.mistakes) == 1


def test_a_table_alone_is_of_an_aiursoft_service() -> None:
    source = 'name = "own"\n[[code]]\ncode = -1\nheadline = "No"\nseverity = "input"\n'

    dialect = parse_dialect(source, "own.toml")

    assert dialect.reader is Reader.ENVELOPE
    assert dialect.rows[0].codes == (-1,)
    assert dialect.mistakes == ()


@pytest.mark.parametrize(
    "value", ["[" * 100_000, "9" * 5_000, "{ a = " * 50_000, '"' + "x" * 1_000_000]
)
def test_what_toml_cannot_read_is_a_mistake(value: str) -> None:
    source = f'format = 1\nname = "a"\n[read]\nok = "ok"\n[[code]]\nis = {value}\n'

    dialect = parse_dialect(source, "a.toml")

    assert dialect.name == "a"
    assert len(dialect.mistakes) == 1


LOST = Dialect("parcels", rows=(CodeRow((7,), name="Lost", headline="Lost", fixes=(Fix("Ask"),)),))


def test_a_dialect_is_as_it_is_in_english():
    assert translated(LOST) is LOST


def test_headline_meaning_and_fixes_are_translated_and_names_are_not(backwards):
    (row,) = translated(LOST).rows
    assert (row.codes, row.name, row.headline, row.meaning) == ((7,), "Lost", "tsoL", "")
    assert [fix.text for fix in row.fixes] == ["ksA"]


SMALL = 'format = 1\nname = "a"\n{more}[read]\nok = "ok"\n'


def test_a_code_that_is_no_table_and_a_row_that_toml_cannot_read_are_both_told() -> None:
    dialect = parse_dialect(SMALL.format(more='code = "x"\n') + "[[code]]\n=\n", "a.toml")

    assert dialect.rows == ()
    assert [str(mistake)[:15] for mistake in dialect.mistakes] == [
        "a.toml, line 7:",
        "a.toml, line 3:",
    ]


def test_of_too_many_rows_the_first_are_used_and_it_is_told() -> None:
    rows = "".join(f"[[code]]\nis = {code}\n" for code in range(MOST_ROWS + 1))

    dialect = parse_dialect(SMALL.format(more="") + rows, "a.toml")

    assert (len(dialect.rows), dialect.rows[-1].codes) == (MOST_ROWS, (MOST_ROWS - 1,))
    (mistake,) = dialect.mistakes
    assert "more than 20,000 rows" in mistake.sentence


@pytest.mark.parametrize("line", ["wrong = 1", "="])
def test_of_too_many_mistakes_the_first_are_told(line: str) -> None:
    rows = "".join(f"[[code]]\nis = {code}\n{line}\n" for code in range(500))

    mistakes = parse_dialect(SMALL.format(more="") + rows, "a.toml").mistakes

    assert len(mistakes) == MOST_MISTAKES + 1
    assert str(mistakes[-1]) == "a.toml: there are more mistakes than these 100."


def test_what_a_missing_ok_means_and_whether_there_are_other_codes() -> None:
    more = 'missing = "failure"\nhas_other_codes = true\nheadline = "title"\n'
    rules = parse_dialect(SMALL.format(more="") + more, "a.toml").rules

    assert (rules.missing, rules.has_other_codes) == (Missing.FAILURE, True)
    assert rules.headline == ("title",)
    assert parse_dialect(SMALL.format(more=""), "a.toml").rules.missing is Missing.NOT_JUDGED
