"""Tests of the names of an envelope's members."""

from aiurdesk.core.verdict.dialect import Dialect, ItemRule, Rules
from aiurdesk.core.verdict.envelope import PROTOCOL, EnvelopeNames
from aiurdesk.services.library import Library
from aiurdesk.services.sending.envelope_names import envelope_names


def test_a_dialect_may_have_names_of_its_own():
    rules = Rules(code=("Code",), message=("Text",), items=ItemRule(each=("Errors",)))
    assert envelope_names(Dialect("a", rules=rules)) == EnvelopeNames(
        "Code", "Text", PROTOCOL.version, "Errors"
    )


def test_without_them_they_are_those_of_the_protocol():
    assert envelope_names() == envelope_names(Dialect("a")) == PROTOCOL
    assert envelope_names(Library().dialects["2023"]) == PROTOCOL
