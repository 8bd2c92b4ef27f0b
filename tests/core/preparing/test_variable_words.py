import pytest

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import (
    AskedVariable,
    Environment,
    Literal,
    StandIn,
    ValueOrigin,
)
from aiurdesk.core.environments.scope import CapturedVariables, VariableScope
from aiurdesk.core.preparing.variable_words import (
    has_stand_ins,
    later_words,
    offered_variables,
    resolved_words,
    unresolved_problem,
    variable_lines,
)
from aiurdesk.core.problem import sentence_of

ENVIRONMENT = Environment(
    "Mine",
    variables={
        "a": "1",
        "nested": "<{{a}}>",
        "loop": "{{back}}",
        "back": "{{loop}}",
        "hidden": "key {{env:KEY}}",
        "env:KEY": StandIn("value-of-key"),
        "long": "x" * 500,
    },
    secrets=(Secret("value-of-key"),),
    asked=(AskedVariable("pin"),),
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{{nested}}", "{{nested}}: <1> (environment Mine)"),
        ("{{$uuid}}", "{{$uuid}}: a random UUID; another one for each request"),
        ("{{pin}}", "{{pin}}: asked for when the request is sent"),
        ("{{env:KEY}}", "{{env:KEY}}: •••• (operating system, or the .env file)"),
        ("{{hidden}}", "{{hidden}}: key •••• (environment Mine)"),
        ("{{long}}", "{{long}}: " + "x" * 200 + "… (environment Mine)"),
    ],
)
def test_the_value_of_a_variable_is_said(text, line):
    assert variable_lines(text, ENVIRONMENT) == (line,)


def test_it_is_said_where_a_value_comes_from():
    captured = CapturedVariables()
    environment = Environment("Mine", variables={"host": "h", "token": "old", "by_hand": "old"})
    captured.keep(environment, (("token", "t1"),), (Secret("t1"),), "Log in")
    scope = VariableScope(collection={"host": "unused", "page": "1"}, given={"by_hand": "x"})
    merged = captured.added_to(scope.over(environment), scope.given)
    assert variable_lines("{{host}} {{page}} {{token}} {{by_hand}} {{none}}", merged)[:4] == (
        "{{host}}: h (environment Mine)",
        "{{page}}: 1 (collection)",
        "{{token}}: •••• (captured by Log in)",
        "{{by_hand}}: x (set by hand)",
    )
    typed = VariableScope(given={"page": "3"}, given_by={"page": ValueOrigin.COMMAND_LINE})
    assert variable_lines("{{page}}", typed.over(merged)) == ("{{page}}: 3 (command line)",)
    row = VariableScope(data={"host": "r"}, captured={"page": "2"}).over(merged)
    assert variable_lines("{{host}} {{page}}", row) == (
        "{{host}}: r (row of data)",
        "{{page}}: 2 (captured from a response)",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{a}} {{nested}}", ""),
        ("{{b}}", "{{b}} has no value in the environment Mine"),
        ("{{b}} {{c}}", "{{b}}, {{c}} have no value"),
        ("{{loop}}", "refers to itself in the environment Mine: {{loop}} → {{back}} → {{loop}}."),
        ("{{env:B}}", "There is no environment variable B."),
        ("{{secret:B}}", "There is no credential B with one secret."),
    ],
)
def test_what_has_no_value_is_said_with_the_reason(text, words):
    told = unresolved_problem(["x", text], ENVIRONMENT)
    assert words in sentence_of(told)
    assert bool(told) is bool(words)
    if words:
        assert sentence_of(told) in variable_lines(text, ENVIRONMENT)[0] or "," in words


def test_a_text_is_shown_as_it_is_sent():
    assert resolved_words("a\n {{nested}}", ENVIRONMENT) == "a <1>"
    assert resolved_words("{{hidden}}!", ENVIRONMENT) == "key ••••!"
    assert resolved_words("nothing", ENVIRONMENT) == resolved_words("{{b}}", ENVIRONMENT) == ""
    assert len(resolved_words("{{long}}", ENVIRONMENT)) == 201


def test_what_is_known_only_when_it_is_sent_is_told_apart():
    assert has_stand_ins(["{{hidden}}"], ENVIRONMENT)
    assert not has_stand_ins(["{{a}}", "{{missing}}"], ENVIRONMENT)
    literal = Environment("", variables={"a": Literal("{{env:KEY}}"), "env:KEY": StandIn("x")})
    assert not has_stand_ins(["{{a}}"], literal)


def test_names_are_offered_with_their_values_but_for_secrets():
    offered = dict(offered_variables(ENVIRONMENT, ["env:HOME", "secret:Work"]))
    assert list(offered)[:2] == ["a", "back"]
    assert "pin" in offered
    assert "env:KEY" not in offered
    assert offered["env:HOME"] == offered["secret:Work"] == "••••"
    assert offered["hidden"] == "key ••••"
    assert "$uuid" in offered


def test_values_that_change_until_the_request_is_sent_are_named():
    assert later_words(ENVIRONMENT) == ""
    one = Environment("", variables={"a": "1", "$uuid": StandIn("x")})
    assert later_words(one) == "{{$uuid}} has another value when the request is sent."
    two = Environment("", variables={"$uuid": StandIn("x"), "pin": StandIn("«pin»")})
    assert later_words(two).startswith("{{$uuid}}, {{pin}} have other values")
