"""The result codes as text and as JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from aiurdesk.cli.main import main
from aiurdesk.services.dialects.dialect_files import DialectFiles

ROOT = Path(__file__).resolve().parents[3]
TABLES = DialectFiles()
OWN = """
name = "test-chat"

[[code]]
code = "invalid_auth"
headline = "Wrong token"
severity = "credential"

[[code]]
code = 3
name = "Slow"
headline = "Too fast"
severity = "wiat"
"""


def test_one_table_is_explained_code_by_code(capsys, tmp_path):
    assert main(["codes", "--table", "2020", "--profile", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Table 2020: Aiursoft 2018 to 2021 (2018-04-16 to 2021-01-27)\n")
    assert "\n -11  Took too long on the server (Timeout, server, HTTP 200)\n" in printed
    for code, row in TABLES["2020"].codes.items():
        assert f"{code:>4}  {row.headline} " in printed
        assert row.meaning in printed


def test_fixes_that_are_buttons_of_the_window_are_left_out(capsys, tmp_path):
    main(["codes", "--table", "2020", "--profile", str(tmp_path)])
    printed = capsys.readouterr().out
    assert "       - Check that the key is the right one.\n" in printed
    assert "{parameter}" not in printed
    assert "Resend in 5 s" not in printed


def test_without_a_name_all_tables_are_printed(capsys, tmp_path):
    main(["codes", "--profile", str(tmp_path)])
    printed = capsys.readouterr().out
    assert printed.startswith(f"There are {len(TABLES)} tables: {', '.join(TABLES)}.\n\nTable ")
    assert [line.split(":")[0] for line in printed.splitlines() if line.startswith("Table ")] == [
        f"Table {name}" for name in TABLES
    ]


def test_json_holds_every_member_of_every_code(capsys, tmp_path):
    assert main(["codes", "--json", "--profile", str(tmp_path)]) == 0
    tables = json.loads(capsys.readouterr().out)
    assert [table["name"] for table in tables] == list(TABLES)
    (timeout,) = [code for code in tables[0]["codes"] if code["code"] == -11]
    assert timeout["name"] == "Timeout"
    assert timeout["severity"] == "server"
    assert timeout["status"] == 200
    assert {"text": "Resend", "action": "resend", "target": ""} in timeout["fixes"]
    assert {fix["action"] for fix in timeout["fixes"]} == {None, "copy_report", "resend"}


def test_json_of_one_table_is_an_array_too(capsys, tmp_path):
    main(["codes", "--json", "--table", "2023", "--profile", str(tmp_path)])
    (table,) = json.loads(capsys.readouterr().out)
    assert table["name"] == "2023"
    assert [code["code"] for code in table["codes"]] == list(TABLES["2023"].codes)


def test_a_table_that_does_not_exist_is_wrong_usage(capsys, tmp_path):
    assert main(["codes", "--table", "1999", "--profile", str(tmp_path)]) == 2
    names = ", ".join(TABLES)
    assert capsys.readouterr() == ("", f"There is no dialect 1999. There are {names}.\n")


@pytest.fixture
def profile(tmp_path):
    folder = tmp_path / "result_codes"
    folder.mkdir()
    (folder / "chat.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_a_table_in_the_settings_folder_is_printed_like_the_others(capsys, profile):
    main(["codes", "--table", "test-chat", "--profile", str(profile)])
    assert capsys.readouterr().out == (
        "Table test-chat: test-chat\n\n"
        "invalid_auth  Wrong token (credential)\n\n   3  Too fast (Slow, by status)\n"
    )
    main(["codes", "--json", "--table", "test-chat", "--profile", str(profile)])
    (table,) = json.loads(capsys.readouterr().out)
    assert [(code["code"], code["status"]) for code in table["codes"]] == [
        ("invalid_auth", None),
        (3, None),
    ]


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--table", "2020")])
def test_a_mistake_in_a_table_is_reported_and_gives_status_2(capsys, profile, arguments):
    assert main(["codes", *arguments, "--profile", str(profile)]) == 2
    printed = capsys.readouterr()
    file = profile / "result_codes" / "chat.toml"
    assert printed.err.startswith(
        f"{file}, line 13: in [[code]], severity should be one of success, notice, "
    )
    assert printed.err.endswith(", not 'wiat'.\n")
    assert "Success" in printed.out


@pytest.mark.parametrize("command", ["codes", "endpoints"])
def test_codes_and_endpoints_import_neither_window_nor_network(command, tmp_path):
    program = (
        "import sys; from aiurdesk.cli.main import main; main(sys.argv[1:]);"
        "heavy = {'PySide6', 'httpx', 'asyncio', 'ssl', 'logging'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, command, "--profile", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert ended.stderr == b""
    assert ended.returncode == 0
