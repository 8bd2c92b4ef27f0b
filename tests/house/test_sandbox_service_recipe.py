"""The recipe "a sandbox service" of the README, followed in a copy of the project.

The service is one of the catalogue that the sandbox does not have yet. The catalogue alone has its
routes and parameters.
"""

from pathlib import Path

from tests.house.copied_window import check_in_window
from tests.house.tree_copy import TreeCopy

SERVICES = "aiurdesk/sandbox/web_services.py"
IDS = "aiurdesk/core/environments/environment.py"
EE = '''\
"""EE: one course that one can subscribe to."""

from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.state import State


class EE:
    """The actions of EE."""

    def __init__(self, state: State) -> None:
        self._state = state

    def service(self) -> WebService:
        """Return the service with its routes."""
        return described_service(self._state, "ee", {"course.subscribe": self.subscribe})

    async def subscribe(self, request: Request) -> Response:
        """Subscribe to course 1."""
        if request.values.number("id") != 1:
            return envelope(-4, "There is no such course.")
        return envelope(0, "You are on the list.")
'''
IN_THE_WINDOW = """
    from PySide6.QtWidgets import QLineEdit, QPushButton
    from tests.ui.opened_window import opened_window

    async def test_the_sandbox_of_the_window_has_the_service(theme, tmp_path):
        async with opened_window(theme, tmp_path) as opened:
            opened.open("ee.course.subscribe")
            await opened.scope.idle()
            lines = opened.window.findChildren(QLineEdit)
            next(line for line in lines if line.accessibleName() == "id").insert("1")
            opened.find("send", QPushButton).click()
            exchange = await opened.answer()
            assert exchange.verdict.message == "You are on the list."
"""


def test_a_new_sandbox_service_needs_one_file_and_two_lines(copy: TreeCopy, tmp_path: Path):
    copy.write("aiurdesk/sandbox/ee.py", EE)
    first = "from aiurdesk.sandbox.gateway.service import Gateway\n"
    copy.replace(SERVICES, first, f"from aiurdesk.sandbox.ee import EE\n{first}")
    last = "        Kahla(state).service(),\n"
    copy.replace(SERVICES, last, f"{last}        EE(state).service(),\n")
    copy.replace(IDS, '        "directory",\n', '        "directory",\n        "ee",\n')
    copy.check_recipe("a sandbox service")

    call = ("send", "ee.course.subscribe", "--sandbox")
    sent = copy.aiurdesk(*call, "id=1", profile=tmp_path)
    assert sent.returncode == 0, sent.stderr
    assert "You are on the list." in sent.stdout
    refused = copy.aiurdesk(*call, "id=2", profile=tmp_path)
    assert refused.returncode == 1, refused.stderr
    check_in_window(copy, IN_THE_WINDOW)
