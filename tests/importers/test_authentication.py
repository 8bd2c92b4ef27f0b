import pytest

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.auth.next_steps import add_command
from aiurdesk.core.request.request import Header
from aiurdesk.importers import import_text
from aiurdesk.importers.authentication import (
    ImportedAuthentication,
    authentication_of,
    jwt_values,
    oauth1_values,
    oauth2_values,
)
from aiurdesk.importers.collection_reading import CollectionReading, ItemReading
from aiurdesk.importers.imported import ImportedCollection
from tests.corpora import corpus

BEARER, KEY_HEADER = Header("Authorization", "Bearer {{t}}"), Header("X", "{{t}}")
ANN = {"username": "ann", "password": "pw-of-ann"}


def test_a_secret_of_the_text_is_offered_once():
    reader = CollectionReading()
    for title in ("A", "B"):
        made = authentication_of("basic", ANN, reader.reading(title), "")
        assert made == ImportedAuthentication("A")
    other = authentication_of("basic", {**ANN, "username": "bob"}, reader.reading("A"), "")
    assert other == ImportedAuthentication("A 2")
    offered = reader.offered["A"]
    assert (offered.scheme, offered.name, offered.values) == ("basic", "A", (("user", "ann"),))
    assert offered.secrets[0][1].reveal() == "pw-of-ann"


@pytest.mark.parametrize(
    ("kind", "values"),
    [("digest", {"username": "ann", "password": "{{p}}"}), ("bearer", {"token": ""})],
)
def test_a_secret_that_the_text_lacks_is_not_offered(kind, values):
    reader = CollectionReading()
    authentication_of(kind, values, reader.reading("A"), "", is_shared=True)
    assert reader.offered == {}


@pytest.mark.parametrize("above", [None, "Shop"])
def test_another_kind_is_noted_and_does_not_inherit(above):
    reader = CollectionReading()
    reading = ItemReading(reader, "A", credential=above)
    auth = authentication_of("ntlm", {}, reading, "/x")
    assert auth == ImportedAuthentication("" if above else None)
    assert "ntlm" in reader.left_out.entries[0].words
    assert authentication_of("inherit", {}, reading, "/x") == ImportedAuthentication()


def test_a_folder_hands_its_credential_down():
    folder = CollectionReading().reading().within("A")
    authentication_of("bearer", {"token": "t"}, folder, "", is_shared=True)
    inner = folder.within("B")
    assert (folder.credential, inner.credential) == ("A", "A")
    assert authentication_of("none", {}, inner, "") == ImportedAuthentication("")
    assert inner.credential == "A"


@pytest.mark.parametrize(
    ("kind", "values", "written"),
    [
        ("bearer", {"token": "{{t}}"}, {"header": BEARER}),
        ("apikey", {"key": "X", "value": "{{t}}"}, {"header": KEY_HEADER}),
        (
            "bearer",
            {"token": "{{t}}", "prefix": "Bearer"},
            {"header": Header("Authorization", "Bearer {{t}}")},
        ),
        (
            "api-key",
            {"key": "X", "value": "{{t}}", "in": "header"},
            {"header": Header("X", "{{t}}")},
        ),
        (
            "basic",
            {"username": "ann", "password": "{{p}}"},
            {"header": Header("Authorization", "Basic ann:{{p}}")},
        ),
        (
            "basic",
            {"username": "{{key}}", "password": ""},
            {"header": Header("Authorization", "Basic {{key}}:")},
        ),
        ("apikey", {"key": "a b", "value": "{{t}}", "in": "query"}, {"query": "a%20b={{t}}"}),
    ],
)
def test_a_variable_of_one_request_stays_one(kind, values, written):
    reader = CollectionReading()
    assert authentication_of(kind, values, reader.reading("A"), "") == ImportedAuthentication(
        **written
    )
    # The request must not be sent with the credential of its folder as well.
    inner = ItemReading(reader, "A", credential="Shop")
    assert authentication_of(kind, values, inner, "") == ImportedAuthentication("", **written)
    assert reader.left_out.entries == ()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("apikey", {"key": "", "value": "{{t}}"}),
        ("apikey", {"key": "X", "value": "{{t}}", "in": "elsewhere"}),
        ("bearer", {"token": "{{t}}", "other": "x"}),
        ("bearer", {}),
        ("basic", {"username": "a:b", "password": "{{p}}"}),
        ("basic", {"username": "{{u}}", "password": "{{p}}-more"}),
    ],
)
def test_what_cannot_be_written_into_a_request_becomes_a_credential(kind, values):
    reader = CollectionReading()
    assert authentication_of(kind, values, reader.reading("A"), "/x") == ImportedAuthentication("A")
    assert [entry.source for entry in reader.left_out.entries] == ["/x"]


