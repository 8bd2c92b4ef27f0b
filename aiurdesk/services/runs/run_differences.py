"""Compares the answers of two runs: what differs by meaning, but for what changes by itself."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from aiurdesk.core.exchange.exchange_comparison import ExchangeComparison, compare_sides
from aiurdesk.core.exchange.value_comparison import BY_POSITION, Difference, Matching
from aiurdesk.core.translation import tr, trn, truncate
from aiurdesk.services.runs.coverage import told
from aiurdesk.services.runs.kept_runs import KeptAnswer, KeptRun

_MOST_TOLD = 5
"""Differences of a request, and paths that change by themselves, in its lines of text."""
_LONGEST_TOLD = 120
PASS_GAP_S = 1.1
"""Between two passes from which it is learnt what changes by itself: clocks have whole seconds."""
_MOST_LEARNT = 200
"""Paths of one request that change by themselves."""
_MOST_DIFFERENCES = 100
"""Of one request, in reports."""
Key = tuple[str, int]
"""Title, and number of the row of data."""


class RequestDifference(msgspec.Struct, frozen=True):
    """A request whose answers differ."""

    title: str
    row: int
    """Number of the row of data, from 1."""
    differences: tuple[Difference, ...] = ()
    count: int = 0
    """How many there are, also where not all are listed."""
    notes: tuple[str, ...] = ()
    is_new: bool = False
    """Whether only the later run sent it."""
    is_gone: bool = False
    """Whether only the earlier run sent it."""


class RunDifferences(msgspec.Struct, frozen=True):
    """What differs between two runs."""

    against: str
    """What the run was compared with, in words."""
    differing: tuple[RequestDifference, ...]
    same: tuple[Key, ...]
    """Title and row of each request whose answers are the same."""
    ignored: tuple[str, ...] = ()
    """Paths that the collection leaves out."""
    learnt: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Title of each request, and what changed by itself between two runs of the same side."""
    is_learnt: bool = False
    """Whether a side was run more than once, so that something could be learnt."""
    repeat: int = 1
    """How often the later run used each row."""
    has_rows: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def same_count(self) -> int:
        """How many requests have the same answers."""
        return len(self.same)

    @property
    def by_pass(self) -> Mapping[Key, RequestDifference]:
        """Title and number of the pass whose answer was compared → what differs."""
        return {(one.title, self._pass_of(one.row)): one for one in self.differing}

    @property
    def same_passes(self) -> frozenset[Key]:
        """Title and number of the pass of each answer that is the same."""
        return frozenset((title, self._pass_of(row)) for title, row in self.same)

    def _pass_of(self, row: int) -> int:
        return (row - 1) * self.repeat + 1


async def compared_runs(
    before: KeptRun, now: KeptRun, ignored: Sequence[str] = (), *, is_stopped: bool = False
) -> RunDifferences:
    """Compare two runs; the first answer of each row of data is what is compared.

    Args:
        before: The run that is compared with.
        now: The later one.
        ignored: Paths that are left out of all comparisons.
        is_stopped: Whether the later one has not reached everything, which is not gone then.
    """
    earlier, later = sides_of(before), sides_of(now)
    learnt: dict[str, dict[str, None]] = {}
    for passes in (*earlier.values(), *later.values()):
        paths = learnt.setdefault(passes[0].title, {})
        for path in await asyncio.to_thread(_changing, passes):
            if len(paths) < _MOST_LEARNT:
                paths[path] = None
    differing: list[RequestDifference] = []
    same: list[Key] = []
    for key, passes in later.items():
        found = earlier.get(key)
        if found is None:
            differing.append(RequestDifference(*key, is_new=True))
            continue
        matching = Matching((*ignored, *learnt[key[0]]))
        comparison = await asyncio.to_thread(_compared, found[0], passes[0], matching)
        if comparison.count:
            differing.append(_differing(key, comparison))
        else:
            same.append(key)
    if not is_stopped:
        differing += [RequestDifference(*key, is_gone=True) for key in earlier if key not in later]
    return RunDifferences(
        before.words,
        tuple(differing),
        tuple(same),
        tuple(ignored),
        tuple((title, tuple(paths)) for title, paths in learnt.items() if paths),
        is_learnt=max(before.repeat, now.repeat) > 1,
        repeat=now.repeat,
        has_rows=any(row > 1 for _, row in (*earlier, *later)),
        remarks=tuple(dict.fromkeys((*before.remarks, *now.remarks))),
    )


