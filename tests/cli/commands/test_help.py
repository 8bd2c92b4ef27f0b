"""``aiurdesk help``: what it tells a person, and what it tells another program."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from aiurdesk.cli.exit_statuses import EXIT_STATUSES
from aiurdesk.cli.main import COMMANDS, build_parser
from aiurdesk.cli.output_shapes import SHAPES
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.resources import read_text
from tests.command_line import run_command, run_here


def helped(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    status, printed, told = run_here(capsys, "help", *words, "--json")
    assert (status, told) == (0, "")
    return json.loads(printed)


def options_of(command: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: one for one in command["arguments"] for name in one["names"]}


def strict(schema: Any) -> Any:
    """Return a schema that allows no member which it does not name."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: strict(part) for name, part in schema.items()}
    if isinstance(schema.get("properties"), dict):
        parts["additionalProperties"] = False
    return parts


def shape(capsys: pytest.CaptureFixture[str], command: str, given: str) -> Any:
    return strict(helped(capsys, command)["shapes"][command][given])


def test_all_commands_are_described_with_their_actions(capsys):
    program = helped(capsys)
    assert program["name"] == "aiurdesk"
    assert [one["name"] for one in program["commands"]] == [f"aiurdesk {n}" for n in COMMANDS]
    (credentials,) = [c for c in program["commands"] if c["name"] == "aiurdesk credentials"]
    assert "aiurdesk credentials add" in [one["name"] for one in credentials["commands"]]


def test_an_option_has_its_names_kind_choices_default_and_help(capsys):
    options = options_of(helped(capsys, "send"))
    show = options["--show"]
    assert (show["kind"], show["default"], show["is_required"]) == ("choice", "body", False)
    assert show["choices"] == ["body", "all", "json", "table", "csv"]
    assert options["--dialect"]["names"] == ["--dialect", "--table"]
    assert (options["--yes"]["kind"], options["--yes"]["value"]) == ("switch", "")
    assert (options["--count"]["kind"], options["--count"]["value"]) == ("number", "N")
    assert options["--set"]["is_repeated"]
    assert "one JSON object" in show["help"]


def test_a_value_that_stands_by_its_place_says_whether_it_is_needed(capsys):
    (folder,) = [one for one in helped(capsys, "requests")["arguments"] if not one["names"]]
    assert (folder["value"], folder["is_required"], folder["is_repeated"]) == (
        "FOLDER",
        True,
        False,
    )


def test_a_hidden_option_is_not_described(capsys):
    assert "--no-history" not in options_of(helped(capsys, "run"))


def test_every_exit_status_is_described_once(capsys):
    assert set(EXIT_STATUSES) == set(ExitCode)
    told = helped(capsys)["exit_statuses"]
    assert told == {str(int(status)): words for status, words in EXIT_STATUSES.items()}


def test_the_manual_and_the_help_text_have_the_same_exit_statuses(capsys):
    page = read_text("manual/ci.md")
    printed = run_here(capsys, "help")[1]
    for status, words in EXIT_STATUSES.items():
        assert f"| {int(status)} | {words} |" in page
        assert f"{int(status):>2} {words}\n" in printed


def test_the_help_of_a_command_is_what_its_option_prints():
    helped = run_command("help", "credentials", "add")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert helped.stdout == run_command("credentials", "add", "--help").stdout


def test_a_command_that_is_not_there_is_named(capsys):
    status, printed, told = run_here(capsys, "help", "send", "now")
    assert (status, printed) == (2, "")
    assert told == "There is no command send now. 'aiurdesk help' lists all.\n"


def printing_json(parser: argparse.ArgumentParser, *words: str) -> Iterator[tuple[str, ...]]:
    """Yield the commands and actions that have a switch --json."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from printing_json(inner, *words, name)
        elif "--json" in action.option_strings and action.nargs == 0:
            yield words


def test_every_command_that_prints_json_has_a_shape():
    commands = list(printing_json(build_parser(tuple(COMMANDS))))
    assert len(commands) > 10
    for command, *action in commands:
        # What describes everything has no shape of its own in itself.
        if command != "help":
            given = " ".join([*action, "--json"])
            assert any(one.endswith(given) for one in SHAPES[command]), (command, given)


def test_the_shape_of_a_sent_request_is_that_of_what_is_printed(capsys):
    sent = run_command("send", "gateway.home.index", "--sandbox", "--show", "json")
    assert sent.returncode == 0
    wanted = shape(capsys, "send", "--show json")
    jsonschema.validate(json.loads(sent.stdout), wanted)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**json.loads(sent.stdout), "more": 1}, wanted)


def test_the_shapes_of_requests_run_and_history_are_those_of_what_is_printed(capsys, tmp_path):
    checks, profile = tmp_path / "checks", tmp_path / "profile"
    made = run_command(
        *("send", "gateway.home.index", "--sandbox", "--profile", profile),
        *("--save", checks / "Status.request.toml"),
    )
    assert made.returncode == 0
    with (checks / "Status.request.toml").open("a", encoding="utf-8") as file:
        file.write('\ntests = [{ severity = "success" }]\n[[case]]\nname = "again"\n')
    listed = run_command("requests", checks, "--json")
    jsonschema.validate(json.loads(listed.stdout), shape(capsys, "requests", "--json"))
    (request,) = json.loads(listed.stdout)
    assert (request["name"], request["cases"], request["tests"]) == ("Status", ["again"], 1)
    ran = run_command(
        *("run", checks, "--sandbox", "--profile", profile, "--json", "-", "--coverage"),
        *("--history", "all"),
    )
    jsonschema.validate(json.loads(ran.stdout), shape(capsys, "run", "--json"))
    history = run_command("history", "--profile", profile, "--json")
    assert len(json.loads(history.stdout)) > 1
    jsonschema.validate(json.loads(history.stdout), shape(capsys, "history", "--json"))


@pytest.mark.parametrize(
    ("given", "command"),
    [
        (("--json",), "codes"),
        (("--json",), "endpoints"),
        (("--json",), "dialects"),
        (("list", "--json"), "environments"),
        (("list", "--json"), "credentials"),
        (("list", "--json"), "certificates"),
        (("list", "--json"), "services"),
    ],
)
def test_the_shape_of_a_list_is_that_of_what_is_printed(capsys, tmp_path, command, given):
    if command == "services":
        lamps = Path(__file__).parents[2] / "data" / "mock" / "lamps.yaml"
        assert run_command("services", "add", lamps, "--profile", tmp_path).returncode == 0
    if command == "environments":
        run_command(command, "add", "Mine", "--set", "a=1", "--profile", tmp_path)
    printed = run_command(command, *given, "--profile", tmp_path)
    members = json.loads(printed.stdout)
    assert members or command == "certificates"
    jsonschema.validate(members, shape(capsys, command, " ".join(given)))


def test_the_shape_of_a_trial_is_that_of_what_is_printed(capsys):
    tried = run_command("dialects", "try", "--json", typed='{"code": -7, "message": "no"}')
    members = json.loads(tried.stdout)
    jsonschema.validate(members, shape(capsys, "dialects", "try --json"))
    assert members["outcome"]
