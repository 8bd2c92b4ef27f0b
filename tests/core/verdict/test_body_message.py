import json

import pytest

from aiurdesk.core.verdict.body_message import body_message


def said(text):
    return body_message(json.loads(text, object_pairs_hook=tuple))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"message": "Not Found", "documentation_url": "https://d.example"}', "Not Found"),
        ('{"type": "about:blank", "title": "Forbidden", "detail": "No credit."}', "No credit."),
        ('{"title": "Forbidden", "status": 403}', "Forbidden"),
        ('{"error": "invalid_grant", "error_description": "Expired."}', "Expired."),
        ('{"error": "invalid_auth"}', "invalid_auth"),
        ('{"error": {"code": 404, "message": "No such project"}}', "No such project"),
        ('{"errors": [{"message": "Cannot query field"}]}', "Cannot query field"),
        ('{"errors": ["first", "second"]}', "first"),
        ('{"Message": "Authorization has been denied."}', "Authorization has been denied."),
        ('{"message": "", "error": "empty"}', "empty"),
        ('{"message": null, "detail": 5, "title": "t"}', "t"),
        ('{"data": {"message": "of the data"}}', ""),
        ("[]", ""),
        ("7", ""),
        ('{"error": {"error": {"error": {"error": {"error": "too deep"}}}}}', ""),
    ],
)
def test_the_most_telling_member_is_quoted(body, sentence):
    assert said(body) == sentence


def test_a_long_sentence_is_cut():
    assert len(said(json.dumps({"message": "x" * 10_000}))) == 2000
