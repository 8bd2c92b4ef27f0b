import pytest

from aiurdesk.core.request.request import Header
from aiurdesk.importers.authentication import Authentication
from aiurdesk.importers.item_reading import ItemReading
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOut, LeftOutList
from aiurdesk.importers.postman_auth import PostmanAuth


def read(auth, above=None, *, is_shared=False, title="Shop", reader=None):
    left_out = LeftOutList()
    holder = JsonObject({"auth": auth})
    reading = ItemReading(title, left_out)
    found = (reader or PostmanAuth()).read(holder, reading, above, is_shared=is_shared)
    reading.note_unread(holder)
    return found, left_out.entries


def pairs(**values):
    return [{"key": key, "value": value, "type": "string"} for key, value in values.items()]


@pytest.mark.parametrize("values", [pairs(token="abc"), {"token": "abc"}])
def test_a_secret_becomes_the_name_of_a_credential(values):
    authentication, left_out = read({"type": "bearer", "bearer": values})
    assert authentication == Authentication("Shop")
    assert left_out == (
        LeftOut(
            "the secret of the authentication. Add a credential 'Shop' of the scheme Bearer; the "
            "file refers to it.",
            "Shop",
            "/auth/bearer",
        ),
    )
    assert "abc" not in str(left_out)


def test_an_inherited_variable_becomes_a_credential_too():
    values = pairs(key="X-API-Key", value="{{X-API-Key}}")
    authentication, left_out = read({"type": "apikey", "apikey": values}, is_shared=True)
    assert authentication == Authentication("Shop")
    assert [entry.words for entry in left_out] == [
        "the secret of the authentication. Add a credential 'Shop' of the scheme API key for the "
        "header X-API-Key; the file refers to it. Its value was {{X-API-Key}}."
    ]


@pytest.mark.parametrize(
    ("kind", "values", "written"),
    [
        ("bearer", pairs(token="{{t}}"), {"header": Header("Authorization", "Bearer {{t}}")}),
        ("apikey", pairs(key="X", value="{{t}}"), {"header": Header("X", "{{t}}")}),
        (
            "apikey",
            {"key": "X", "value": "{{t}}", "in": "header"},
            {"header": Header("X", "{{t}}")},
        ),
        ("apikey", pairs(key="a b", value="{{t}}", **{"in": "query"}), {"query": "a%20b={{t}}"}),
    ],
)
def test_a_variable_of_one_request_stays_one(kind, values, written):
    assert read({"type": kind, kind: values}) == (Authentication(**written), ())
    # The request must not be sent with the credential of its folder as well.
    assert read({"type": kind, kind: values}, "Shop")[0] == Authentication("", **written)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("apikey", pairs(key="", value="{{t}}")),
        ("apikey", pairs(key="X", value="{{t}}", **{"in": "elsewhere"})),
        ("bearer", pairs(token="{{t}}", other="x")),
        ("bearer", []),
        ("basic", pairs(username="{{u}}", password="{{p}}")),
    ],
)
def test_what_cannot_be_written_into_a_request_becomes_a_credential(kind, values):
    authentication, left_out = read({"type": kind, kind: values})
    assert authentication == Authentication("Shop")
    assert [entry.source for entry in left_out] == [f"/auth/{kind}"]


def test_equal_credentials_have_one_name():
    reader = PostmanAuth()
    first = {"type": "basic", "basic": pairs(username="ann", password="x")}
    other = {"type": "basic", "basic": pairs(username="bob", password="x")}
    names = [
        read(auth, title=title, reader=reader)[0].credential
        for auth, title in ((first, "A"), (first, "B"), (other, "A"))
    ]
    assert names == ["A", "A", "A 2"]


def test_a_request_without_authentication_does_not_inherit_one():
    assert read({"type": "noauth"}) == (Authentication(), ())
    assert read({"type": "noauth"}, "Shop") == (Authentication(""), ())
    assert read(None, "Shop") == (Authentication(), ())


def test_a_kind_that_is_not_here_is_listed():
    auth = {"type": "ntlm", "ntlm": pairs(username="ann", password="x")}
    authentication, left_out = read(auth, "Shop")
    assert authentication == Authentication("")
    assert left_out == (
        LeftOut("the authentication ntlm. Choose a credential in the Auth tab.", "Shop", "/auth"),
    )


def test_oauth_2_becomes_a_credential_with_all_its_fields():
    addresses = {"authUrl": "https://id.example/a", "accessTokenUrl": "https://id.example/t"}
    values = pairs(clientId="c", clientSecret="hush", scope="read", **addresses)
    reader = PostmanAuth()
    authentication, left_out = read({"type": "oauth2", "oauth2": values}, reader=reader)
    assert authentication == Authentication("Shop")
    (offered,) = reader.offered
    assert dict(offered.values)["token_address"] == "https://id.example/t"
    assert [name for name, _ in offered.secrets] == ["client_secret"]
    assert "of the scheme OAuth 2" in left_out[0].words
    assert "Its fields: grant=code, server=addresses" in left_out[0].words
    assert "hush" not in str(left_out)


@pytest.mark.parametrize(
    ("changed", "is_offered"),
    [
        ({}, 1),
        ({"clientId": ""}, 0),
        ({"accessTokenUrl": "{{id}}/t"}, 0),
        ({"grant_type": "password_credentials"}, 0),
    ],
)
def test_only_a_complete_oauth_2_is_offered(changed, is_offered):
    said = {"grant_type": "client_credentials", "accessTokenUrl": "https://id.example/t"}
    values = pairs(**{**said, "clientId": "c", "clientSecret": "hush", **changed})
    reader = PostmanAuth()
    _, left_out = read({"type": "oauth2", "oauth2": values}, reader=reader)
    assert (len(reader.offered), len(left_out)) == (is_offered, 1)
    assert "hush" not in str(left_out)


def test_what_stands_beside_the_chosen_kind_is_listed():
    _, left_out = read({"type": "noauth", "basic": pairs(username="ann")})
    assert [entry.source for entry in left_out] == ["/auth/basic"]


def test_digest_is_carried_over_without_what_the_server_says():
    values = pairs(username="ann", password="pw", realm="r", nonce="n", algorithm="MD5")
    reader = PostmanAuth()
    authentication, left_out = read({"type": "digest", "digest": values}, reader=reader)
    assert authentication == Authentication("Shop")
    assert [entry.words.count("scheme Digest") for entry in left_out] == [1]
    assert [(o.scheme, o.values) for o in reader.offered] == [("digest", (("user", "ann"),))]


def test_an_access_key_is_carried_over():
    values = pairs(accessKey="AKID", secretKey="s", region="eu-west-1", service="execute-api")
    values.append({"key": "addAuthDataToQuery", "value": True, "type": "boolean"})
    reader = PostmanAuth()
    _, left_out = read({"type": "awsv4", "awsv4": values}, reader=reader)
    (offered,) = reader.offered
    assert (offered.scheme, dict(offered.values)["service"]) == ("aws", "execute-api")
    assert left_out[0].words == "the signature in the query; it is sent in headers."
