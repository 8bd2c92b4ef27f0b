import json

from aiurdesk.sandbox.aspnet.modern import modern_envelope


def test_code_and_message_stand_before_the_protocol_and_decide_on_the_status():
    answer = modern_envelope(-4, "Not here.", {"value": 1})
    assert answer.status == 404
    assert list(json.loads(answer.body)) == ["value", "code", "message", "protocolVersion"]
    assert json.loads(answer.body)["protocolVersion"] == "10.0.31.0"


def test_outside_the_controllers_the_protocol_has_no_version():
    answer = modern_envelope(-5, "Crashed.", version=None)
    assert (answer.status, json.loads(answer.body)["protocolVersion"]) == (500, None)
