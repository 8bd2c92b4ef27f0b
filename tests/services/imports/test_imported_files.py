import base64
import itertools
import json
import random
import shlex
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.collection.environment_file import parse_environment
from aiurdesk.core.collection.example_file import parse_example
from aiurdesk.core.collection.folder_file import parse_folder
from aiurdesk.core.collection.literal_secrets import folder_secrets
from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.formats.toml.toml_reading import MOST_BYTES
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import JsonBody, TextBody
from aiurdesk.importers.left_out import commands, sentences
from aiurdesk.services.imports.imported_files import ImportedFiles, imported_files
from tests.corpora import corpus
from tests.postman_documents import postman_collections

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
KEY, OTHER = "ghp_" + "a1B2" * 8, "npm_" + "c3D4" * 8


JSON_OPTIONS = {"raw": {"language": "json"}}


def files_of_text(text, file, folder_name, not_secret=()):
    """Return the files for a text that is in no file."""
    return imported_files(file, folder_name, text.encode(), not_secret)


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
        elif ".examples/" in path:
            parse_example(text)
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


def test_a_command_that_computes_its_authentication_names_a_credential():
    made = files_of_text("curl --digest -u ann:pw-of-ann https://h.example//a", "x/Look.sh", "X")
    assert isinstance(made, ImportedFiles)
    saved = parse_request(dict(made.files)["Look.request.toml"])
    assert (saved.credential, saved.url, saved.headers) == ("Look", "https://h.example//a", ())
    (offered,) = made.credentials
    assert (offered.scheme, offered.name, offered.values) == ("digest", "Look", (("user", "ann"),))
    assert [secret.reveal() for _, secret in offered.secrets] == ["pw-of-ann"]
    assert commands(made.left_out) == (
        "aiurdesk credentials add --scheme digest --origin https://h.example Look user=ann "
        "password=-",
    )
    assert [entry.kind.value for entry in made.left_out] == ["empty_segment", "credential"]


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


SAMPLE_BODY = '{"cvc": "737", "code": {"securityCode": "test_737"}, "token": "YOUR_TOKEN"}'
STRANGE = {
    "name": "Pay",
    "request": {
        "method": "POST",
        "url": "https://pay.example/v1?api_key=<key>",
        "header": [{"key": "X-Api-Key", "value": "key-of-ann-1"}],
        "description": f"| cvc | 737 |\n\nid=3Da8d63f9f-cfc7-4810-90c5-9e0c60030d3e&token=x1 {KEY}",
        "body": {"mode": "raw", "raw": SAMPLE_BODY},
    },
}


def test_samples_stay_in_the_files_and_say_that_they_are_none():
    made = files_of([STRANGE])
    text = dict(made.files)["Pay.request.toml"]
    request = parse_request(text)
    assert isinstance(request.body, (JsonBody, TextBody))
    assert request.body.text == SAMPLE_BODY
    assert request.url == "https://pay.example/v1?api_key=<key>"
    assert "https://god" not in text
    assert request.notes.endswith("&token=x1 {{secret:pay.example notes}}")
    assert set(request.not_secret) == {
        "url parameter api_key",
        "body cvc",
        "body securityCode",
        "body token",
        "notes token",
    }
    assert (made.by_looks, made.by_name) == (("pay.example notes",), ("pay.example X-Api-Key",))
    assert made.origins == ("https://pay.example",)


def test_a_person_says_what_is_no_secret():
    document = json.dumps({"info": {"name": "X", "schema": SCHEMA}, "item": [STRANGE]})
    for not_secret in (("pay.example X-Api-Key",), ("all",)):
        made = files_of_text(document, "x.json", "X", not_secret)
        assert isinstance(made, ImportedFiles)
        request = parse_request(dict(made.files)["Pay.request.toml"])
        assert request.headers[0].value == "key-of-ann-1"
        assert "header X-Api-Key" in request.not_secret
        assert (KEY in request.notes) == (not_secret == ("all",))
        assert "pay.example X-Api-Key" in made.kept
        assert made.by_name == ()


def test_one_of_two_secrets_at_a_place_can_be_kept():
    body = {"mode": "raw", "raw": f"{KEY} and {OTHER}"}
    item = {"name": "A", "request": {"method": "POST", "url": "https://h.example", "body": body}}
    document = json.dumps({"info": {"name": "X", "schema": SCHEMA}, "item": [item]})
    made = files_of_text(document, "x.json", "X", ("h.example body",))
    assert isinstance(made, ImportedFiles)
    request = parse_request(dict(made.files)["A.request.toml"])
    assert isinstance(request.body, (JsonBody, TextBody))
    assert request.body.text == f"{KEY} and {{{{secret:h.example body 2}}}}"
    assert request.not_secret == ("body",)


def test_a_secret_that_is_known_is_found_in_descriptions():
    token = "q7-hunter2-of-ann"
    items = [
        {"name": "A", "request": {"url": "https://h.x", "description": f"Use {token}."}},
        {
            "name": "F",
            "description": f"With {token}",
            "item": [{"name": "B", "request": {"url": "https://h.x?token=" + token}}],
        },
    ]
    files = dict(files_of(items).files)
    assert parse_request(files["A.request.toml"]).notes == "Use {{secret:h.x token}}."
    assert parse_folder(files["F/folder.toml"]).notes == "With {{secret:h.x token}}"
    assert not any(token in text for text in files.values())


