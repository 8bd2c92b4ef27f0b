import pytest

from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.importers import import_text
from aiurdesk.importers.imported import ImportedCollection
from aiurdesk.importers.left_out import (
    LeftOut,
    LeftOutKind,
    LeftOutList,
    ScriptPurpose,
    is_whole,
    purpose_of,
    sentences,
    summary,
)


def test_a_thing_is_listed_once_and_in_order():
    left_out = LeftOutList()
    left_out.add("the test script.", "Users/Get a user", "/item/0/event/0")
    left_out.add("the test script.", "Users/Get a user", "/item/0/event/1")
    left_out.add("the test script.", "Users/Get a user", "/item/0/event/1")
    left_out.add("-k is not known.")
    assert left_out.entries == (
        LeftOut("the test script.", "Users/Get a user", "/item/0/event/0"),
        LeftOut("the test script.", "Users/Get a user", "/item/0/event/1"),
        LeftOut("-k is not known."),
    )
    assert sentences(left_out.entries) == ("Users/Get a user: the test script.", "-k is not known.")


def test_a_name_without_an_end_does_not_fill_the_sentence():
    sentence = LeftOut("the variable " + "x" * 10_000 + ", which is off.", "y" * 10_000).sentence
    assert len(sentence) < 900
    assert sentence.endswith(", which is off.")


SCRIPTS = {
    ScriptPurpose.SETS: [
        "pm.environment.set('a', pm.response.json().a);\npm.test('ok', () => {});",
        "pm.collectionVariables.unset('a')",
        "postman.setEnvironmentVariable('a', '1');",
        "bru.setVar('a', res.body.a);",
        "bru.setEnvVar('a', 1)",
        "insomnia.environment.set('a', 1)",
        "pw.env.set('a', '1');",
        "> {% client.global.set('a', response.body.a); %}",
    ],
    ScriptPurpose.TESTS: [
        "pm.test('ok', function () { pm.expect(pm.response.code).to.be.oneOf([200, 201]); });",
        "tests['ok'] = responseCode.code === 200;",
        "client.test('ok', function () { client.assert(true); });",
        "expect(res.status).to.equal(200)",
    ],
    ScriptPurpose.SENDS: [
        "pm.sendRequest('https://h.example/', function () { pm.environment.set('a', 1); });",
        "await bru.runRequest('a')",
        "const got = await axios.get('https://h.example/');",
    ],
    ScriptPurpose.SIGNS: [
        "pm.request.headers.add({key: 'S', value: CryptoJS.HmacSHA256('a', 'b').toString()});",
        "const sum = crypto.createHash('sha256');",
    ],
    ScriptPurpose.CHANGES: [
        "pm.request.headers.add({key: 'A', value: '1'});",
        "req.setHeader('A', '1');",
    ],
    ScriptPurpose.OTHER: ["console.log('a test');", "setTimeout(() => {}, 100);", ""],
}


@pytest.mark.parametrize(
    ("purpose", "script"),
    [(purpose, script) for purpose, scripts in SCRIPTS.items() for script in scripts],
)
def test_a_script_is_counted_by_what_it_is_there_for(purpose, script):
    assert purpose_of(script) is purpose


def script(purpose, title):
    return LeftOut("the test script.", title, kind=LeftOutKind.SCRIPT, purpose=purpose)


def test_a_summary_counts_each_kind_and_says_what_scripts_do():
    scripts = [script(ScriptPurpose.SETS, f"A{number}") for number in range(1_200)]
    scripts += [script(ScriptPurpose.OTHER, f"B{number}") for number in range(9)]
    scripts += [script(ScriptPurpose.TESTS, "C")]
    assert summary([*scripts, LeftOut("x")]) == (
        "1,210 scripts were not imported: 1,200 set variables, 1 tests the response, "
        "9 do something else.",
        "1 other thing was not imported.",
    )
    assert summary([]) == ()


def test_a_summary_counts_a_credential_once_and_all_examples():
    missing = OfferedCredential("basic", "Shop", "")
    credentials = [
        LeftOut("the header.", title, kind=LeftOutKind.CREDENTIAL, missing=missing)
        for title in ("A", "B")
    ]
    step = "Their answers stand in the notes."
    examples = [
        LeftOut("examples.", title, "", LeftOutKind.EXAMPLE, step, count)
        for title, count in (("A", 3), ("B", 4))
    ]
    assert summary([*examples, *credentials]) == (
        "1 credential that requests refer to has to be added.",
        f"7 saved examples were not imported as they are. {step}",
    )


def test_steps_that_differ_stand_in_the_list_only():
    entries = [LeftOut("x.", kind=LeftOutKind.VARIABLE, next_step=step) for step in ("One.", "")]
    assert summary(entries) == ("2 variables were not imported.",)
    assert sentences(entries) == ("x. One.", "x.")


@pytest.mark.parametrize(
    "text",
    [
        "### A\nGET https://h.example/\n\n> {%\nclient.global.set('a', 1);\n%}\n",
        "GET https://h.example/\n\n### A\n< {%\nclient.global.set('a', 1);\n%}\nGET https://h.example/\n",
    ],
)
def test_the_script_of_an_http_file_is_counted_by_its_lines(text):
    imported = import_text(text)
    assert isinstance(imported, ImportedCollection)
    assert summary(imported.left_out) == ("1 script was not imported: 1 sets variables.",)


def test_an_empty_segment_is_kept_so_everything_is_imported():
    kept = LeftOut("an empty segment.", kind=LeftOutKind.EMPTY_SEGMENT)
    assert is_whole([kept])
    assert not is_whole([kept, LeftOut("x")])
    assert summary([kept]) == ("1 address has an empty segment (//) in its path, which is kept.",)
