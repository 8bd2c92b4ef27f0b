import json

from aiurdesk.sandbox.aspnet.generation_2023 import envelope_2023


def test_the_envelope_ends_with_the_protocol_version_and_the_code_sets_the_status():
    response = envelope_2023(-4, "Not here.", {"value": 1})
    assert response.status == 404
    assert list(json.loads(response.body)) == ["value", "code", "message", "protocolVersion"]
    assert json.loads(response.body)["protocolVersion"] == "10.0.31.0"


def test_an_envelope_can_have_no_protocol_version():
    response = envelope_2023(-5, "Crashed.", version=None)
    assert (response.status, json.loads(response.body)["protocolVersion"]) == (500, None)
