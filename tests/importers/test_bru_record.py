from aiurdesk.importers.bru_text import environment_record, record_of


def test_a_file_becomes_the_record_that_bruno_exports():
    record = record_of(
        "meta {\n  name: A\n}\nget {\n  url: h\n  body: multipartForm\n  auth: basic\n}\n"
        "params:path {\n  id: 1\n}\nauth:basic {\n  username: u\n}\n"
        "body:multipart-form {\n  f: @file(a|b)\n}\nbody:graphql:vars {\n  {}\n}\n"
        "script:post-response {\n  x\n}\nsettings {\n  timeout: 0\n}\nexample {\n  e\n}\n"
        "new {\n  n\n}"
    )
    request = record.pop("request")
    assert record == {"name": "A", "settings": {"timeout": "0"}, "examples": ["e"], "new": "n"}
    assert request["auth"] == {"mode": "basic", "basic": {"username": "u"}}
    assert request["params"] == [{"name": "id", "value": "1", "enabled": True, "type": "path"}]
    assert request["script"] == {"res": "x"}
    assert request["body"]["graphql"] == {"variables": "{}"}
    (row,) = request["body"]["multipartForm"]
    assert (row["type"], row["value"]) == ("file", ["a", "b"])


def test_an_environment_says_which_variables_are_secret():
    record = environment_record("vars {\n  a: 1\n}\nvars:secret [\n  b\n]", "E")
    assert record == {
        "name": "E",
        "variables": [
            {"name": "a", "value": "1", "enabled": True},
            {"name": "b", "value": "", "secret": True},
        ],
    }


def test_a_block_cannot_take_the_place_of_another_one():
    request = record_of("get {\n  url: h\n  params: x\n}\nquery {\n  a: 1\n}")["request"]
    assert request["get:params"] == "x"
    assert [row["name"] for row in request["params"]] == ["a"]
