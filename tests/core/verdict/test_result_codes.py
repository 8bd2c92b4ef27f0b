"""Result-code tables: the three of the services, and files with mistakes."""

import pytest

from aiurdesk import resources
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.verdict.result_codes import ResultCode, ResultCodeTable, parse_table, tables_of
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity

NAMES = {
    "2020": {
        0: ("Success", 200),
        -1: ("WrongKey", 200),
        -2: ("Pending", 200),
        -3: ("RequireAttention", 200),
        -4: ("NotFound", 200),
        -5: ("UnknownError", 500),
        -6: ("HasDoneAlready", 200),
        -7: ("NotEnoughResources", 200),
        -8: ("Unauthorized", 200),
        -10: ("InvalidInput", 200),
        -11: ("Timeout", 200),
    },
    "2021": {
        0: ("Success", 200),
        -1: ("WrongKey", 401),
        -2: ("InsufficientPermissions", 403),
        -3: ("Gone", 410),
        -4: ("NotFound", 404),
        -5: ("UnknownError", 500),
        -6: ("HasSuccessAlready", 208),
        -7: ("Conflict", 409),
        -8: ("Unauthorized", 401),
        -9: ("Timeout", 408),
        -10: ("InvalidInput", 400),
        -11: ("TooManyRequests", 429),
    },
    "2023": {
        2: ("JobDone", 201),
        1: ("NoActionTaken", 202),
        0: ("ResultShown", 200),
        -1: ("WrongKey", 401),
        -2: ("PlaceHolder2", 410),
        -3: ("PlaceHolder3", 410),
        -4: ("NotFound", 404),
        -5: ("UnknownError", 500),
        -6: ("RemoteNotAccessible", 500),
        -7: ("Conflict", 409),
        -8: ("Unauthorized", 401),
        -9: ("Timeout", 408),
        -10: ("InvalidInput", 400),
        -11: ("TooManyRequests", 429),
    },
}
SEVERITIES_OF_2020 = {
    0: Severity.SUCCESS,
    -1: Severity.CREDENTIAL,
    -2: Severity.WAIT,
    -3: Severity.NOTICE,
    -4: Severity.INPUT,
    -5: Severity.SERVER,
    -6: Severity.SUCCESS,
    -7: Severity.CAPACITY,
    -8: Severity.CREDENTIAL,
    -10: Severity.INPUT,
    -11: Severity.SERVER,
}
BUTTONS_OF_2020 = {
    0: [],
    -1: [FixAction.CHOOSE_CREDENTIAL, FixAction.RENEW_TOKEN],
    -2: [FixAction.RESEND_LATER],
    -3: [],
    -4: [FixAction.FOCUS_PARAMETER, FixAction.OPEN_ENDPOINT],
    -5: [FixAction.COPY_REPORT],
    -6: [],
    -7: [FixAction.FOCUS_FORM],
    -8: [FixAction.SIGN_IN, FixAction.CHOOSE_CREDENTIAL, FixAction.RENEW_TOKEN],
    -10: [FixAction.FOCUS_PARAMETER],
    -11: [FixAction.COPY_REPORT, FixAction.RESEND],
}
CREDENTIAL = Severity.CREDENTIAL
HEAD = 'name = "mine"\ntitle = "Mine"\nperiod = "now"\nsource = "me"\n'


def row(code: object = 0, more: str = "") -> str:
    return (
        f'\n[[code]]\ncode = {code}\nname = "Good"\nheadline = "Good"\n'
        f'severity = "success"\nstatus = 200\nmeaning = "Fine."\n{more}'
    )


