"""The language cookie."""

from datetime import UTC, datetime

from aiurdesk.sandbox.culture_cookie import culture_cookie


def test_it_names_the_culture_twice_and_lasts_a_year():
    cookie = culture_cookie("zh-CN", datetime(2026, 11, 24, 15, 28, 51, tzinfo=UTC))
    assert cookie == (
        ".AspNetCore.Culture=c%3Dzh-CN%7Cuic%3Dzh-CN; "
        "expires=Wed, 24 Nov 2027 15:28:51 GMT; path=/; samesite=none"
    )


def test_a_leap_day_has_a_next_year_too():
    assert "28 Feb 2029" in culture_cookie("en", datetime(2028, 2, 29, tzinfo=UTC))
