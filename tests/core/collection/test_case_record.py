import pytest
from msgspec.structs import replace

from aiurdesk.core.collection.case_record import MOST_CASES
from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.request import Case, FileValue, JsonBody

HEAD = '# mine\nmethod = "GET"\nurl = "http://h/{{id}}"\n'
FILE = (
    HEAD
    + """values = [
    ["a", "1"], # usual
]
later = 3

# about two
[[case]]
name = "two"
values = { a = "2", id = "7" }
code = -10 # ten
note = "of a person"

[[case]]
name = "none"
values = { a = false }
json = "{}"
status = [400, 404]
tests = [{ value = "x", equals = 3 }]

[apart]
x = 1
"""
)


def test_a_file_with_cases_is_read_and_stays_as_it_is():
    said: list[str] = []
    saved = parse_request(FILE, said.append)
    assert saved.cases == (
        Case(
            "two",
            (("a", "2"), ("id", "7")),
            expected=(ResponseTest("code", -10),),
            further=(("note", "of a person"),),
        ),
        Case(
            "none",
            (),
            ("a",),
            JsonBody("{}"),
            (ResponseTest("status", (400, 404)),),
            (ResponseTest("value", 3, "equals", "x"),),
        ),
    )
    assert said[-1] == "case “two” has an unknown key `note`. It is kept and has no effect."
    assert write_request(saved, FILE) == FILE


def test_a_changed_case_changes_its_line_and_no_other_one():
    saved = parse_request(FILE)
    two, none = saved.cases
    changed = replace(two, values=(("a", "9"), ("id", "7")))
    text = write_request(replace(saved, cases=(changed, none)), FILE)
    assert text == FILE.replace('a = "2"', 'a = "9"')


def test_a_new_case_is_a_table_behind_everything_else():
    saved = parse_request(HEAD)
    case = Case("new", (("file", FileValue("/a/b", "b")), ("list", ("x", "y"))), ("gone",))
    text = write_request(replace(saved, cases=(case,)), HEAD)
    values = '{ file = { file = "/a/b" }, list = ["x", "y"], gone = false }'
    assert text == f'{HEAD}\n[[case]]\nname = "new"\nvalues = {values}\n'
    assert parse_request(text).cases == (case,)
    assert parse_request(write_request(parse_request(text))).cases == (case,)
    assert write_request(saved, text).strip() == HEAD.strip()


def test_a_key_before_the_cases_of_a_file_can_be_added():
    saved = replace(parse_request(FILE), notes="new")
    again = parse_request(write_request(saved, FILE))
    assert (again.notes, again.cases) == ("new", saved.cases)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("values = {}", 'should hold entries such as { name = "empty", code = 0 }'),
        ('name = ""', "(name) Name the case in one line of 100 characters at most."),
        (f'name = "{"x" * 101}"', "100 characters at most"),
        ('name = "a"\nvalues = { a = 5 }', "“a” should hold text, lists of text or files, not 5"),
        ('name = "a"\nvalues = 5', "“a” should have values such as"),
        ('name = "a"\ncode = true', "“a” should have a result code"),
        ('name = "a"\nseverity = "bad"', "“a” should have one or a list of"),
        ('name = "a"\njson = "{}"\ntext = ""', "text is a second body, beside json"),
        ('name = "a"\n[[case]]\nname = "a"', "has two entries named 'a'"),
    ],
)
def test_what_is_no_case_is_told_in_a_sentence(lines, words):
    with pytest.raises(ProblemError) as error:
        parse_request(f"{HEAD}[[case]]\n{lines}\n")
    assert words in str(error.value)


def test_a_file_has_no_more_cases_than_can_be_shown():
    text = "".join(f'[[case]]\nname = "{n}"\n' for n in range(MOST_CASES + 1))
    with pytest.raises(ProblemError, match="use a data file for more"):
        parse_request(HEAD + text)
