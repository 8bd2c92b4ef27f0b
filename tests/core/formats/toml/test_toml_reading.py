import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.schema import Convert, text
from aiurdesk.core.formats.toml.toml_reading import (
    is_one_edit,
    line_of,
    read_members,
    read_toml,
    size_problem,
    with_line_ends_of,
    without_carriage_returns,
)
from aiurdesk.core.problem import sentence_of


def test_a_text_is_read():
    assert read_toml("a = 1\r\nb = '''\r\nx\r\ny'''") == {"a": 1, "b": "x\ny"}


def test_a_mistake_is_told_with_its_line():
    with pytest.raises(ProblemError, match=r"^line 3: .+\.$"):
        read_toml('a = 1\nb = 2\nc = "\n')


def test_only_known_members_are_read():
    assert read_members('a = "x"\nother = 5\n', {"a": text, "b": text}) == {"a": "x"}


def test_a_member_that_is_not_valid_is_told_with_its_line():
    with pytest.raises(ProblemError, match=r"^line 2: a should be text, not 5\.$"):
        read_members('b = "x"\na = 5\n', {"a": text})


@pytest.mark.parametrize(("key", "line"), [("a", 1), ("variables", 3), ("none", 1)])
def test_the_line_of_a_key_or_table(key, line):
    assert line_of("a = 1\n\n[variables]\nb = 2\n", key) == line


def test_only_carriage_returns_at_the_end_of_a_line_are_removed():
    assert without_carriage_returns("a\r\nb\rc") == "a\nb\rc"


@pytest.mark.parametrize(
    ("before", "text", "written"),
    [
        ("a\nb\n", "a\nc\n", "a\nc\n"),
        ("a\r\nb\r\n", "a\nc\n", "a\r\nc\r\n"),
        ("a\r\nb\r\n", "a\nb\nc\n", "a\r\nb\r\nc\r\n"),
        ("a\r\nb\r\n", "b\n", "b\r\n"),
        ("a\r\nb\r\n", "a\nb", "a\r\nb"),
        ("a\r\nb\nc\r\n", "a\nx\nc\n", "a\r\nx\r\nc\r\n"),
        ("a\r\nb\nc\r\n", "x\nb\nc\n", "x\r\nb\nc\r\n"),
        ("a\r\na\r\n", "a\na\na\n", "a\r\na\r\na\r\n"),
        ("a\r\na\r\na\r\n", "a\n", "a\r\n"),
        ("\r\n", "", ""),
    ],
)
def test_lines_that_stay_keep_their_ends(before, text, written):
    assert with_line_ends_of(text, before) == written


@given(st.lists(st.sampled_from(["a", "b", ""])), st.lists(st.sampled_from(["a", "b", ""])))
def test_line_ends_do_not_change_what_a_text_says(before, text):
    written = with_line_ends_of("\n".join(text), "\r\n".join(before))
    assert without_carriage_returns(written) == "\n".join(text)
    if len(before) > 1:
        assert written.count("\n") == written.count("\r\n") == len(text[1:])


MANY = '["a", "b"], ' * 400_000
LONG = "it's " * 900_000


@pytest.mark.parametrize(
    "text",
    [
        f"values = [{MANY}]",
        "[[t]]\n" * 800_000,
        "\n" * 4_200_000,
        # What follows is not part of the text, whatever its quotes look like.
        f"values = ['''x'''', {MANY} 'z']",
        f'values = ["""x"""", {MANY} "z"]',
        f'x = \'a"""\nvalues = [{MANY}]\ny = """z"""',
        f"# it's '''\nvalues = [{MANY}]\n# '''",
    ],
)
def test_more_small_values_than_can_be_read_quickly_are_refused(text):
    # Either of two limits, whichever is met first.
    assert sentence_of(size_problem(text)).startswith("it holds more than ")
    with pytest.raises(ProblemError, match="line 1: the file is too long: it holds more"):
        read_toml(text)


@pytest.mark.parametrize(
    "text",
    [
        f"a = '''\n{LONG}'''",
        f'a = """\n{LONG}\\"""" # {LONG}',
        f'a = "{LONG}"',
        f"a = 1 # {LONG}",
    ],
)
def test_long_texts_can_be_read(text):
    assert size_problem(text) is None
    assert read_toml(text)


