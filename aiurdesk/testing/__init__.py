"""Saved requests in tests that are written in Python, with the fixture ``aiurdesk`` of pytest.

The names here stay as they are from version to version. Import them for annotations::

    from aiurdesk.testing import Aiurdesk

    def test_channel(aiurdesk: Aiurdesk) -> None: ...
"""

from aiurdesk.core.response.examination import Finding
from aiurdesk.core.verdict.verdict import Severity, Verdict
from aiurdesk.testing.client import Aiurdesk
from aiurdesk.testing.exchange import Exchange, NotSent, Response
from aiurdesk.testing.given_values import Value

__all__ = [
    "Aiurdesk",
    "Exchange",
    "Finding",
    "NotSent",
    "Response",
    "Severity",
    "Value",
    "Verdict",
]
