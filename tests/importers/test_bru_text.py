import pytest

from aiurdesk.core.problem import Problem, TextPlace
from aiurdesk.importers.bru_text import Pair, environment_record, read_blocks, record_of
from tests.promised import promised


def test_blocks_hold_pairs_lists_or_texts():
    meta, body, secret = promised(
        read_blocks(
            "meta {\n  name: A: b\n  ~off: 1\n}\n\nbody:json {\n  {\n    }\n}\n"
            "vars:secret [\n  a,\n  b\n]\n"
        )
    )
    assert meta.pairs == (Pair("name", "A: b"), Pair("off", "1", is_on=False))
    assert meta.values == {"name": "A: b", "off": "1"}
    assert (body.name, body.text) == ("body:json", "{\n  }")
    assert secret.entries == ("a", "b")


def test_pairs_have_descriptions_types_and_several_lines():
    (block,) = promised(
        read_blocks(
            "headers {\n  @description('''What\n  it is''')\n  a: '''\n    1\n    2\n  ''' "
            '@contentType(text/x)\n  "b:c": d\n}'
        )
    )
    assert block.pairs == (
        Pair("a", "1\n2", content_type="text/x", description="What\nit is"),
        Pair("b:c", "d"),
    )


@pytest.mark.parametrize("text", ["meta {", "hello", "  meta {\n}", "meta {\n  a: {\n  }"])
def test_what_is_not_a_file_of_bruno_is_refused(text):
    problem = read_blocks(text)
    assert isinstance(problem, Problem)
    assert problem.sentence.startswith("line 1: ")
    assert problem.at == TextPlace(1)


def test_comments_and_empty_blocks_are_passed_over():
    assert read_blocks("# A\n// B\nheaders {}\n") == ()


def test_what_was_made_to_take_long_is_read():
    lines = "\n".join(["  a: '''"] + ["  b"] * 50_000)
    (block,) = promised(read_blocks(f"headers {{\n{lines}\n  {' ' * 200_000}x\n}}"))
    assert len(block.pairs) == 1


def test_a_file_becomes_the_record_that_bruno_exports():
    record = promised(
        record_of(
            "meta {\n  name: A\n}\nget {\n  url: h\n  body: multipartForm\n  auth: basic\n}\n"
            "params:path {\n  id: 1\n}\nauth:basic {\n  username: u\n}\n"
            "body:multipart-form {\n  f: @file(a|b)\n}\nbody:graphql:vars {\n  {}\n}\n"
            "script:post-response {\n  x\n}\nsettings {\n  timeout: 0\n}\nexample {\n  e\n}\n"
            "new {\n  n\n}"
        )
    )
    request = record.pop("request")
    assert record == {"name": "A", "settings": {"timeout": "0"}, "examples": [{}], "new": "n"}
    assert request["auth"] == {"mode": "basic", "basic": {"username": "u"}}
    assert request["params"] == [{"name": "id", "value": "1", "enabled": True, "type": "path"}]
    assert request["script"] == {"res": "x"}
    assert request["body"]["graphql"] == {"variables": "{}"}
    (row,) = request["body"]["multipartForm"]
    assert (row["type"], row["value"]) == ("file", ["a", "b"])


def test_an_environment_says_which_variables_are_secret():
    record = promised(environment_record("vars {\n  a: 1\n}\nvars:secret [\n  b\n]", "E"))
    assert record == {
        "name": "E",
        "variables": [
            {"name": "a", "value": "1", "enabled": True},
            {"name": "b", "value": "", "secret": True},
        ],
    }


def test_a_block_cannot_take_the_place_of_another_one():
    request = promised(record_of("get {\n  url: h\n  params: x\n}\nquery {\n  a: 1\n}"))["request"]
    assert request["get:params"] == "x"
    assert [row["name"] for row in request["params"]] == ["a"]
