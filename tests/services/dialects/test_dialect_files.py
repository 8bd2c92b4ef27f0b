"""The dialects that come with the program, and those in the settings folder."""

import pytest

from aiurdesk import resources
from aiurdesk.core.dialects.dialect_file import parse_dialect
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import FixAction
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.dialects.dialect_files import (
    DialectFiles,
    check_dialect,
    dialect_files,
    parse_files,
)

OWN = """
format = 1
name = "test-chat"

[read]
ok = "ok"
code = "error"

[[code]]
is = "invalid_auth"
headline = "Wrong token"
severity = "credential"
"""
TABLE = """
name = "old-chat"

[[code]]
code = "invalid_auth"
headline = "Wrong token"
severity = "credential"
"""

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


def test_every_file_in_the_folder_is_a_dialect_without_mistakes():
    files = resources.list_names("dialects")
    dialects = DialectFiles()
    assert len(dialects) == len(files)
    assert {"2020", "2021", "2023"} <= set(dialects)
    assert [
        m for file in files for m in parse_dialect(resources.read_text(file), file).mistakes
    ] == []
    assert dialects["2020"].codes[-7].name == "NotEnoughResources"


def test_the_heads_have_no_tables_and_the_dialects_do():
    dialects = DialectFiles()
    assert all(not head.rows for head in dialects.heads)
    assert all(dialects[head.name].match == head.match for head in dialects.heads)
    assert dialects["2023"].rows


def test_one_dialect_is_read_without_the_others(monkeypatch):
    read: list[str] = []
    real = resources.read_text

    def noted(name: str) -> str:
        read.append(name)
        return real(name)

    monkeypatch.setattr(resources, "read_text", noted)
    assert DialectFiles()["2023"].name == "2023"
    assert read == ["dialects/2023.toml"]


def test_without_a_settings_folder_there_are_the_built_in_dialects(tmp_path):
    assert list(dialect_files(tmp_path / "none")) == list(DialectFiles())


def test_dialects_and_tables_in_the_settings_folder_are_added(tmp_path):
    for folder, text in (("dialects", OWN), ("result_codes", TABLE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "chat.toml").write_text(text, encoding="utf-8")
    dialects = dialect_files(tmp_path)
    assert dialects.mistakes == ()
    assert list(dialects)[-2:] == ["test-chat", "old-chat"]
    assert dialects["test-chat"].codes["invalid_auth"].headline == "Wrong token"
    assert not dialects["test-chat"].reads_envelopes
    assert dialects["old-chat"].reads_envelopes


def test_mistakes_in_the_settings_folder_are_reported_with_the_path_of_the_file(tmp_path):
    folder = tmp_path / "dialects"
    folder.mkdir()
    built_in, broken = folder / "a.toml", folder / "b.toml"
    built_in.write_text(OWN.replace("test-chat", "2020"), encoding="utf-8")
    broken.write_bytes(b'name = "\xff"')
    dialects = dialect_files(tmp_path)
    assert list(dialects) == list(DialectFiles())
    assert tuple(map(str, dialects.mistakes)) == (
        f"{broken} is not UTF-8 text: byte 9 cannot be read.",
        f"{built_in}: name should be another one, because dialects/2020.toml has a dialect 2020 "
        "already; this file is not used.",
    )


def test_a_name_that_no_dialect_has_is_a_mistake():
    dialects = DialectFiles()
    check_dialect("2020", dialects)
    check_dialect("http", dialects)
    with pytest.raises(ProblemError, match="There is no dialect slaack. There are 2020, "):
        check_dialect("slaack", dialects)


def built_in(name: str) -> Dialect:
    return DialectFiles()[name]


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


def test_a_file_that_is_nested_too_deeply_is_left_out():
    nested = f'format = 1\nname = "a"\n[read]\nok{".a" * 50_000} = 1\n'
    dialects, mistakes = parse_files([("deep.toml", nested), ("own.toml", OWN)], {})
    assert list(dialects) == ["test-chat"]
    assert len(mistakes) == 1
