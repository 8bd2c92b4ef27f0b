import json
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.collection.environment_file import parse_environment
from aiurdesk.core.collection.folder_file import parse_folder
from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.problem import Problem
from aiurdesk.core.toml.toml_reading import MOST_BYTES
from aiurdesk.importers.imported import sentences
from aiurdesk.services.imports.imported_files import ImportedFiles, files_of_text, imported_files
from tests.corpora import corpus
from tests.postman_documents import postman_collections

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
KEY, OTHER = "ghp_" + "a1B2" * 8, "npm_" + "c3D4" * 8


def files_of(items, **members) -> ImportedFiles:
    """Return what is written for items and further members of a collection."""
    document = {"info": {"name": "X", "schema": SCHEMA}, "item": items, **members}
    made = files_of_text(json.dumps(document), "x.json", "X")
    assert isinstance(made, ImportedFiles)
    return made


def read_again(made: ImportedFiles) -> int:
    """Read all files, and return how many requests there are.

    A reader raises for a file that it does not understand.
    """
    count = 0
    for path, text in made.files:
        if path.endswith(".request.toml"):
            parse_request(text)
            count += 1
        elif path.startswith("environments/"):
            parse_environment("A", text)
        else:
            parse_folder(text)
    return count


@given(postman_collections())
def test_whatever_is_written_can_be_read_again(document):
    made = files_of_text(json.dumps(document), "x.json", "X")
    if isinstance(made, ImportedFiles):
        assert read_again(made) == made.request_count
    else:
        assert "has no list of requests" in made.sentence or "is of no format" in made.sentence


@given(st.text(), st.lists(st.tuples(st.sampled_from(["-H", "-d", "-F", "-X", "-u"]), st.text())))
def test_a_command_can_be_read_again(address, options):
    words = ["curl", address, *(word for option in options for word in option)]
    made = files_of_text(shlex.join(words), "x.sh", "X")
    if isinstance(made, ImportedFiles):
        assert read_again(made) == made.request_count
    else:
        assert made.sentence.startswith("x.sh: This curl command has no address.")


def test_what_is_nested_too_deeply_is_a_mistake(tmp_path):
    variables: dict[str, object] = {}
    for _ in range(480):
        variables = {"a": variables}
    body = {"mode": "graphql", "graphql": {"query": "", "variables": variables}}
    item = {"name": "A", "request": {"method": "POST", "url": "h", "body": body}}
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"info": {"schema": SCHEMA}, "item": [item]}))
    mistake = imported_files(str(file), "X")
    assert isinstance(mistake, Problem)
    assert mistake.sentence == f"{file} is nested too deeply."


@pytest.mark.skipif(not corpus("postman"), reason="has no collections of others")
@pytest.mark.parametrize("kind", ["postman", "curl", "insomnia", "har", "http", "bruno"])
def test_real_files_can_be_read_again(kind):
    count = 0
    for file in corpus(kind):
        made = imported_files(str(file), "X")
        if isinstance(made, ImportedFiles):
            assert read_again(made) == made.request_count
            count += made.request_count
        else:
            assert made.sentence.endswith("."), file.name
    assert count > 0


def test_folders_refer_to_their_credentials():
    auth = {"type": "bearer", "bearer": {"token": KEY}}
    folder = {"name": "F", "item": [{"name": "A", "request": "h"}], "auth": {"type": "noauth"}}
    files = dict(files_of([folder], auth=auth).files)
    assert 'credential = "X"\n' in files["collection.toml"]
    assert files["F/folder.toml"] == 'credential = ""\norder = [\n    "A",\n]\n'
    assert "credential" not in files["F/A.request.toml"]


def test_a_secret_has_one_name_wherever_it_stands():
    items = [
        {"name": name, "request": {"url": "h", "header": [{"key": "X-Api-Key", "value": key}]}}
        for name, key in (("A", KEY), ("B", OTHER), ("C", KEY))
    ]
    files = dict(files_of(items).files)
    names = {
        path: text.partition("{{secret:")[2].partition("}}")[0] for path, text in files.items()
    }
    assert names["A.request.toml"] == names["C.request.toml"] == "h X-Api-Key"
    assert names["B.request.toml"] == "h X-Api-Key 2"


def test_a_request_stays_without_the_secrets_in_its_texts_and_address():
    body = {"mode": "raw", "raw": f"{KEY} and {OTHER}"}
    request = {"method": "POST", "url": "https://ann:s3same@host.example/a", "body": body}
    made = files_of([{"name": "A", "request": request}])
    text = dict(made.files)["A.request.toml"]
    assert 'url = "https://host.example/a"' in text
    assert "{{secret:host.example body}} and {{secret:host.example body 2}}" in text


def test_secret_variables_become_references():
    variables = [
        {"key": "base", "value": "https://h"},
        {"key": "token", "value": "a-secret-of-mine"},
        {"key": "plain", "value": "hidden", "type": "secret"},
        {"key": "empty", "value": "", "type": "secret"},
        {"key": "password", "value": "{{token}}"},
        {"key": "key", "value": KEY},
    ]
    made = files_of([], variable=variables)
    settings = parse_folder(dict(made.files)["collection.toml"])
    assert settings.variables == (
        ("base", "https://h"),
        ("token", "{{secret:X token}}"),
        ("plain", "{{secret:X plain}}"),
        ("empty", "{{secret:X empty}}"),
        ("password", "{{token}}"),
        ("key", "{{secret:X key}}"),
    )
    assert sentences(made.left_out)[:2] == (
        "X: the value of token, which is a secret by its name. The file says {{secret:X token}}: "
        "make a credential X token of it.",
        "X: the value of plain, which is a secret. The file says {{secret:X plain}}: make a "
        "credential X plain of it.",
    )


