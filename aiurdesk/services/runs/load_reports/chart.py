"""The chart of a load test as a drawing within a page: rate, percentiles and verdicts over time."""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from aiurdesk.core.load.load_report import LoadPoint
from aiurdesk.core.load.load_series import thinned
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import SEVERITIES_OF_VERDICTS, Severity

_MOST_POINTS = 300
_WIDTH, _LEFT, _RIGHT = 1000, 56, 8
_HEIGHT, _TITLE, _GAP = 110, 22, 18
_LINES = 5
"""Between the lines of a pattern."""


def chart(points: Sequence[LoadPoint], words: str) -> str:
    """Return the drawing.

    Args:
        words: What it shows, for those who do not see it.
    """
    drawn = thinned(points, _MOST_POINTS)
    end_s = drawn[-1].at_s + drawn[-1].seconds
    rows = (
        (tr("Requests a second"), _rate),
        (tr("Milliseconds: p50 and, dashed, p95"), _times),
        (tr("Share by verdict"), _shares),
    )
    parts = []
    for n, (title, draw) in enumerate(rows):
        top = n * (_HEIGHT + _TITLE + _GAP)
        parts.append(f'<text x="0" y="{top + 14}" class="name">{escape(title)}</text>')
        parts.append(f'<g transform="translate({_LEFT} {top + _TITLE})">')
        parts.extend(draw(drawn, end_s))
        parts.append("</g>")
    bottom = len(rows) * (_HEIGHT + _TITLE + _GAP)
    parts.append(f'<text x="{_LEFT}" y="{bottom}">0 s</text>')
    end = f'<text x="{_WIDTH - _RIGHT}" y="{bottom}" text-anchor="end">{end_s:,} s</text>'
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {bottom + 6}" role="img" '
        f'aria-label="{escape(words)}"><defs>{"".join(map(_pattern, Severity))}</defs>'
        f"{''.join(parts)}{end}</svg>"
    )


def pattern_of(severity: Severity) -> str:
    """Return a square of a legend, as the chart draws the severity."""
    return f'<rect width="14" height="14" class="{severity}"/>{_signs(severity, 14)}'


def _pattern(severity: Severity) -> str:
    size = 2 * _LINES
    return (
        f'<pattern id="p-{severity}" width="{size}" height="{size}" '
        f'patternUnits="userSpaceOnUse"><rect width="{size}" height="{size}" class="{severity}"/>'
        f"{_signs(severity, size)}</pattern>"
    )


def _signs(severity: Severity, size: int) -> str:
    """Return lines, dots or nothing over the colour, so that colour never says it alone."""
    half = size / 2
    shapes = (
        "",
        f'<path d="M0 {half}H{size}"/>',
        f'<path d="M{half} 0V{size}"/>',
        f'<path d="M0 {size}L{size} 0"/>',
        f'<path d="M0 0L{size} {size}"/>',
        f'<path d="M0 0L{size} {size}M0 {size}L{size} 0"/>',
        f'<path d="M0 {half}H{size}M{half} 0V{size}"/>',
        f'<circle cx="{half}" cy="{half}" r="{size / 5}"/>',
        f'<circle cx="{half}" cy="{half}" r="{size / 3}" class="ring"/>',
    )
    # A test that failed looks as in the window: as the server, whose colour it has, with dots.
    number = SEVERITIES_OF_VERDICTS.index(severity) if severity in SEVERITIES_OF_VERDICTS else 7
    return f'<g class="sign">{shapes[number]}</g>'


def _rate(points: Sequence[LoadPoint], end_s: int) -> Iterator[str]:
    most = max(point.per_second for point in points) or 1.0
    yield from _frame(f"{most:,.0f}", "0")
    yield _line("rate", points, end_s, lambda point: point.per_second / most)


def _times(points: Sequence[LoadPoint], end_s: int) -> Iterator[str]:
    most = max(point.p95_ms for point in points) or 1
    yield from _frame(f"{most:,}", "0")
    yield _line("p95", points, end_s, lambda point: point.p95_ms / most)
    yield _line("p50", points, end_s, lambda point: point.p50_ms / most)


def _shares(points: Sequence[LoadPoint], end_s: int) -> Iterator[str]:
    yield from _frame("100 %", "0 %")
    below = [0.0] * len(points)
    for severity in Severity:
        shares = [dict(p.by_severity).get(severity, 0) / p.sent if p.sent else 0 for p in points]
        if not any(shares):
            continue
        bars = []
        for n, (point, share) in enumerate(zip(points, shares, strict=True)):
            if share:
                left, right = _x(point.at_s, end_s), _x(point.at_s + point.seconds, end_s)
                top, bottom = _y(below[n] + share), _y(below[n])
                bars.append(f"M{left:.1f} {bottom:.1f}V{top:.1f}H{right:.1f}V{bottom:.1f}Z")
                below[n] += share
        yield f'<path fill="url(#p-{severity})" d="{"".join(bars)}"/>'


def _frame(most: str, least: str) -> Iterator[str]:
    """Yield the lines above and below, with what they stand for."""
    for y, words in ((0, most), (_HEIGHT, least)):
        yield f'<path class="edge" d="M0 {y}H{_x(1, 1):.0f}"/>'
        yield f'<text x="-6" y="{y + 5}" text-anchor="end">{words}</text>'


def _line(
    name: str, points: Sequence[LoadPoint], end_s: int, share: Callable[[LoadPoint], float]
) -> str:
    """Return steps, so that one second alone is seen, too."""
    steps = "".join(
        f"{'L' if n else 'M'}{_x(point.at_s, end_s):.1f} {_y(share(point)):.1f}"
        f"H{_x(point.at_s + point.seconds, end_s):.1f}"
        for n, point in enumerate(points)
    )
    return f'<path class="line {name}" d="{steps}"/>'


def _x(at_s: float, end_s: float) -> float:
    return (_WIDTH - _LEFT - _RIGHT) * at_s / end_s


def _y(share: float) -> float:
    return _HEIGHT * (1 - share)
