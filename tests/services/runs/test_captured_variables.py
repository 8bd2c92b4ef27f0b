from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.variables.environment import Environment, resolve
from aiurdesk.services.runs.captured_variables import CapturedVariables

SANDBOX = Environment("Sandbox", variables={"id": "1", "other": "2"})


def test_a_captured_value_replaces_the_one_of_the_environment():
    captured = CapturedVariables()
    assert captured.added_to(SANDBOX, {}) is SANDBOX
    assert captured.keep(SANDBOX, (("id", "7"),))
    assert not captured.keep(SANDBOX, (("id", "7"),))
    assert captured.added_to(SANDBOX, {}).variables == {"id": "7", "other": "2"}
    assert captured.added_to(SANDBOX, {"id": "set"}).variables == {"id": "set", "other": "2"}


def test_a_server_cannot_ask_for_another_variable():
    captured = CapturedVariables()
    captured.keep(SANDBOX, (("id", "{{other}}"),))
    assert resolve("{{id}}", captured.added_to(SANDBOX, {}).variables) == "{{other}}"


def test_another_environment_does_not_get_it():
    captured = CapturedVariables()
    captured.keep(SANDBOX, (("token", "t"),), (Secret("t"),))
    assert captured.added_to(Environment("Production"), {}).variables == {}
    assert captured.of(SANDBOX).captured == {"token": "t"}


def test_it_can_be_forgotten():
    captured = CapturedVariables()
    captured.keep(SANDBOX, (("token", "t"),), (Secret("t"),))
    captured.forget(SANDBOX)
    assert captured.added_to(SANDBOX, {}) is SANDBOX


def test_a_secret_stays_one_until_it_is_replaced():
    captured = CapturedVariables()
    captured.keep(SANDBOX, (("token", "t"), ("id", "7")), (Secret("t"),))
    assert captured.added_to(SANDBOX, {}).secrets == (Secret("t"),)
    captured.keep(SANDBOX, (("token", "u"),), (Secret("u"),))
    assert captured.added_to(SANDBOX, {}).secrets == (Secret("u"),)
