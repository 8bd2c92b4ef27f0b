"""Guesses how bad a result code is, from the HTTP status and the words that came with it."""

import re

from aiurdesk.core.verdict.verdict import Severity

_BY_WORDS = (
    (
        Severity.WAIT,
        r"rate.?limit|too (?:many|often|fast)|throttl|busy|slow down|in progress|later|cool.?down"
        r"|频繁|稍后|繁忙",
    ),
    (
        Severity.CAPACITY,
        r"quota|capacity|out of (?:stock|space|credit)|insufficient|not enough|storage.*full"
        r"|余额|不足|配额",
    ),
    (
        Severity.CREDENTIAL,
        r"auth|token|credential|api.?key|password|sign(?:ed)?.?in|log(?:ged)?.?in|login|session"
        r"|permi(?:t|ss)|forbidden|denied|not allowed|scope|登录|令牌|权限|未授权|鉴权",
    ),
    (
        Severity.SERVER,
        r"internal|server|exception|crash|unavailable|maintenance|database|timed? ?out|unexpected"
        r"|系统错误|服务器|内部",
    ),
)
_PATTERNS = tuple((severity, re.compile(words, re.IGNORECASE)) for severity, words in _BY_WORDS)
_BY_STATUS = {
    401: Severity.CREDENTIAL,
    402: Severity.CAPACITY,
    403: Severity.CREDENTIAL,
    407: Severity.CREDENTIAL,
    423: Severity.WAIT,
    425: Severity.WAIT,
    429: Severity.WAIT,
    507: Severity.CAPACITY,
}
_LONGEST_READ = 1_000


def guessed_severity(status: int, words: str) -> Severity:
    """Return how bad a failure seems to be.

    Args:
        words: Its code and its message.
    """
    by_status = _BY_STATUS.get(status)
    if by_status is not None:
        return by_status
    if status >= 500:
        return Severity.SERVER
    text = words[:_LONGEST_READ].replace("_", " ")
    by_words = (severity for severity, pattern in _PATTERNS if pattern.search(text))
    return next(by_words, Severity.INPUT)