def test_a_shared_variable_becomes_a_header_of_each_request():
    reader = CollectionReading()
    values = {"key": "X-API-Key", "value": "{{X-API-Key}}"}
    shop = reader.reading("Shop")
    assert authentication_of("apikey", values, shop, "", is_shared=True) == ImportedAuthentication()
    assert [entry.words for entry in reader.left_out.entries] == [
        "the authentication as one of the folder. Each request in it has X-API-Key: {{X-API-Key}}."
    ]
    given = ImportedAuthentication(header=Header("X-API-Key", "{{X-API-Key}}"))
    assert authentication_of("inherit", {}, shop.within("A"), "") == given
    assert authentication_of("", {}, shop.within("B").within("C"), "") == given
    # What says otherwise does not get it, and neither does what lies in such a folder.
    assert authentication_of("noauth", {}, shop.within("D"), "") == ImportedAuthentication()
    inner, basic = shop.within("E"), {"username": "ann", "password": "secret"}
    authentication_of("basic", basic, inner, "", is_shared=True)
    assert authentication_of("", {}, inner.within("F"), "") == ImportedAuthentication()
    assert authentication_of("", {}, shop.within("G"), "") == given


def test_a_key_is_offered_with_its_place():
    reader = CollectionReading()
    values = {"key": "X-Key", "value": "key-of-ann", "in": "query"}
    authentication_of("apikey", values, reader.reading("A"), "")
    (offered,) = reader.offered.values()
    assert (offered.scheme, offered.values) == (
        "api-key",
        (("place", "query"), ("name", "X-Key")),
    )
    authentication_of("apikey", values | {"in": "cookie"}, reader.reading("B"), "")
    assert len(reader.offered) == 1


KEY = {
    "accessKey": "AKID",
    "secretKey": "key-of-ann",
    "sessionToken": "",
    "region": "eu-west-1",
    "service": "s3",
}


def test_an_access_key_is_offered_with_its_scope():
    reader = CollectionReading()
    assert authentication_of("awsv4", KEY, reader.reading("A"), "") == ImportedAuthentication("A")
    offered = reader.offered["A"]
    assert offered.scheme == "aws"
    assert dict(offered.values) == {
        "access_key": "AKID",
        "region": "eu-west-1",
        "service": "s3",
    }
    assert [(name, secret.reveal()) for name, secret in offered.secrets] == [
        ("secret_key", "key-of-ann")
    ]
    assert "of the scheme AWS Signature 4" in reader.left_out.entries[0].sentence
    authentication_of("aws", KEY | {"sessionToken": "token"}, reader.reading("B"), "")
    assert [name for name, _ in reader.offered["B"].secrets] == ["secret_key", "session_token"]
    authentication_of("aws", KEY | {"secretKey": "{{key}}"}, reader.reading("C"), "")
    assert list(reader.offered) == ["A", "B"]


