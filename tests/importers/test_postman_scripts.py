import pytest

from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.importers.postman_scripts import (
    ScriptReading,
    capture_of,
    json_path,
    literal,
    read_test_script,
    status_test,
    value_test,
)

STATUS = ResponseTest("status", 200)


@pytest.mark.parametrize(
    ("script", "test"),
    [
        ("pm.response.to.have.status(200);", STATUS),
        ("pm.test('OK', function () {\n  pm.response.to.have.status(200);\n});", STATUS),
        ("pm.test(`OK`, () => { pm.expect(pm.response.code).to.eql(200) })", STATUS),
        ('tests["OK"] = responseCode.code === 200;', STATUS),
        (
            "var j = pm.response.json();\npm.expect(j.a[0].b).to.eql('x');",
            ResponseTest("value", "x", "equals", "a[0].b"),
        ),
        (
            "pm.expect(pm.response.json()['a b']).to.be.equal(1.5)",
            ResponseTest("value", 1.5, "equals", '"a b"'),
        ),
        (
            "var data = JSON.parse(responseBody); tests['A'] = data.ok === true;",
            ResponseTest("value", True, "equals", "ok"),
        ),
        (
            "pm.expect(pm.response.responseTime).to.be.below(200);",
            ResponseTest("elapsed_below_ms", 200),
        ),
        (
            'pm.response.to.have.header("Content-Type");',
            ResponseTest("header", True, "exists", "Content-Type"),
        ),
    ],
)
def test_the_commonest_tests_are_understood(script, test):
    assert read_test_script(script) == ScriptReading((test,), (), is_whole=True)


@pytest.mark.parametrize(
    "script",
    [
        'const json = pm.response.json();\n// Keep it.\npm.environment.set("token", json.a.token);',
        "pm.collectionVariables.set('token', pm.response.json().a.token)",
        'var d = JSON.parse(responseBody);\npostman.setEnvironmentVariable("token", d.a.token);',
    ],
)
def test_a_variable_that_is_set_becomes_a_capture(script):
    made = read_test_script(script)
    assert made == ScriptReading((), (Capture("token", "value", "a.token"),), is_whole=True)


def test_what_is_not_understood_is_told():
    made = read_test_script("pm.response.to.have.status(200);\nconsole.log(1);")
    assert made == ScriptReading((STATUS,))


@pytest.mark.parametrize(
    "script",
    [
        "if (a) { pm.response.to.have.status(200); }",
        "pm.response.to.not.have.status(200);",
        "x.pm.response.to.have.status(200);",
        "pm.response.to.have.status(200);" + " " * 20_000,
    ],
)
def test_what_may_mean_something_else_is_left_out(script):
    assert read_test_script(script) == ScriptReading()


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ("a.b[0].c", "a.b[0].c"),
        ("['a b'].c", '"a b".c'),
        ("[1].a?.b", "[1].a.b"),
        ("a.b()", ""),
        ("a[x]", ""),
        ("", ""),
        ("a" * 400, ""),
    ],
)
def test_a_path_of_javascript_becomes_one_of_jmespath(expression, path):
    assert json_path(expression) == path


@pytest.mark.parametrize(
    ("text", "value"),
    [("'a'", "a"), ('"a"', "a"), ("1.5", 1.5), ("true", True), ("a", None), ("[1]", None)],
)
def test_literals_of_javascript_are_read(text, value):
    assert literal(text) == value


def test_tests_and_captures_are_made_where_they_can_be():
    assert status_test(" 201 ") == ResponseTest("status", 201)
    assert status_test("2xx") is None
    assert value_test("a.b", "x") == ResponseTest("value", "x", "equals", "a.b")
    assert value_test("a()", "x") is None
    assert capture_of("id", "a.id") == Capture("id", "value", "a.id")
    assert capture_of("a b", "a.id") is None
