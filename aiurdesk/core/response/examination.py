"""Results of the tests and captures of a request."""

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """The result of one test: whether it passed, and the value that it read."""

    title: str
    """The test in words: ``result code is 0``."""
    passed: bool
    found: str = ""
    """What the response has instead, or as well."""


class CapturedValue(msgspec.Struct, frozen=True):
    """A variable that a capture gave; a secret one is dots here."""

    variable: str
    origin: str
    """Where it was taken from: ``value channelId``."""
    text: str


class Examination(msgspec.Struct, frozen=True):
    """The results of all tests and captures of a request. They hold no secret."""

    findings: tuple[Finding, ...] = ()
    """One for each test."""
    captured: tuple[CapturedValue, ...] = msgspec.field(default=(), name="taken")
    """One for each capture that gave something. The history has it under its first name."""
    missed: tuple[Finding, ...] = ()
    """One for each capture that found nothing."""

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """What counts as passed or failed: the tests, and captures that found nothing."""
        return (*self.findings, *self.missed)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The tests that failed, and the captures that found nothing."""
        return tuple(finding for finding in self.all_findings if not finding.passed)