def test_what_is_offered_fits_the_fields_of_its_scheme_and_no_note_has_a_secret():
    reader = CollectionReading()
    oauth = {"token_address": "https://id.example/t", "client_id": "c", "client_secret": "of-ann"}
    for kind, values in (
        ("basic", ANN),
        ("digest", ANN),
        ("bearer", {"token": "token-of-ann"}),
        ("apikey", {"key": "K", "value": "key-of-ann"}),
        ("aws", KEY | {"sessionToken": "token-of-ann"}),
        ("oauth2", {"grant": "client", **oauth}),
    ):
        authentication_of(kind, values, reader.reading(kind), "", is_shared=True)
    assert len(reader.left_out.entries) == 6
    assert "of-ann" not in str(reader.left_out.entries)
    assert list(reader.offered) == ["basic", "digest", "bearer", "apikey", "aws"]
    for offered in reader.offered.values():
        scheme = scheme_of(offered.scheme)
        assert scheme is not None
        given = {name for name, _ in (*offered.values, *offered.secrets)}
        assert given <= {field.name for field in scheme.fields}
        assert {name for name, _ in offered.secrets} <= {f.name for f in scheme.secret_fields}
        assert {f.name for f in scheme.fields if f.required and f.default is None} <= given


@pytest.mark.parametrize(
    ("kind", "values", "command"),
    [
        ("digest", {"username": "{{u}}", "password": "{{p}}"}, "digest ours user=USER password=-"),
        (
            "digest",
            {"username": "ann lee", "password": "pw-of-ann"},
            "digest ours 'user=ann lee' password=-",
        ),
        (
            "awsv4",
            KEY | {"accessKey": "{{id}}", "region": "{{r}}", "sessionToken": "{{t}}"},
            "aws ours access_key=ACCESS_KEY secret_key=- session_token=- region=REGION service=s3",
        ),
        ("apikey", {"key": "K", "value": "a-{{k}}"}, "api-key ours place=header name=K key=-"),
        (
            "apikey",
            {"key": "k", "value": "of-ann", "in": "query"},
            "api-key ours place=query name=k key=-",
        ),
        ("bearer", {"token": "{{t}}", "prefix": "Token"}, "bearer ours token=-"),
    ],
)
def test_the_command_that_adds_the_credential_is_named_without_its_secret(kind, values, command):
    reader = CollectionReading()
    authentication_of(kind, values, reader.reading("ours"), "", is_shared=True)
    (entry,) = reader.left_out.entries
    scheme, _, rest = command.partition(" ")
    assert entry.missing is not None
    start = f"aiurdesk credentials add --scheme {scheme} --origin"
    assert add_command(entry.missing) == f"{start} https://HOST {rest}"
    hosts = ("https://a.example", "http://127.0.0.1:8000")
    assert add_command(entry.missing, hosts) == f"{start} {hosts[0]} --origin {hosts[1]} {rest}"
    assert "of-ann" not in repr(entry)


def test_a_command_reads_a_name_that_begins_with_a_dash_and_a_cookie_has_none():
    reader = CollectionReading()
    authentication_of("digest", ANN, reader.reading("-x y"), "")
    authentication_of("apikey", {"key": "k", "value": "v", "in": "cookie"}, reader.reading("B"), "")
    dashed, cookie = (
        add_command(entry.missing) for entry in reader.left_out.entries if entry.missing
    )
    assert "--origin https://HOST -- '-x y' user=ann password=-" in dashed
    assert cookie == ""


CODE = {
    "grant": "code",
    "server": "addresses",
    "client_auth": "body",
    "authorize_address": "https://id.example/authorize",
    "token_address": "https://id.example/token",
    "client_id": "c",
    "client_secret": "hush",
    "scopes": "read write",
    "redirect_address": "http://localhost:9/cb",
}
POSTMAN = {
    "grant_type": "authorization_code_with_pkce",
    "authUrl": "https://id.example/authorize",
    "accessTokenUrl": "https://id.example/token",
    "clientId": "c",
    "clientSecret": "hush",
    "scope": "read write",
    "redirect_uri": "http://localhost:9/cb",
    "client_authentication": "body",
    "addTokenTo": "header",
}
INSOMNIA = {
    "grantType": "authorization_code",
    "authorizationUrl": "https://id.example/authorize",
    "accessTokenUrl": "https://id.example/token",
    "clientId": "c",
    "clientSecret": "hush",
    "scope": "read write",
    "redirectUrl": "http://localhost:9/cb",
    "credentialsInBody": "true",
}
BRUNO = {
    "grant_type": "authorization_code",
    "authorization_url": "https://id.example/authorize",
    "access_token_url": "https://id.example/token",
    "client_id": "c",
    "client_secret": "hush",
    "scope": "read write",
    "callback_url": "http://localhost:9/cb",
    "credentials_placement": "body",
    "pkce": "true",
}


