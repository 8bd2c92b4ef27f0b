"""The catalogue as text and as JSON."""

import json

import pytest

from aiurdesk import resources
from aiurdesk.cli.commands.endpoints import print_endpoints
from aiurdesk.cli.main import main
from aiurdesk.core.api.catalogue import Catalogue, parse_service
from aiurdesk.core.api.endpoint import Generation
from aiurdesk.services.library import load_catalogue


def lines(capsys, *arguments):
    assert main(["endpoints", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_every_endpoint_has_a_line_with_id_method_path_and_title(capsys):
    listed = lines(capsys)
    printed = {tuple(line.split(maxsplit=3)) for line in listed}
    assert printed == {(e.id, e.shown_method, e.path, e.title) for e in load_catalogue().endpoints}


def test_the_code_lab_is_listed_with_the_sandbox(capsys):
    ids = [line.split()[0] for line in lines(capsys, "--sandbox", "code lab socket")]
    assert "code-lab.sockets.flood" in ids
    assert not any(line.startswith("code-lab.") for line in lines(capsys))
    assert "stargate.listen.channel" in {line.split()[0] for line in lines(capsys, "--sandbox")}


def test_a_filter_of_several_words_needs_all_of_them(capsys):
    assert [line.split()[0] for line in lines(capsys, "push", "content", "-4", "2023")] == [
        "stargate-2023.message.pushmessage"
    ]


def test_a_code_finds_the_endpoints_that_can_give_it(capsys):
    listed = {line.split()[0] for line in lines(capsys, "-7")}
    assert listed == {
        endpoint.id
        for endpoint in load_catalogue().endpoints
        if any(case.code == -7 for case in endpoint.code_cases)
    }


def test_a_filter_without_matches_gives_only_a_message(capsys):
    assert main(["endpoints", "xyzzy"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "No endpoint matches xyzzy. Try fewer or shorter words.\n"


def test_json_holds_everything_of_each_endpoint(capsys):
    main(["endpoints", "--json"])
    members = json.loads(capsys.readouterr().out)
    assert [member["id"] for member in members] == [e.id for e in load_catalogue().endpoints]
    (push,) = [m for m in members if m["id"] == "stargate.message.pushmessage"]
    assert push["service_id"] == "stargate"
    assert push["accepted_methods"] == ["POST"]
    assert push["authentication"] == "access_token"
    assert push["parameters"][1]["name"] == "ChannelId"
    assert push["parameters"][1]["kind"] == "integer"
    assert push["parameters"][1]["required"] is True
    assert {case["code"] for case in push["code_cases"]} == {0, -4, -8, -10}
    assert push["rate_limit_per_min"] is None
    assert (push["generation"], push["table"]) == ("2020-09", "2020")


def test_json_of_nothing_is_an_empty_array(capsys):
    main(["endpoints", "xyzzy", "--json"])
    assert json.loads(capsys.readouterr().out) == []


def test_mistakes_in_files_are_reported_besides_the_list(capsys):
    text = resources.read_text("services/2020-09/archon.json").replace('"GET"', "GET", 1)
    generation = Generation("2020-09", "2020 generation", "2020")
    description = parse_service(text, "archon.json", generation)
    catalogue = Catalogue((description,), description.mistakes)
    assert print_endpoints(catalogue, "archon", is_json=False) == 0
    printed = capsys.readouterr()
    assert printed.err.startswith("archon.json, line ")
    assert "archon.api.accesstoken" in printed.out
    assert "archon.home.index" not in printed.out


@pytest.mark.parametrize("filter_text", ["STARGATE.message", "Push Message", "messagecontent"])
def test_case_does_not_matter(capsys, filter_text):
    assert any("stargate.message.pushmessage" in line for line in lines(capsys, filter_text))
