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
    assert [heard[0] for heard in server.heard] == ["POST", "POST", "GET", "socket", "POST"]
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


PARTS = (
    '{"data":{"pet":{"id":"1"}},"pending":[{"id":"0","path":["pet"]}],"hasNext":true}',
    '{"incremental":[{"id":"0","data":{"name":"Miez"}}],"completed":[{"id":"0"}],"hasNext":false}',
)
DEFERRED = "{ pet(id: 1) { id ... @defer { name } } }"


def test_a_deferred_result_is_joined(tmp_path):
    document = tmp_path / "deferred.graphql"
    document.write_text(DEFERRED)
    with graphql_server() as server:
        server.payloads = PARTS
        call = ("send", server.url, "--graphql", str(document), "--profile", tmp_path)
        sent = run_command(*call, "--show", "json")
        assert sent.returncode == 0, sent.stderr
        record = json.loads(sent.stdout)
        pet = json.loads(record["response"]["body"])["data"]["pet"]
        assert pet == {"id": "1", "name": "Miez"}
        assert "The result came in 2 parts as multipart/mixed" in record["verdict"]["notes"][-1]
        # An error in a late part is not a success.
        server.payloads = (PARTS[0], '{"completed":[{"id":"0","errors":[{"message":"No."}]}]}')
        failed = run_command(*call)
        assert (failed.returncode, "No." in failed.stderr) == (1, True), failed.stderr
        # What does not fit together stays as it came.
        server.payloads = (PARTS[0], '{"incremental":[{"id":"7","data":{}}]}')
        torn = run_command(*call)
        assert "were not joined. Part 2: it was not announced." in torn.stderr
        assert "---" in torn.stdout


def test_a_long_result_in_parts_is_joined_in_another_process(tmp_path):
    document = tmp_path / "deferred.graphql"
    document.write_text(DEFERRED)
    items = ",".join(f'"{number}"' for number in range(20_000))
    with graphql_server() as server:
        server.payloads = (
            PARTS[0],
            f'{{"path":["pet"],"data":{{"list":[{items}]}}}}',
        )
        sent = run_command("send", server.url, "--graphql", document, "--profile", tmp_path)
    assert sent.returncode == 0, sent.stderr
    assert len(json.loads(sent.stdout)["data"]["pet"]["list"]) == 20_000


def test_a_subscription_over_events_is_listened_to_saved_and_run(tmp_path):
    document, file = tmp_path / "counted.graphql", tmp_path / "Counted.request.toml"
    document.write_text("subscription($to: Int!) { counted(to: $to) }")
    kept = ("--profile", tmp_path)
    with graphql_server() as server:
        options = ("--graphql", str(document), "--transport", "sse", "--save", str(file))
        listened = run_command("listen", server.url, "to:=2", *options, *kept)
        assert listened.returncode == 0, listened.stderr
        assert '{"data": {"counted": 2}}' in listened.stdout
        text = file.read_text()
        assert 'graphql_transport = "sse"' in text
        test = '{ frame = "any", value = "data.counted", equals = 2 }'
        file.write_text(f"{text}frame_tests = [\n    {test},\n]\n")
        run = run_command("run", str(file), *kept)
        assert run.returncode == 0, run.stderr + run.stdout
        assert [heard[0] for heard in server.heard] == ["POST", "POST"]
        refused = run_command("listen", "wss://pets.example/", *options[:4], *kept)
    file.write_text(text.replace('"sse"', '"pigeon"'))
    wrong = run_command("run", str(file), *kept)
    assert (wrong.returncode, 'should be "websocket" or "sse"' in wrong.stderr) == (2, True)
    assert refused.returncode in (1, 3)


def test_a_get_says_that_no_page_made_it(tmp_path):
    document = tmp_path / "pets.graphql"
    document.write_text("{ pets { name } }")
    with graphql_server() as server:
        call = ("send", server.url, "--graphql", str(document), "--method", "GET")
        sent = run_command(*call, "--profile", tmp_path)
        assert sent.returncode == 0, sent.stderr
        assert server.heard[0][1]["apollo-require-preflight"] == "true"