HOPPSCOTCH = {
    "grantType": "AUTHORIZATION_CODE",
    "authEndpoint": "https://id.example/authorize",
    "tokenEndpoint": "https://id.example/token",
    "clientID": "c",
    "clientSecret": "hush",
    "scopes": "read write",
    "redirectUrl": "http://localhost:9/cb",
    "clientAuthentication": "IN_BODY",
    "isPKCE": "true",
}


@pytest.mark.parametrize("said", [POSTMAN, INSOMNIA, BRUNO, HOPPSCOTCH])
def test_names_of_other_programs_become_fields(said):
    assert oauth2_values(said) == CODE


@pytest.mark.parametrize(
    ("said", "grant", "client_auth"),
    [
        ({"authUrl": "https://a.example", "clientId": "c"}, "code", "none"),
        ({"accessTokenUrl": "https://a.example"}, "client", "basic"),
        ({"grant_type": "client_credentials"}, "client", "basic"),
        ({"grant_type": "device_code"}, "device", "none"),
    ],
)
def test_what_is_not_said_is_the_usual(said, grant, client_auth):
    values = oauth2_values(said)
    assert (values["grant"], values["client_auth"]) == (grant, client_auth)


def test_a_grant_that_is_not_here_gives_nothing():
    assert oauth2_values({"grant_type": "password_credentials", "clientId": "c"}) == {}
    assert oauth2_values({"flow": "implicit", "clientId": "c"}) == {}


OAUTH1 = {
    "signature_method": "HMAC-SHA256",
    "consumer_key": "ck",
    "consumer_secret": "consumer-of-ann",
    "token": "tk",
    "token_secret": "token-of-ann",
    "realm": "r",
}
OAUTH1_OF = {
    "Postman": {
        "signatureMethod": "HMAC-SHA256", "consumerKey": "ck", "consumerSecret": "consumer-of-ann",
        "token": "tk", "tokenSecret": "token-of-ann", "realm": "r", "version": "1.0",
        "addParamsToHeader": "true", "nonce": "n", "timestamp": "1",
    },
    "Insomnia": {
        "signatureMethod": "HMAC-SHA256", "consumerKey": "ck", "consumerSecret": "consumer-of-ann",
        "tokenKey": "tk", "tokenSecret": "token-of-ann", "realm": "r", "privateKey": "",
    },
    "Bruno": {
        "signature_method": "hmac-sha256", "consumer_key": "ck",
        "consumer_secret": "consumer-of-ann", "access_token": "tk", "token_secret": "token-of-ann",
        "realm": "r", "placement": "header", "private_key": "@file(key.pem)", "version": "1.0",
    },
    "OpenCollection": {
        "signatureMethod": "HMAC-SHA256", "consumerKey": "ck", "consumerSecret": "consumer-of-ann",
        "accessToken": "tk", "tokenSecret": "token-of-ann", "realm": "r", "addParamsTo": "header",
    },
}  # fmt: skip


@pytest.mark.parametrize("program", OAUTH1_OF)
def test_oauth_1_of_each_program_becomes_the_fields_of_a_credential(program):
    reader = CollectionReading()
    reading = reader.reading("ours")
    values = oauth1_values(OAUTH1_OF[program], reading, "/auth")
    assert values == OAUTH1
    assert authentication_of("oauth1", values, reading, "") == ImportedAuthentication("ours")
    (offered,) = reader.offered.values()
    assert (offered.scheme, {name for name, _ in offered.values}) == (
        "oauth1",
        {"signature_method", "consumer_key", "token", "realm"},
    )
    assert [secret.reveal() for _, secret in offered.secrets] == [
        "consumer-of-ann",
        "token-of-ann",
    ]
    (entry,) = reader.left_out.entries
    assert "of-ann" not in repr(entry)
    assert entry.missing is not None
    assert add_command(entry.missing).endswith(
        " ours signature_method=HMAC-SHA256 consumer_key=ck consumer_secret=- token=tk "
        "token_secret=- realm=r"
    )


