import pytest

from aiurdesk.core.dialects.marked_path import explain
from tests.json_trees import read_tree

BODY = '{"ok": false, "error": {"co-de": "x", "details": [{"reason": "r"}]}, "data": {"msg": "m"}}'


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("ok", 1),
        ("!ok", 1),
        ('error."co-de"', 3),
        ("error.details[?reason].reason | [0]", 4),
        ("missing == `null` || ok == 'error'", 1),
        ("contains(['error'], type(ok)) && ok", 1),
        ("error.details[0].reason", 6),
    ],
)
def test_the_line_that_a_path_leads_to_says_what_it_gave(path, line):
    explanation = explain({"code": path}, read_tree(BODY))
    assert explanation.remarks == {line: f"code: {path}"}
    assert explanation.sentences == ()


def test_what_is_in_no_line_is_a_sentence():
    paths = {"request_id": "header:x-id", "code": "http:status", "ok": "!errors"}
    assert explain(paths, read_tree(BODY)).sentences == (
        "Request id: the header x-id",
        "Code: the HTTP status",
        "Whether it worked: !errors",
    )


def test_a_path_into_a_text_that_is_json_leads_to_the_line_of_the_text():
    tree = read_tree('{"ok": 1, "reply": "{\\"code\\": 5}", "a": {"b": 1}}')
    explanation = explain({"code": "reply.code", "message": "a.c"}, tree)
    assert explanation.remarks == {2: "code: reply.code"}
    assert explanation.sentences == ("Message: a.c",)


def test_a_line_may_give_two_things():
    explanation = explain({"code": "error", "message": "error"}, read_tree('{"error": "a"}'))
    assert explanation.remarks == {1: "code: error · message: error"}


def test_paths_begin_where_the_root_is():
    explanation = explain({"root": "data", "message": "msg"}, read_tree(BODY))
    assert sorted(explanation.remarks.values()) == ["message: msg", "where the rest is read: data"]


def test_a_long_path_is_truncated():
    path = "ok" + " || ok" * 200
    (remark,) = explain({"ok": path}, read_tree(BODY)).remarks.values()
    assert remark.endswith("…")
    assert len(remark) < 160