def built_in(name: str) -> ResultCodeTable:
    return parse_table(resources.read_text(f"result_codes/{name}.toml"), f"{name}.toml")


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_complete_in_numbers_names_and_statuses(name):
    table = built_in(name)
    assert table.mistakes == ()
    assert table.name == name
    # A code that is added later is not among these.
    assert {n: (table.codes[n].name, table.codes[n].status) for n in NAMES[name]} == NAMES[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_table_has_its_sentences(name):
    table = built_in(name)
    assert all((table.title, table.period, table.source))
    for code in table.codes.values():
        assert code.headline[0].isupper()
        assert code.meaning.endswith(".")
        for fix in code.fixes:
            assert fix.text.endswith(".") is (fix.action is None), fix
        if code.severity is not Severity.SUCCESS:
            assert code.fixes[0].action is None


def test_severities_and_buttons_of_2020():
    codes = built_in("2020").codes
    assert {n: codes[n].severity for n in SEVERITIES_OF_2020} == SEVERITIES_OF_2020
    buttons = {n: [fix.action for fix in codes[n].fixes if fix.action] for n in BUTTONS_OF_2020}
    assert buttons == BUTTONS_OF_2020


def test_only_a_fix_that_goes_to_a_parameter_names_one():
    for name in NAMES:
        for code in built_in(name).codes.values():
            for fix in code.fixes:
                names_one = "{parameter}" in fix.text
                assert names_one is (fix.action is FixAction.FOCUS_PARAMETER)


def test_a_user_s_table_has_the_same_form():
    fixes = 'fixes = [{ text = "Read it.", action = "show_text", target = "body" }]'
    table = parse_table(HEAD + row(7, fixes), "mine.toml")
    assert table.name == "mine"
    assert table.codes[7].fixes == (Fix("Read it.", FixAction.SHOW_TEXT, "body"),)
    assert table.mistakes == ()


def test_a_wrong_severity_is_told_with_file_code_and_key_and_the_rest_loads():
    text = HEAD + row(0) + row(1).replace("success", "fine") + row(2)
    table = parse_table(text, "mine.toml")
    assert list(table.codes) == [0, 2]
    assert len(table.mistakes) == 1
    assert table.mistakes[0].startswith("mine.toml, code 1: severity should be one of success,")


def test_a_wrong_fix_is_left_out_and_its_code_loads():
    fixes = 'fixes = [{ text = "A", action = "jump" }, { text = "B." }, { action = "resend" }]'
    table = parse_table(HEAD + row(3, fixes), "mine.toml")
    assert table.codes[3].fixes == (Fix("A"), Fix("B."))
    assert table.mistakes[0].startswith("mine.toml, code 3, fix 1: action should be one of resend,")
    assert table.mistakes[1] == "mine.toml, code 3, fix 3: text is missing."


def test_invalid_toml_is_told_with_its_line_and_the_other_codes_load():
    text = HEAD + row(0) + row(1).replace('"Good"', '"Good', 1) + row(2)
    table = parse_table(text, "mine.toml")
    assert list(table.codes) == [0, 2]
    assert len(table.mistakes) == 1
    assert table.mistakes[0].startswith("mine.toml, line 16: ")


def test_of_a_duplicate_code_the_first_counts():
    table = parse_table(HEAD + row(5) + row(5).replace("Good", "Other"), "mine.toml")
    assert table.codes[5].name == "Good"
    assert table.mistakes == ("mine.toml: code 5 appears twice; the first one is used.",)


def test_a_row_without_a_code_is_named_by_its_position():
    table = parse_table(HEAD + row(0) + row(1).replace("code = 1\n", ""), "mine.toml")
    assert table.mistakes == ("mine.toml, code number 2 of the file: code is missing.",)


def test_a_code_may_be_a_text_and_needs_neither_name_nor_status():
    text = HEAD + '[[code]]\ncode = "invalid_auth"\nheadline = "No"\nseverity = "credential"\n'
    table = parse_table(text, "mine.toml")
    assert table.mistakes == ()
    assert table.codes == {"invalid_auth": ResultCode("invalid_auth", "", "No", CREDENTIAL)}
    assert table.has_text_codes
    assert not parse_table(HEAD + row(1), "mine.toml").has_text_codes


@pytest.mark.parametrize("code", ["true", "1.5", '" "', "[1]"])
def test_a_code_of_another_type_is_refused(code):
    table = parse_table(HEAD + row(code), "mine.toml")
    assert table.codes == {}
    assert "code should be a whole number or a text that is not blank" in table.mistakes[0]


def test_a_second_table_of_the_same_name_is_told_and_not_used():
    files = [("a.toml", HEAD + row(1)), ("b.toml", HEAD + row(2)), ("c.toml", "name = 3")]
    found = tables_of(files)
    assert list(found.by_name["mine"].codes) == [1]
    assert found.mistakes == (
        "b.toml: name should be another one, because a.toml has a table mine already; "
        "this file is not used.",
        "c.toml: name should be text that is not blank, not 3.",
    )


def test_mistakes_of_all_tables_are_told():
    second = HEAD.replace("mine", "other") + row(2).replace("success", "sucess")
    found = tables_of([("a.toml", HEAD + row(1)), ("b.toml", second)])
    assert list(found.by_name) == ["mine", "other"]
    assert found.mistakes == found.by_name["other"].mistakes
    assert found.mistakes[0].startswith("b.toml, code 2: severity should be one of success,")


def test_an_impossible_status_is_told():
    table = parse_table(HEAD + row(0).replace("200", "99"), "mine.toml")
    assert table.mistakes[0] == (
        "mine.toml, code 0: status should be an HTTP status from 100 to 599, not 99."
    )


def test_unknown_keys_are_told_and_the_row_loads():
    table = parse_table("colour = 1\n" + HEAD + row(0, "sound = 1\n"), "mine.toml")
    assert list(table.codes) == [0]
    assert table.mistakes == (
        "mine.toml: colour is not known here.",
        "mine.toml, code 0: sound is not known here.",
    )


def test_a_code_that_is_not_a_block_is_told():
    table = parse_table("code = 3\n" + HEAD, "mine.toml")
    assert table.codes == {}
    assert table.mistakes == ("mine.toml: a code is a block that begins with [[code]].",)


@pytest.mark.parametrize("text", ["", "name = 3", "name", row(0)])
def test_a_file_without_a_name_is_refused(text):
    with pytest.raises(DataMistake, match=r"mine\.toml"):
        parse_table(text, "mine.toml")


@pytest.mark.parametrize("target", ["", "soon", "0", "-5", "1.5", "999999"])
def test_a_wait_has_to_be_a_number_of_seconds(target):
    fix = f'{{ text = "Resend", action = "wait_and_resend", target = "{target}" }}'
    table = parse_table(HEAD + row(7, f"fixes = [{fix}]"), "mine.toml")
    assert table.codes[7].fixes == ()
    assert "code 7, fix 1: target should be a number of seconds" in table.mistakes[0]
