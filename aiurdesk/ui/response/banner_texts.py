"""What a verdict banner says of a verdict, and how much of it at once."""

from html import escape

import msgspec

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.exchange_text import SEVERITY_WORDS, failed_tests_line
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.ui.response.message_text import FEW_LINES, shortened


class Level(msgspec.Struct, frozen=True):
    """How much is shown at once; the rest comes with "Show all"."""

    lines: int
    """Of the message."""
    has_meaning: bool
    has_details: bool
    """Errors from the service, and the notes."""
    is_packed: bool = False
    """Meaning, complaints and notes are one text that scrolls: each by itself has no room."""
    detail_lines: int = FEW_LINES

    def details(self, verdict: Verdict) -> list[str]:
        """Return the lines of the text that scrolls: what the service says about single values."""
        named = [
            f"{name}: {text}" for name, texts in verdict.field_errors.items() for text in texts
        ]
        lines = [*named, *verdict.other_errors]
        if self.is_packed:
            lines = list(filter(None, (verdict.meaning, *lines, *verdict.notes)))
        return lines

    def leaves_out(self, verdict: Verdict) -> bool:
        """Tell whether something of a verdict is not shown."""
        has_details = bool(verdict.field_errors or verdict.other_errors or verdict.notes)
        is_meaning_missing = bool(verdict.meaning) and not self.has_meaning
        return is_meaning_missing or (has_details and not self.has_details)


# From most to least: the first one that fits is shown.
LEVELS = (Level(FEW_LINES, True, True), Level(2, True, False), Level(2, False, False))
# With "Show all", nothing may be left out: what has no room of its own scrolls.
OPEN_LEVELS = (LEVELS[0], Level(2, False, True, is_packed=True, detail_lines=3))


def description(exchange: Exchange, sign: str, headline: str) -> str:
    """Return the banner as one text for screen readers."""
    verdict, fixes = exchange.verdict, _fix_texts(exchange.verdict)
    sentences = (
        f"{sign} {SEVERITY_WORDS[exchange.severity]}: {headline}".strip(),
        failed_tests_line(exchange),
        # In quotes, as it is seen: it is what the service says, not this program.
        f"“{shortened(verdict.message)}”" if verdict.message else "",
        verdict.meaning,
        tr("Suggested fix: {fixes}").format(fixes=fixes) if fixes else "",
    )
    return " ".join(filter(None, sentences))


def suggestion(verdict: Verdict, colour: str) -> str:
    """Return the fixes in words as rich text, the lead in a colour; empty without any."""
    texts = _fix_texts(verdict)
    lead = f'<b style="color: {colour}">{tr("Suggested fix")}</b>'
    return f"{lead} — {escape(texts)}" if texts else ""


def _fix_texts(verdict: Verdict) -> str:
    # A fix with an action is a button, which says the same.
    return " ".join(fix.text for fix in verdict.fixes if fix.action is None)