def test_an_environment_is_a_file_without_its_secrets():
    values = [
        {"key": "base", "value": "https://h", "enabled": True},
        {"key": "apiKey", "value": KEY, "type": "secret", "enabled": True},
    ]
    made = files_of_text(json.dumps({"name": "A/B", "values": values}), "x.json", "X")
    assert isinstance(made, ImportedFiles)
    assert (made.has_requests, made.environments, made.request_count) == (False, ("A/B",), 0)
    ((path, text),) = made.files
    assert path == "environments/A%2FB.toml"
    saved = parse_environment("A/B", text)
    assert [(variable.name, variable.value) for variable in saved.variables] == [
        ("base", "https://h"),
        ("apiKey", "{{secret:A/B apiKey}}"),
    ]


def test_names_get_shorter_until_a_file_can_have_them():
    names = ["x" * 100, "\u754c" * 79, "a/" * 60, "environments", "a\ud800"]
    made = files_of([{"name": name, "request": "h"} for name in names])
    assert read_again(made) == made.request_count == 5
    order = parse_folder(dict(made.files)["collection.toml"]).order
    assert order[0] == "x" * 80
    assert order[3:] == ("environments 2", "a?")
    left_out = [entry.words for entry in made.left_out]
    assert left_out == ["the whole name, which no file can have."] * 4


def test_a_request_that_no_file_can_hold_is_listed():
    body = {"mode": "raw", "raw": "half \ud800"}
    made = files_of([{"name": "A", "request": {"method": "POST", "url": "h", "body": body}}])
    assert made.request_count == 0
    assert sentences(made.left_out)[0].startswith("A: the request. ")


@pytest.mark.parametrize("value", ["half \ud800", "x" * MOST_BYTES])
def test_a_collection_has_its_file_also_without_variables_that_no_file_can_hold(value):
    variables = [{"key": "a", "value": value}]
    document = {"info": {"name": "half \ud800", "schema": SCHEMA}, "item": []}
    made = files_of_text(json.dumps({**document, "variable": variables}), "x.json", "X")
    assert isinstance(made, ImportedFiles)
    assert dict(made.files) == {"collection.toml": 'format = 1\nname = "half ?"\n'}
    assert [entry.words.partition(".")[0] for entry in made.left_out] == ["all variables"]


def test_more_entries_than_files_should_be_are_refused():
    document = {"info": {"schema": SCHEMA}, "item": [{"item": [{"item": []}] * 50_000}]}
    mistake = files_of_text(json.dumps(document), "x.json", "X")
    assert isinstance(mistake, Problem)
    assert "holds more than 50,000 requests and folders" in mistake.sentence


def test_an_export_may_be_longer_than_a_file_of_a_collection(tmp_path):
    document = {"info": {"name": "X", "schema": SCHEMA}, "item": [], "later": "x" * MOST_BYTES}
    file = tmp_path / "x.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert isinstance(imported_files(str(file), "X"), ImportedFiles)


def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path):
    (tmp_path / "x.json").write_bytes(b"\xff")
    mistake = imported_files(str(tmp_path / "x.json"), "X")
    assert isinstance(mistake, Problem)
    assert "is not UTF-8 text" in mistake.sentence


def test_secrets_are_offered_under_the_names_that_the_files_refer_to():
    auth = {"type": "basic", "basic": {"username": "ann", "password": "pw-of-ann"}}
    header = [{"key": "X-Api-Key", "value": KEY}]
    items = [{"name": "A", "request": {"url": "https://h.example/", "header": header}}]
    made = files_of([{"name": "F", "item": items}], auth=auth)
    assert made.folder_count == 1
    offered = {
        entry.name: (entry.scheme, entry.secrets[0][1].reveal()) for entry in made.credentials
    }
    assert offered == {
        "X": ("basic", "pw-of-ann"),
        "h.example X-Api-Key": ("token", KEY),
    }


def test_folders_of_others_can_be_read_again():
    for folder in corpus("bruno-collections"):
        made = imported_files(str(folder), "X")
        assert isinstance(made, ImportedFiles)
        assert read_again(made) == made.request_count > 0


def test_a_text_without_a_file_is_read():
    made = imported_files("standard input", "X", b"GET https://h.example/a")
    assert isinstance(made, ImportedFiles)
    assert made.request_count == 1
    mistake = imported_files("standard input", "X", b"PK\x03\x04\x00\xff")
    assert isinstance(mistake, Problem)
    assert "ZIP archive" in mistake.sentence


def test_descriptions_of_folders_are_kept_without_their_secrets():
    folder = {"name": "F", "item": [], "description": f"Use {KEY} here."}
    made = files_of([folder], description=f"All of it: {OTHER}.")
    files = dict(made.files)
    assert parse_folder(files["F/folder.toml"]).notes == "Use {{secret:folder notes}} here."
    assert "All of it: {{secret:" in parse_folder(files["collection.toml"]).notes


def test_the_route_of_an_environment_is_written():
    command = "curl --socks5 p:1 --noproxy b.example --resolve a.example:443:192.0.2.1 https://h/"
    made = files_of_text(f"{command}\n{command}\n", "x.sh", "X")
    assert isinstance(made, ImportedFiles)
    saved = parse_environment("curl", dict(made.files)["environments/curl.toml"])
    assert saved.proxy == "socks5://p:1"
    assert saved.proxy_exceptions == ("b.example",)
    assert [(one.target, one.text) for one in saved.addresses] == [("a.example:443", "192.0.2.1")]
