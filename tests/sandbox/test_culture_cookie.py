"""The language cookie."""

from aiurdesk.sandbox.culture_cookie import culture_cookie


def test_the_cookie_contains_the_culture_twice():
    assert culture_cookie("zh-CN", "path=/; samesite=none") == (
        "set-cookie",
        ".AspNetCore.Culture=c%3Dzh-CN%7Cuic%3Dzh-CN; path=/; samesite=none",
    )
