"""The code lab and its description."""

import pytest

from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.code_lab.service import code_lab
from aiurdesk.sandbox.state import fresh_state
from aiurdesk.services.library import load_code_lab

pytestmark = pytest.mark.read_only


def test_routes_and_descriptions_match():
    routes = {f"/{route.path}": route for route in code_lab(fresh_state(system_clock)).routes}
    described = {endpoint.path: endpoint for endpoint in load_code_lab().endpoints}
    assert set(routes) == set(described)
    for path, route in routes.items():
        fields = [(field.name, field.kind) for field in route.parameters]
        assert fields == [(p.name, p.kind) for p in described[path].parameters]


def test_doc_is_available(client, server):
    assert client.get(f"{server.base_urls['code-lab']}/doc").status_code == 200
