import tomllib
from pathlib import PurePosixPath

import pytest

from aiurdesk import resources
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.verdict.envelope import NotAnEnvelopeReason
from aiurdesk.core.verdict.failures import explain, explanations
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity

FILES = resources.list_names("explanations")
SUBJECTS = [PurePosixPath(file).stem for file in FILES]


def test_every_row_has_a_headline_sentences_and_actions_that_exist():
    for file, subject in zip(FILES, SUBJECTS, strict=True):
        rows = explanations(subject)
        assert rows
        for key, row in rows.items():
            fixes = tomllib.loads(resources.read_text(file))[key].get("fixes", ())
            # Read without checks: an unknown member of a fix would not be noticed.
            assert [{**fix} for fix in fixes] == [
                {name: value for name, value in members(fix).items() if value} for fix in row.fixes
            ]
            assert row.headline[-1] not in ".:", (subject, key)
            assert not row.meaning or row.meaning[-1] in ".}", (subject, key)
            # A fix is a sentence, or a button.
            assert all((fix.text[-1] == ".") is (fix.action is None) for fix in row.fixes), key


def members(fix):
    return {"text": fix.text, "action": fix.action and fix.action.value, "target": fix.target}


def test_every_kind_and_reason_has_its_row_and_no_row_is_left_over():
    assert explanations("failures").keys() == {
        *FailureKind, "authority_expired", "plain_websocket_refused",
    }  # fmt: skip
    assert explanations("bodies").keys() == set(NotAnEnvelopeReason)
    for subject in ("sockets", "streams"):
        assert explanations(subject).keys() < set(FailureKind)


def test_every_class_of_status_has_a_row_and_all_others_are_numbers():
    usual = {"1xx", "2xx", "3xx", "4xx", "5xx", "unknown"}
    special = {"sign_in_page", "websocket_only", "https_only"}
    special |= {"wrong_password", "refused_credential", "scope_missing"}
    keys = explanations("statuses").keys()
    assert usual | special <= keys
    assert all(100 <= int(key) <= 599 for key in keys - usual - special)


def test_what_comes_instead_of_an_envelope_is_named_for_every_reason():
    rows = explanations("bodies").values()
    assert len({row.instead for row in rows} - {""}) == len(rows)


def test_the_first_key_that_has_a_row_counts():
    assert explain("statuses", "404", "4xx", "unknown").headline == "Not found"
    assert explain("statuses", "418", "4xx", "unknown").headline == "Request refused"
    assert explain("statuses", "999", "9xx", "unknown").headline == "Unknown status"
    with pytest.raises(KeyError):
        explain("statuses", "999")


def test_texts_are_translated_where_they_are_asked_for(backwards):
    row = explain("bodies", NotAnEnvelopeReason.EMPTY)
    assert (row.headline, row.instead, row.severity) == ("ydob on", "ydob on", Severity.UNEXPECTED)
    assert row.meaning.startswith(".egassem on")
    assert row.fixes[1] == Fix("sredaeh wohS", FixAction.SHOW_HEADERS)
    assert explanations("bodies")["empty"].headline == "no body"