def test_what_oauth_1_has_elsewhere_is_told():
    reader = CollectionReading()
    reading = reader.reading("ours")
    query = {"consumerKey": "ck", "addParamsToHeader": "false"}
    assert oauth1_values(query, reading, "/auth")["signature_method"] == "HMAC-SHA1"
    assert "sent in the header" in reader.left_out.entries[0].words
    unknown = oauth1_values({"consumerKey": "ck", "signatureMethod": "HMAC-MD5"}, reading, "")
    assert unknown == {}
    assert authentication_of("oauth1", unknown, reading, "") == ImportedAuthentication()
    key = {"signatureMethod": "RSA-SHA1", "consumerKey": "ck", "privateKey": "PEM of ann"}
    authentication_of("oauth1", oauth1_values(key, reading, ""), reading, "")
    (offered,) = reader.offered.values()
    assert [name for name, _ in offered.secrets] == ["private_key"]


@pytest.mark.skipif(not corpus("postman"), reason="has no files of others")
def test_oauth_1_in_files_of_others_becomes_credentials():
    file = next(f for f in corpus("postman") if f.name.startswith("insomnia--oauth1_0-auth-v2_1"))
    made = import_text(file.read_text(encoding="utf-8"))
    assert isinstance(made, ImportedCollection)
    methods = [dict(offered.values)["signature_method"] for offered in made.credentials]
    assert {offered.scheme for offered in made.credentials} == {"oauth1"}
    assert {*methods} == {"HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"}


POSTMAN_JWT = {
    "algorithm": "HS256", "secret": "secret-of-ann", "isSecretBase64Encoded": "false",
    "payload": '{"sub": "ann"}', "header": "{}", "addTokenTo": "header", "headerPrefix": "Bearer",
    "privateKey": "",
}  # fmt: skip
HOPPSCOTCH_JWT = {
    "algorithm": "HS256", "secret": "secret-of-ann", "payload": '{"sub": "ann"}',
    "jwtHeaders": "{}", "headerPrefix": "Bearer ", "addTo": "HEADERS",
}  # fmt: skip


@pytest.mark.parametrize("settings", [POSTMAN_JWT, HOPPSCOTCH_JWT])
def test_a_jwt_that_is_signed_becomes_a_credential(settings):
    reader = CollectionReading()
    reading = reader.reading("ours")
    values = jwt_values(settings, reading, "/auth")
    assert authentication_of("jwt", values, reading, "") == ImportedAuthentication("ours")
    (offered,) = reader.offered.values()
    plain = {"algorithm": "HS256", "key_encoding": "text", "claims": '{"sub": "ann"}'}
    assert (offered.scheme, dict(offered.values)) == ("jwt", plain)
    assert [(name, secret.reveal()) for name, secret in offered.secrets] == [
        ("key", "secret-of-ann")
    ]
    (entry,) = reader.left_out.entries
    assert "of-ann" not in repr(entry)


def test_another_place_or_algorithm_of_a_jwt_is_told():
    reader = CollectionReading()
    reading = reader.reading("ours")
    values = jwt_values(
        POSTMAN_JWT | {"addTokenTo": "queryParam", "algorithm": "ES256", "privateKey": "PEM"},
        reading,
        "/auth",
    )
    assert values == {"algorithm": "ES256", "key": "PEM", "claims": '{"sub": "ann"}'}
    assert "sent as Authorization: Bearer" in reader.left_out.entries[0].words
    assert jwt_values({"algorithm": "none"}, reading, "") == {}