@pytest.mark.parametrize(
    "text",
    [
        "a = [" + "1," * 200_000 + "]",
        "a = [" + '{b="c"},' * 100_000 + "]",
        '[[a]]\nb = "c"\n' * 200_000,
        "a = '''" + "," * 300_000 + "'''\nb = [" + "'c'," * 200_000 + "]",
    ],
)
def test_a_file_of_too_many_values_is_refused_before_it_is_read(text):
    with pytest.raises(ProblemError, match="too long: it holds more than 150,000 values"):
        read_toml(text)


@pytest.mark.parametrize(("begin", "end"), [('a = "', '"'), ("a = '''", "'''"), ("# ", "\na = 1")])
def test_signs_in_texts_and_comments_are_no_values(begin, end):
    assert read_toml(begin + "b = c, " * 400_000 + end)


@pytest.mark.parametrize("text", ['"' * 5_000_000, "'''" + LONG, '\\"""' * 1_100_000])
def test_quotes_that_are_not_closed_are_a_mistake_like_any_other(text):
    with pytest.raises(ProblemError):
        read_toml(text)


@pytest.mark.parametrize(
    ("text", "other", "is_near"),
    [
        ("test", "tests", True),
        ("testss", "tests", True),
        ("tsets", "tests", True),
        ("tasts", "tests", True),
        ("tests", "tests", True),
        ("ur", "url", True),
        ("txets", "tests", False),
        ("path", "values", False),
        ("name", "notes", False),
        ("te", "tests", False),
        ("", "u", True),
    ],
)
def test_one_edit_is_a_letter_more_less_or_other_or_a_swap(text, other, is_near):
    assert is_one_edit(text, other) is is_near
    assert is_one_edit(other, text) is is_near


def test_a_key_that_is_not_known_is_told_and_a_slip_is_refused():
    told: list[str] = []
    source = 'notes = "n"\npath = "/x"\n'
    assert read_members(source, {"notes": str}, told.append) == {"notes": "n"}
    assert told == ["line 2: unknown key `path`. It is kept and has no effect."]
    assert read_members("note = 1\n", {"notes": str}) == {}
    with pytest.raises(ProblemError, match="line 2: unknown key `note`, did you mean `notes`?"):
        read_members("\nnote = 1\n", {"notes": str}, told.append)


READERS: dict[str, Convert] = {"name": text, "notes": text, "tests": list, "order": list}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('name = "' + "n" * 5000 + '"', "line 1: name has 5,000 characters, and 4,096 is the most"),
        ('notes = "' + "{{" * 100_001 + '"', "line 1: notes has {{ more than 100,000 times"),
        ('notes = "' + "\\u007b\\u007b" * 100_001 + '"', "notes has {{ more than 100,000 times"),
        ('name = "n"\ntests = [' + "{}," * 10_001 + "]", "line 2: tests has 10,001 entries"),
        ("tests = [{ equals = [" + "1," * 100_000 + "] }]", "line 1: tests has 100,002 entries"),
        ("".join(f"k{n} = 1\n" for n in range(10_001)), "line 1: the file has 10,001 entries"),
    ],
)
def test_what_would_hold_the_program_up_is_refused_with_its_line(source, words):
    with pytest.raises(ProblemError) as caught:
        read_members(source, READERS, lambda _: None)
    assert str(caught.value).startswith(words) or words in str(caught.value)


def test_large_members_are_read():
    source = (
        'name = "' + "n" * 4000 + '"\nnotes = "' + "n" * 6_000_000 + "{{a}}" * 50_000 + '"\n'
        "tests = [" + "{ status = 200 }," * 10_000 + "]\norder = [" + '"n",' * 100_000 + "]\n"
    )
    members = read_members(source, READERS, lambda _: None)
    assert [len(members[key]) for key in READERS] == [4000, 6_250_000, 10_000, 100_000]


def test_many_keys_that_are_not_known_are_counted():
    told: list[str] = []
    read_members("".join(f"zz{n} = 1\n" for n in range(5000)), READERS, told.append)
    assert told[0] == "line 1: unknown key `zz0`. It is kept and has no effect."
    assert told[20:] == ["4,980 more keys are unknown. They are kept and have no effect."]
