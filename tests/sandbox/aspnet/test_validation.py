"""Validators and their error messages, as .NET has them."""

import pytest

from aiurdesk.sandbox.aspnet import validation


@pytest.mark.parametrize(
    ("rule", "good", "bad", "text"),
    [
        (
            validation.min_length(5),
            "12345",
            "1234",
            "The field M must be a string or array type with a minimum length of '5'.",
        ),
        (
            validation.max_length(2),
            "12",
            "123",
            "The field M must be a string or array type with a maximum length of '2'.",
        ),
        (validation.between(1, 100), 100, 101, "The field M must be between 1 and 100."),
        (validation.email, "a@b", "a@", "The M field is not a valid e-mail address."),
        (
            validation.url,
            "https://a.example",
            "a.example",
            "The M field is not a valid fully-qualified http, https, or ftp URL.",
        ),
        (validation.matches("[0-9]+", "The {} is odd."), "12", "1x", "The M is odd."),
    ],
)
def test_a_validator_accepts_a_value_or_names_the_member(rule, good, bad, text):
    assert rule("M", good) is None
    assert rule("M", bad) == text


@pytest.mark.parametrize("text", ["@b", "a@b@c", "a"])
def test_an_invalid_email_address_is_rejected(text):
    assert validation.email("M", text) is not None