def test_variables_that_are_samples_or_kept_say_so():
    variables = [{"key": "token", "value": "YOUR_TOKEN"}, {"key": "pin", "value": "97531864"}]
    environment = {"name": "E", "values": variables, "_postman_variable_scope": "environment"}
    made = files_of_text(json.dumps(environment), "x.json", "X")
    assert isinstance(made, ImportedFiles)
    saved = parse_environment("E", dict(made.files)["environments/E.toml"])
    assert saved.not_secret == ("variable token",)
    assert [item.value for item in saved.variables] == ["YOUR_TOKEN", "{{secret:E pin}}"]
    whole = files_of([], variable=variables)
    settings = parse_folder(dict(whole.files)["collection.toml"])
    assert settings.not_secret == ("value token",)
    assert folder_secrets(settings) == ()


def planted(document, keys):
    """Put keys into each request of a collection."""
    entries = list(document["item"])
    while entries:
        entry = entries.pop()
        entries += entry.get("item", ())
        request = entry.get("request")
        if not isinstance(request, dict) or not isinstance(request.get("url"), dict):
            continue
        header, query, prose, body = (next(keys) for _ in range(4))
        request.setdefault("header", [])
        if isinstance(request["header"], list):
            request["header"].append({"key": "X-Planted-Token", "value": header})
        url = request["url"]
        url["raw"] = f"https://h.example/?access_token={query}"
        url["query"] = [{"key": "access_token", "value": query}]
        description = request.get("description") or ""
        if isinstance(description, str):
            request["description"] = f"{description}\n\nUse {prose} here, or {header}."
        raw = json.dumps({"password": body, "cvc": "737"})
        request["method"], request["body"] = "POST", {"mode": "raw", "raw": raw}


@pytest.mark.skipif(not corpus("postman"), reason="has no collections of others")
def test_no_key_that_is_planted_in_collections_of_others_is_missed():
    numbers = random.Random(7)
    alphabet = string.ascii_letters + string.digits
    total, missed = 0, []
    for file in corpus("postman")[::4]:
        try:
            document = json.loads(file.read_text())
        except ValueError:
            continue
        if "item" not in document:
            continue
        marks = itertools.cycle(("", "", "ghp_", "pw-"))
        keys = [next(marks) + "".join(numbers.choices(alphabet, k=24)) + "7" for _ in range(4_000)]
        left = iter(keys)
        planted(document, left)
        total += len(keys) - len(list(left))
        made = files_of_text(json.dumps(document), "x.json", "X")
        assert isinstance(made, ImportedFiles)
        texts = "\n".join(text for _, text in made.files)
        missed += [(file.name, one) for one in keys if one in texts]
    assert total > 400
    assert missed == []


@pytest.mark.skipif(not corpus("postman"), reason="has no collections of others")
def test_the_samples_of_a_payment_provider_stay_as_they_are():
    requests = replaced = 0
    for file in corpus("postman"):
        if file.name.startswith("adyen--"):
            made = imported_files(str(file), "X")
            assert isinstance(made, ImportedFiles)
            requests += made.request_count
            replaced += sum(text.count("{{secret:") for _, text in made.files)
    assert requests > 700
    assert replaced <= requests / 100


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
    add = "In a terminal: aiurdesk credentials add --scheme token --origin https://HOST"
    assert sentences(made.left_out)[:2] == (
        "X: the value of token, which is a secret by its name. The file says {{secret:X token}}: "
        f"make a credential X token of it. {add} 'X token' place=bearer token=-",
        "X: the value of plain, which is a secret. The file says {{secret:X plain}}: make a "
        f"credential X plain of it. {add} 'X plain' place=bearer token=-",
    )


def test_the_command_that_adds_a_missing_credential_is_complete():
    digest = [{"key": "username", "value": "{{user}}"}, {"key": "password", "value": "{{pw}}"}]
    request = {
        "url": "{{base}}/a",
        "auth": {"type": "digest", "digest": digest},
        "header": [{"key": "X-Key", "value": KEY}],
    }
    variables = [
        {"key": "base", "value": "https://api.example"},
        {"key": "user", "value": "ann lee"},
        {"key": "pw", "value": "pw-of-ann-9c2e"},
    ]
    made = files_of([{"name": "A", "request": request}], variable=variables)
    added = commands(made.left_out)
    assert (
        "aiurdesk credentials add --scheme digest --origin https://api.example A "
        "'user=ann lee' password=-" in added
    )
    (token,) = (one for one in added if "--scheme token" in one and "X-Key" in one)
    assert "--origin https://api.example " in token
    assert token.endswith(" place=bearer token=-")
    assert not any(secret in "".join(added) for secret in (KEY, "pw-of-ann-9c2e"))


