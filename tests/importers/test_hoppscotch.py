"""Exports of Hoppscotch, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import pytest

from aiurdesk.core.problem import Problem
from aiurdesk.importers.hoppscotch import is_hoppscotch, parse_hoppscotch
from aiurdesk.importers.imported import ImportedCollection
from tests.imported_records import cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("hoppscotch"))
def test_a_file_becomes_requests(case):
    text = given("hoppscotch", case)
    assert is_hoppscotch(text)
    assert record_of(parse_hoppscotch(text)) == expected("hoppscotch", case)


@pytest.mark.parametrize("text", ["{", "1", "[" * 100_000])
def test_what_cannot_be_read_is_a_mistake(text):
    mistake = parse_hoppscotch(text)
    assert isinstance(mistake, Problem)
    assert mistake.sentence.endswith(".")


def test_environments_alone_have_no_requests():
    rows = '[{"key": "base", "value": "https://h.example"}, {"key": "k", "secret": true}]'
    text = f'[{{"v": 1, "id": "e", "name": "Staging", "variables": {rows}}}]'
    assert is_hoppscotch(text)
    made = parse_hoppscotch(text)
    assert isinstance(made, ImportedCollection)
    assert made.root is None
    (environment,) = made.environments
    assert [(v.name, v.value, v.is_secret) for v in environment.variables] == [
        ("base", "https://h.example", False),
        ("k", "", True),
    ]


def test_several_collections_become_folders_of_one():
    one = '{"v": 2, "name": "%s", "folders": [], "requests": []}'
    made = parse_hoppscotch(f"[{one % 'A'}, {one % 'B'}]")
    assert record_of(made) == {
        "root": {"folder": "Hoppscotch", "entries": [{"folder": "A"}, {"folder": "B"}]}
    }


def test_files_of_a_form_have_to_be_chosen():
    body = '{"contentType": "multipart/form-data", "body": [{"key": "f", "isFile": true}]}'
    item = f'{{"name": "R", "method": "POST", "endpoint": "h.example", "body": {body}}}'
    made = parse_hoppscotch(f'{{"v": 2, "name": "A", "folders": [], "requests": [{item}]}}')
    assert isinstance(made, ImportedCollection)
    assert [entry.words for entry in made.left_out] == [
        "the file of f, which the export does not name."
    ]


def test_what_is_switched_off_or_empty_is_not_noted():
    auth = '{"authActive": false, "authType": "basic", "username": "ann", "password": "pw"}'
    script = '"preRequestScript": "export {};\\n"'
    item = f'{{"name": "R", "endpoint": "h.example", "auth": {auth}, {script}}}'
    made = parse_hoppscotch(f'{{"v": 2, "name": "A", "folders": [], "requests": [{item}]}}')
    assert isinstance(made, ImportedCollection)
    assert (made.credentials, made.left_out) == ((), ())


@pytest.mark.parametrize(
    ("auth", "scheme", "values"),
    [
        (
            '"digest", "username": "ann", "password": "pw", "qop": "auth"',
            "digest",
            (("user", "ann"),),
        ),
        (
            '"aws-signature", "accessKey": "AKID", "secretKey": "s", "serviceName": "s3"',
            "aws",
            (("access_key", "AKID"), ("service", "s3")),
        ),
        (
            '"oauth-2", "grantTypeInfo": {"grantType": "CLIENT_CREDENTIALS", "clientID": "c", '
            '"tokenEndpoint": "https://id.example/t", "clientSecret": "s"}',
            "oauth2",
            (
                ("grant", "client"),
                ("server", "addresses"),
                ("client_auth", "basic"),
                ("token_address", "https://id.example/t"),
                ("client_id", "c"),
            ),
        ),
    ],
)
def test_digest_access_keys_and_oauth_2_are_offered(auth, scheme, values):
    auth = f'{{"authActive": true, "authType": {auth}}}'
    item = f'{{"name": "R", "method": "GET", "endpoint": "h.example", "auth": {auth}}}'
    made = parse_hoppscotch(f'{{"v": 2, "name": "A", "folders": [], "requests": [{item}]}}')
    assert isinstance(made, ImportedCollection)
    assert [(offered.scheme, offered.values) for offered in made.credentials] == [(scheme, values)]
