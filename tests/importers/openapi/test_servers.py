import pytest

from aiurdesk.core.api.endpoint import SecurityScheme, Server
from aiurdesk.importers.openapi.servers import (
    base_url_of,
    filled,
    places_of,
    security_of,
    security_places,
    security_words,
    servers_of,
    variable_of,
)
from tests.importers.openapi.sample import node_of


def servers(*given, address=""):
    return list(servers_of(node_of({"servers": list(given)}), "lamps", address))


def test_variables_of_a_server_are_variables():
    (server,) = servers(
        {
            "url": "https://{region}.example/{base path}/",
            "description": "Production",
            "variables": {"region": {"default": "eu"}, "base path": {"default": "v1"}},
        }
    )
    assert server == Server(
        "Production",
        "https://{{region}}.example/{{base_path}}",
        (("region", "eu"), ("base_path", "v1")),
    )
    assert filled(server) == "https://eu.example/v1"


@pytest.mark.parametrize(
    ("url", "defaults", "made"),
    [
        ("https://a.example/{v}", {"v": "{{env:TOKEN}}"}, "https://a.example/%7B%7Benv:TOKEN%7D%7D"),
        ("https://a.example/{{env:TOKEN}}", {}, "https://a.example/%7B%7D"),
        # Put together, they would be a reference.
        ("https://a.example/{{env:T{v}}}", {"v": "KEN"}, "https://a.example/%7B%7Benv:TKEN%7D%7D"),
        ("https://a.example/{v}{w}", {"v": "{{env:", "w": "T}}"}, "https://a.example/%7B%7Benv:T%7D%7D"),
    ],
)  # fmt: skip
def test_braces_that_are_no_variable_are_escaped(url, defaults, made):
    variables = {name: {"default": text} for name, text in defaults.items()}
    (server,) = servers({"url": url, "variables": variables})
    assert filled(server) == made
    assert all(not set("{}") & set(text) for _, text in server.variables)


@pytest.mark.parametrize(
    ("url", "address", "made"),
    [
        ("/v1", "https://a.example/docs/openapi.json", "https://a.example/v1"),
        ("v1", "https://a.example/docs/openapi.json", "https://a.example/docs/v1"),
        ("/v1", "", "{{lamps_url}}/v1"),
        ("v1", "", "{{lamps_url}}/v1"),
        ("//b.example/v1", "", "https://b.example/v1"),
        ("https://ann:secret@b.example", "", "https://b.example"),
    ],
)
def test_an_address_is_absolute(url, address, made):
    assert [item.url for item in servers({"url": url}, address=address)] == [made]


def test_a_service_without_servers_is_where_its_description_is():
    assert base_url_of("lamps", "https://a.example/openapi.json") == "https://a.example"
    assert base_url_of("lamps", "") == f"{{{{{variable_of('lamps')}}}}}"


def test_servers_of_one_name_are_told_apart():
    read = servers({"url": "https://a.example"}, {"url": "https://a.example"})
    assert [item.name for item in read] == ["https://a.example", "https://a.example 2"]


def test_credentials_are_offered_and_the_rest_is_listed():
    schemes = {
        "b": {"type": "http", "scheme": "Basic"},
        "old": {"type": "basic"},
        "t": {"type": "http", "scheme": "bearer"},
        "k": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "q": {"type": "apiKey", "in": "query", "name": "key"},
        "c": {"type": "apiKey", "in": "cookie", "name": "sid"},
        "o": {"type": "oauth2", "flows": {"x": {"tokenUrl": "https://a.example/token"}}},
        "d": {"type": "http", "scheme": "digest"},
        "a": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "x-amazon-apigateway-authtype": "awsSigv4",
        },
        "n": {"type": "http", "scheme": "negotiate"},
    }
    node = node_of(schemes)
    assert list(security_of(node)) == [
        SecurityScheme("b", "basic"),
        SecurityScheme("old", "basic"),
        SecurityScheme("t", "bearer"),
        SecurityScheme("k", "api-key", (("place", "header"), ("name", "X-Key"))),
        SecurityScheme("q", "api-key", (("place", "query"), ("name", "key"))),
        SecurityScheme("c", "header", (("header", "Cookie"),)),
        SecurityScheme("d", "digest"),
        SecurityScheme("a", "aws"),
    ]
    assert [entry.words for entry in node.references.left_out.entries] == [
        "the name of the cookie of c: write sid=VALUE as the secret of its credential",
        "the way to authenticate o: OAuth 2 is not set up by importing (https://a.example/token)",
        "the way to authenticate n: http negotiate is not supported",
    ]


