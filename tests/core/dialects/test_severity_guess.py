import pytest

from aiurdesk.core.dialects.pointing import guessed_severity
from aiurdesk.core.verdict.verdict import Severity


@pytest.mark.parametrize(
    ("status", "words", "severity"),
    [
        (200, "invalid_auth", Severity.CREDENTIAL),
        (200, "40001 access token expired", Severity.CREDENTIAL),
        (200, "请先登录", Severity.CREDENTIAL),
        (200, "RATE_LIMIT", Severity.WAIT),
        (200, "quota exceeded", Severity.CAPACITY),
        (200, "INTERNAL_ERROR", Severity.SERVER),
        (200, "size is not valid", Severity.INPUT),
        (401, "", Severity.CREDENTIAL),
        (429, "no token", Severity.WAIT),
        (503, "no token", Severity.SERVER),
    ],
)
def test_status_and_words_say_how_bad_it_is(status, words, severity):
    assert guessed_severity(status, words) is severity