@pytest.mark.parametrize(
    ("name", "is_replaced"),
    [
        ("shippingLocationId", False),
        ("location_id", False),
        ("orderReference", False),
        ("id", False),
        ("something", True),
        ("sessionId", True),
        ("paid", True),
    ],
)
def test_a_random_value_under_the_name_of_an_id_is_no_key(name, is_replaced):
    value = "S2-6A6C2E3432747D4F2F2C3455485E3836457D"
    raw = {"mode": "raw", "raw": json.dumps({name: value}), "options": JSON_OPTIONS}
    request = {"method": "POST", "url": "https://h.example/a", "body": raw}
    made = files_of([{"name": "A", "request": request}])
    assert (value not in dict(made.files)["A.request.toml"]) is is_replaced


def test_a_known_key_is_one_under_any_name():
    raw = {"mode": "raw", "raw": json.dumps({"locationId": KEY}), "options": JSON_OPTIONS}
    request = {"method": "POST", "url": "https://h.example/a", "body": raw}
    made = files_of([{"name": "A", "request": request}])
    assert KEY not in dict(made.files)["A.request.toml"]


def test_a_long_command_is_not_cut():
    items = [
        {"name": f"A{number}", "request": {"url": f"https://host-{number}.example/a"}}
        for number in range(40)
    ]
    auth = {"type": "digest", "digest": [{"key": "username", "value": "ann"}]}
    made = files_of(items, auth=auth)
    (sentence,) = sentences(made.left_out)
    assert sentence.endswith(" X user=ann password=-")
    assert sentence.count("--origin https://host-") == 40


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


def examples_of(*responses, **members):
    """Return what is written for a request with saved responses, and the examples by path."""
    made = files_of(
        [{"name": "A", "request": "https://h/", "response": list(responses), **members}]
    )
    files = {path: text for path, text in made.files if ".examples/" in path}
    return made, {path: parse_example(text) for path, text in files.items()}


def test_saved_responses_lie_beside_their_request():
    sent = {"method": "GET", "url": "https://h/?n=2"}
    good = {
        "name": "200: fine",
        "code": 200,
        "status": "OK",
        "body": "[1]",
        "originalRequest": sent,
    }
    made, examples = examples_of(good, good | {"name": "200: Fine", "body": ""}, {"body": "x"})
    assert list(examples) == [
        "A.examples/200%3A fine.toml",
        "A.examples/200%3A Fine 2.toml",
        "A.examples/Example.toml",
    ]
    first, _, bare = examples.values()
    assert (first.status, first.reason, first.body) == (200, "OK", b"[1]")
    assert first.request.url == "https://h/?n=2"
    # Without a request of its own, it is what its request sends.
    assert (bare.request.url, bare.status) == ("https://h/", 0)
    assert made.left_out == ()
    assert made.request_count == 1


def test_no_secret_comes_in_with_an_example():
    header = [{"key": "Set-Cookie", "value": "sid=s3cr3tvalue"}, {"key": "X-A", "value": "b"}]
    sent = {"url": "https://h/", "header": [{"key": "X-Api-Key", "value": KEY}]}
    body = json.dumps({"access_token": OTHER, "echo": KEY, "name": "Ann"})
    made, examples = examples_of(
        {"name": "good", "header": header, "body": body, "originalRequest": sent}
    )
    texts = "".join(text for _, text in made.files)
    for secret in (KEY, OTHER, "s3cr3tvalue"):
        assert secret not in texts
    (example,) = examples.values()
    assert [h.value for h in example.headers] == ["••••", "b"]
    assert example.request.headers[0].value.startswith("{{secret:")
    assert b'"name": "Ann"' in example.body


def test_the_bytes_of_an_example_stay_and_its_notes_have_no_secret():
    png = b"\x89PNG\r\n\x1a\n\x00"
    content = {"text": base64.b64encode(png).decode(), "encoding": "base64"}
    said = f"Sent with the key {KEY}."
    text = {"text": base64.b64encode(f'{{"echo": "{KEY}"}}'.encode()).decode()} | {
        "encoding": "base64"
    }
    entries = [
        {
            "request": {"method": "GET", "url": f"https://h/{number}"},
            "response": {"status": 200, "content": one, "comment": said},
        }
        for number, one in enumerate((content, text))
    ]
    made = files_of_text(json.dumps({"log": {"entries": entries}}), "x.har", "X")
    assert isinstance(made, ImportedFiles)
    assert KEY not in "".join(text for _, text in made.files)
    examples = [parse_example(text) for path, text in made.files if ".examples/" in path]
    assert [example.body for example in examples] == [
        png,
        b'{"echo": "\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2"}',
    ]
    assert [example.notes.startswith("Sent with the key ") for example in examples] == [True, True]


def test_too_many_and_too_long_examples_are_told():
    made, examples = examples_of(
        {"name": "long", "body": "x" * (1024 * 1024 + 1)}, *({"name": "a"},) * 205
    )
    assert len(examples) == 199
    told = sentences(made.left_out)
    assert any("long, which is longer than 1 MB" in sentence for sentence in told)
    assert any("which comes after 200 others" in sentence for sentence in told)
