"""The result codes as text and as JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from aiurdesk.cli.main import main
from aiurdesk.services.result_code_tables import TABLES, load_table

ROOT = Path(__file__).resolve().parents[3]


def test_one_table_is_explained_code_by_code(capsys):
    assert main(["codes", "--table", "2020"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Table 2020: Aiursoft 2018 to 2021 (2018-04-16 to 2021-01-27)\n")
    assert "\n -11  Took too long on the server (Timeout, server, HTTP 200)\n" in told
    for code in load_table("2020").codes.values():
        assert f"{code.number:>4}  {code.headline} " in told
        assert code.meaning in told


def test_a_fix_that_is_a_button_of_the_window_is_not_told(capsys):
    main(["codes", "--table", "2020"])
    told = capsys.readouterr().out
    assert "       - Make sure that the key you pass is a legal one.\n" in told
    assert "{parameter}" not in told
    assert "Resend in 5 s" not in told


def test_all_tables_are_told_without_a_name(capsys):
    main(["codes"])
    told = capsys.readouterr().out
    assert [line.split(":")[0] for line in told.splitlines() if line.startswith("Table ")] == [
        f"Table {name}" for name in TABLES
    ]


def test_json_holds_every_member_of_every_code(capsys):
    assert main(["codes", "--json"]) == 0
    tables = json.loads(capsys.readouterr().out)
    assert [table["name"] for table in tables] == list(TABLES)
    (timeout,) = [code for code in tables[0]["codes"] if code["number"] == -11]
    assert timeout["name"] == "Timeout"
    assert timeout["severity"] == "server"
    assert timeout["status"] == 200
    assert {"text": "Resend", "action": "resend", "target": ""} in timeout["fixes"]
    assert {fix["action"] for fix in timeout["fixes"]} == {None, "copy_report", "resend"}


def test_json_of_one_table_is_an_array_too(capsys):
    main(["codes", "--json", "--table", "2023"])
    (table,) = json.loads(capsys.readouterr().out)
    assert len(table["codes"]) == 14


def test_a_table_that_does_not_exist_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["codes", "--table", "1999"])
    assert ended.value.code == 2
    assert "1999" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["codes", "endpoints"])
def test_looking_things_up_imports_neither_window_nor_network(command):
    program = (
        "import sys; from aiurdesk.cli.main import main; main(sys.argv[1:]);"
        "heavy = {'PySide6', 'httpx', 'asyncio', 'ssl', 'logging', 'pathlib'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, command], cwd=ROOT, capture_output=True, check=False
    )
    assert ended.stderr == b""
    assert ended.returncode == 0
