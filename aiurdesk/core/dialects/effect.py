"""Tries a dialect on responses that were received before: what it would change in the verdicts."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.dialects.choosing import fits_path
from aiurdesk.core.dialects.dialect_reading import read_head
from aiurdesk.core.dialects.dialect_values import READ_PATHS
from aiurdesk.core.exchange.exchange import headline_beside_sign, verdict_sign
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import titled, tr, trn
from aiurdesk.core.verdict.code_verdict import says_nothing
from aiurdesk.core.verdict.dialect import Dialect, DialectChoice, Reason
from aiurdesk.core.verdict.judge import judge
from aiurdesk.core.verdict.reading import ContentKind, Reading
from aiurdesk.core.verdict.shapes.reader import read_value
from aiurdesk.core.verdict.verdict import Severity, Verdict


class ShortVerdict(msgspec.Struct, frozen=True):
    """A verdict in a few words."""

    severity: Severity
    words: str
    """The code, or the HTTP status, and the headline."""


class EarlierResponse(msgspec.Struct, frozen=True):
    """A response from the history, as a dialect reads it, and the verdict that it had."""

    title: str
    """Of its request."""
    sent_at: datetime
    before: ShortVerdict
    request: Request
    response: Response
    """Without its body."""
    value: Any
    """What the JSON of the body stands for; None where it is not JSON or was not kept whole."""
    reading: Reading | None = None
    """What was found in it; None where an earlier version has recorded it."""


class Effect(msgspec.Struct, frozen=True):
    """One response with two verdicts: the recorded one, and the one by the dialect."""

    title: str
    """Of its request."""
    sent_at: datetime
    before: ShortVerdict
    after: ShortVerdict
    path: str = ""
    """Of the address that responded."""
    is_read: bool = True
    """Whether the response has what the dialect judges by, be it for this path or not."""
    nothing_at: tuple[str, ...] | None = None
    """Paths of the dialect that gave nothing; None where it is not for this path."""

    @property
    def is_change(self) -> bool:
        """Whether the dialect says something else; of a success only that it is one counts."""
        return self.before.severity is not self.after.severity or (
            self.before.words != self.after.words and self.after.severity is not Severity.SUCCESS
        )

    @property
    def turns(self) -> bool:
        """Whether a success becomes a failure, or the other way round."""
        success = Severity.SUCCESS
        return (self.before.severity is success) != (self.after.severity is success)


def effect_of(dialect: Dialect, earlier: EarlierResponse) -> Effect:
    """Return what a dialect makes of a response."""
    response = earlier.response
    path = urlsplit(response.url).path
    head = read_head(dialect, response.status, response.headers, earlier.value)
    is_read = not says_nothing(head)
    before = earlier.before
    if not fits_path(dialect, path):
        return Effect(earlier.title, earlier.sent_at, before, before, path, is_read)
    # The rest is what was found when it came, as it would be now.
    rest = earlier.reading or Reading(
        ContentKind.JSON, said=read_value(earlier.value, response.status)
    )
    reading = replace(rest, choice=DialectChoice(dialect.name, Reason.HOST), dialect=head)
    verdict = judge(response, reading, earlier.request, {dialect.name: dialect})
    after = short_verdict(verdict, response.status)
    silent = tuple(
        f"{key} ({' | '.join(given)})" for key, given in paths_without(dialect, head.paths).items()
    )
    return Effect(earlier.title, earlier.sent_at, before, after, path, is_read, silent)


def paths_without(dialect: Dialect, read: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the paths of a dialect that gave nothing, by what they are for.

    Args:
        dialect: The one that was tried.
        read: What its paths gave something for, as the keys of ``DialectReading.paths``.
    """
    if dialect.reads_envelopes:
        return {}
    rules = dialect.rules
    paths: dict[str, tuple[str, ...]] = {key: getattr(rules, key) for key in READ_PATHS}
    paths["fields"] = tuple(path for rule in rules.fields for path in (*rule.each, *rule.map))
    paths["items"] = rules.items.each if rules.items else ()
    return {key: given for key, given in paths.items() if given and key not in read}


def never_read(effects: Iterable[Effect]) -> tuple[str, ...]:
    """Return the paths of a dialect that gave nothing in any of some responses."""
    looked_at = [effect.nothing_at for effect in effects if effect.nothing_at is not None]
    first, rest = (looked_at[0], looked_at[1:]) if looked_at else ((), [])
    return tuple(path for path in first if all(path in others for others in rest))


def short_verdict(verdict: Verdict, status: int | None) -> ShortVerdict:
    """Return a verdict in a few words.

    Args:
        status: None where there was no response.
    """
    words = f"{verdict_sign(verdict, status)} {headline_beside_sign(verdict, status)}"
    return ShortVerdict(verdict.severity, words.strip())


def effects_sentence(
    effects: tuple[Effect, ...], *, has_more: bool = False, too_long: int = 0
) -> str:
    """Return in words how many verdicts change.

    Args:
        has_more: Whether older responses were not looked at.
        too_long: How many were not, because of a long body.
    """
    if not effects:
        return tr("The history has no earlier response of this host.")
    count = len(effects)
    changed = sum(effect.is_change for effect in effects)
    turned = sum(effect.turns for effect in effects)
    earlier = trn(
        "{count:,} earlier response of this host", "{count:,} earlier responses of this host", count
    ).format(count=count)
    verdicts = trn("{count:,} verdict changes", "{count:,} verdicts change", changed)
    words = titled(earlier, verdicts.format(count=changed))
    words += (
        tr(", {turned:,} of them between success and failure.").format(turned=turned)
        if turned
        else "."
    )
    words += (
        tr(" {too_long:,} with a long body were not looked at.").format(too_long=too_long)
        if too_long
        else ""
    )
    if never := never_read(effects):
        named = ", ".join(never)
        words += tr(" None of them has anything at: {named}.").format(named=named)
    return tr("{words} Older ones were not looked at.").format(words=words) if has_more else words