def test_what_an_operation_needs_is_said():
    document = node_of({"security": [{"k": []}, {"o": ["read", "write"], "k": []}]})
    assert security_words(node_of({}), document) == "Needs k, or o (read, write) and k."
    assert security_words(node_of({"security": []}), document) == ""
    assert security_words(node_of({"security": [{}, {"k": []}]}), document) == "Optionally k."


ID = "https://id.example"


@pytest.mark.parametrize(
    ("scheme", "values"),
    [
        (
            {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {"tokenUrl": f"{ID}/t"},
                    "authorizationCode": {
                        "authorizationUrl": f"{ID}/a",
                        "tokenUrl": f"{ID}/t",
                        "scopes": {"read": "Reads", "write": "Writes"},
                    },
                },
            },
            {
                "grant": "code",
                "server": "addresses",
                "authorize_address": f"{ID}/a",
                "token_address": f"{ID}/t",
                "scopes": "read write",
            },
        ),
        (
            {"type": "oauth2", "flow": "application", "tokenUrl": f"{ID}/t"},
            {"grant": "client", "server": "addresses", "token_address": f"{ID}/t"},
        ),
        (
            {"type": "openIdConnect", "openIdConnectUrl": f"{ID}/.well-known/openid-configuration"},
            {"server": "discovery", "issuer": f"{ID}/.well-known/openid-configuration"},
        ),
        ({"type": "openIdConnect", "openIdConnectUrl": "/relative"}, None),
        ({"type": "oauth2", "flows": {"implicit": {"authorizationUrl": f"{ID}/a"}}}, None),
        ({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/t"}}}, None),
    ],
)
def test_oauth_2_is_carried_over_where_there_is_such_a_flow(scheme, values):
    node = node_of({"o": scheme})
    made = list(security_of(node))
    assert [dict(item.values) for item in made] == ([] if values is None else [values])
    assert len(node.references.left_out.entries) == (values is None)


def test_where_credentials_are_sent_is_kept_and_nothing_where_they_are_optional():
    schemes = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "old": {"type": "basic"},
        "token": {"type": "http", "scheme": "Bearer"},
        "page": {"type": "openIdConnect", "openIdConnectUrl": "/x"},
        "cloud": {"type": "apiKey", "in": "header", "name": "Authorization",
                  "x-amazon-apigateway-authtype": "awsSigv4"},
        "mutual": {"type": "mutualTLS"},
        "odd": {"type": "http", "scheme": "a b"},
    }  # fmt: skip
    places = places_of(node_of(schemes))
    assert places == {
        "key": "header:X-Key", "old": "basic", "token": "bearer", "page": "bearer",
        "cloud": "aws4-hmac-sha256",
    }  # fmt: skip

    def of(*options):
        document = node_of({"security": [dict.fromkeys(names, []) for names in options]})
        return security_places(node_of({}), document, places)

    assert of(["key"], ["old", "token"], ["key"]) == (("header:X-Key",), ("basic", "bearer"))
    assert of([], ["key"]) == of(["mutual"], ["key"]) == of(["gone"]) == of() == ()
    assert len(of(*([name] for name in ["key", "old"] * 1000))) == 2
    document = node_of({"security": [{"key": []}]})
    assert security_places(node_of({"security": []}), document, places) == ()
