"""The page "GraphQL" of the manual, followed as a reader would."""

import json
import os
import shlex

from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.request.request import GraphqlBody
from aiurdesk.resources import read_text
from tests.command_line import run_command
from tests.graphql_server import graphql_server

PAGE = read_text("manual/graphql.md")
ADDRESS = "https://pets.example/graphql"
LINES = [line.removeprefix("    ") for line in PAGE.splitlines() if line.startswith("    ")]
DOCUMENT = """
query One($id: ID!) { pet(id: $id) { name } }
query All($filter: PetFilter) { pets(filter: $filter) { name } }
"""


def test_every_command_of_the_page_does_what_it_says(tmp_path):
    (tmp_path / "pets.graphql").write_text(DOCUMENT)
    (tmp_path / "all.json").write_text('{"filter": {"kind": "DOG"}}')
    (tmp_path / "counted.graphql").write_text("subscription($to: Int!) { counted(to: $to) }")
    commands = [shlex.split(line)[1:] for line in LINES if line.startswith("aiurdesk ")]
    answers = []
    with graphql_server() as server:
        for command in commands:
            arguments = [word.replace(ADDRESS, server.url) for word in command]
            run = run_command(
                *arguments, "--profile", tmp_path, environment=dict(os.environ), folder=tmp_path
            )
            assert run.returncode == 0, run.stderr
            answers.append(run.stdout)
    assert [json.loads(text)["data"] for text in answers[:3]] == [
        {"pet": {"name": "Miez"}},
        {"pets": [{"name": "Rex"}]},
        {"pet": {"name": "Rex"}},
    ]
    assert [heard[0] for heard in server.heard] == ["POST", "POST", "GET", "socket"]
    results = [json.loads(line) for line in answers[3].splitlines()]
    counted = [one["payload"]["data"]["counted"] for one in results if one["type"] == "next"]
    assert counted == [1, 2]


def test_the_saved_request_of_the_page_is_one():
    text = "\n".join(line for line in LINES if not line.startswith("aiurdesk "))
    saved = parse_request(text)
    assert isinstance(saved.body, GraphqlBody)
    assert saved.body.query.startswith("query One")
    assert saved.url == ADDRESS


def test_a_saved_subscription_is_run_and_says_what_it_is_in_its_file(tmp_path):
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "collection.toml").write_text('format = 1\nname = "Pets"\n')
    document = tmp_path / "counted.graphql"
    document.write_text("subscription($to: Int!) { counted(to: $to) }")
    file = folder / "Counted.request.toml"
    kept = ("--profile", tmp_path)
    with graphql_server() as server:
        options = ("--graphql", str(document), "--save", str(file))
        listened = run_command("listen", server.url, "to:=2", *options, *kept)
        assert listened.returncode == 0, listened.stderr
        text = file.read_text()
        assert text.startswith(f'method = "POST"\nurl = "{server.url}"\n')
        assert "graphql_variables = '{\"to\": 2}'\n" in text
        for number, status in ((2, 0), (3, 5)):
            test = f'{{ frame = "any", value = "payload.data.counted", equals = {number} }}'
            file.write_text(f"{text}frame_tests = [\n    {test},\n]\n")
            run = run_command("run", str(folder), *kept)
            assert run.returncode == status, run.stderr + run.stdout