def sides_of(run: KeptRun) -> Mapping[Key, list[KeptAnswer]]:
    """Return the answers to each request and row, of which there is one for each repetition."""
    sides: defaultdict[Key, list[KeptAnswer]] = defaultdict(list)
    for answer in run.answers:
        sides[answer.title, (answer.pass_number - 1) // max(1, run.repeat) + 1].append(answer)
    return sides


def _changing(passes: Sequence[KeptAnswer]) -> Iterable[str]:
    """Return the paths of what differs between the passes of one request in the same run."""
    first = passes[0]
    paths: dict[str, None] = {}
    for other in passes[1:]:
        # Of a refusal beside a success, every value differs, and none changes by itself.
        if (first.code, first.status, first.severity) == (other.code, other.status, other.severity):
            paths |= dict.fromkeys(_paths(first, other))
    return paths


def _paths(one: KeptAnswer, other: KeptAnswer) -> Sequence[str]:
    by_name = _patterns(one, other, Matching())
    if not any(path.endswith("[]") for path in by_name):
        return by_name
    # Entries with new ids match no other one by name. In lists of one length only the ids change.
    by_position = _patterns(one, other, Matching(key=BY_POSITION))
    return by_name if any(path.endswith("[]") for path in by_position) else by_position


def _patterns(one: KeptAnswer, other: KeptAnswer, matching: Matching) -> Sequence[str]:
    differences = compare_sides(one.side, other.side, matching).differences
    return [path for path in map(ignorable_path, differences) if path]


def ignorable_path(difference: Difference) -> str:
    """Return the path that leaves a difference out; empty where nothing does."""
    if difference.pattern:
        return difference.pattern
    return "message" if difference.label == tr("Message") else ""


def _compared(before: KeptAnswer, now: KeptAnswer, matching: Matching) -> ExchangeComparison:
    # Of a body that was cut off, the rest would look as if it were missing.
    if not (before.is_whole and now.is_whole):
        shortest = min(len(before.body), len(now.body))
        before, now = (
            msgspec.structs.replace(one, body=one.body[:shortest]) for one in (before, now)
        )
    return compare_sides(before.side, now.side, matching)


def _differing(key: Key, comparison: ExchangeComparison) -> RequestDifference:
    differences = comparison.differences[:_MOST_DIFFERENCES]
    return RequestDifference(*key, differences, comparison.count, comparison.notes)


def summary_line(found: RunDifferences) -> str:
    """Return in one line how many requests differ."""
    count, same = len(found.differing), found.same_count
    if not count:
        words = trn(
            "Nothing differs from {against}: {same:,} request.",
            "Nothing differs from {against}: {same:,} requests.",
            same,
        )
        return words.format(against=found.against, same=same)
    words = trn(
        "Differences from {against}: in {count:,} of {all:,} request.",
        "Differences from {against}: in {count:,} of {all:,} requests.",
        count + same,
    )
    return words.format(against=found.against, count=count, all=count + same)


def difference_lines(found: RunDifferences) -> Iterator[str]:
    """Yield as text what differs, and what was left out of the comparison."""
    yield summary_line(found)
    for one in found.differing:
        row = tr(" · row {number}").format(number=one.row) if found.has_rows else ""
        yield f"  {one.title}{row}"
        yield from (f"    {line}" for line in lines_of(one))
    if found.ignored:
        words = tr("Ignored, as the collection says: {paths}")
        yield f"  {words.format(paths=told(found.ignored))}"
    for title, paths in found.learnt:
        words = tr("Changes by itself at {title}: {paths}")
        yield f"  {words.format(title=title, paths=told(paths))}"
    if found.differing and not found.is_learnt:
        words = tr("What changes by itself, such as clocks and ids, is found with --repeat 2.")
        yield f"  {words}"
    yield from (f"  {remark}" for remark in found.remarks)


def lines_of(one: RequestDifference) -> Iterator[str]:
    """Yield what differs at a request."""
    if one.is_new:
        yield tr("was not sent before")
        return
    if one.is_gone:
        yield tr("was sent before, and not now")
        return
    yield from map(difference_words, one.differences[:_MOST_TOLD])
    if (rest := one.count - min(_MOST_TOLD, len(one.differences))) > 0:
        yield trn("and {count:,} more", "and {count:,} more", rest).format(count=rest)
    yield from one.notes


def difference_words(difference: Difference) -> str:
    """Return a difference in one line."""
    left, right = (
        None if text is None else truncate(text, _LONGEST_TOLD)
        for text in (difference.left, difference.right)
    )
    if right is None:
        return tr("{label}: {left} is missing now").format(label=difference.label, left=left)
    if left is None:
        return tr("{label}: {right} is new").format(label=difference.label, right=right)
    return f"{difference.label}: {left} → {right}"
