import msgspec
import pytest

from aiurdesk.ui.response.code_remark import code_remark
from tests.json_trees import read_tree
from tests.ui.response.exchanges import INVALID_INPUT


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"message": "", "code": -10}', 2),
        ('{"Code": -10}', 1),
        ('{"inner": {"code": -10}}', None),
        ('{"code": 0}', None),
        ("7", None),
    ],
)
def test_the_code_is_remarked_where_the_envelope_carries_it(text, line):
    expected = {} if line is None else {line: "invalid input"}
    assert code_remark(read_tree(text), INVALID_INPUT) == expected
    assert code_remark(read_tree(text), msgspec.structs.replace(INVALID_INPUT, code=None)) == {}


def test_a_code_without_a_name_is_remarked_by_its_headline():
    verdict = msgspec.structs.replace(INVALID_INPUT, code=-9, name="", headline="Unexpected code")
    assert code_remark(read_tree('{"code": -9}'), verdict) == {1: "unexpected code"}


def test_a_code_that_is_text_is_remarked_however_it_was_escaped():
    verdict = msgspec.structs.replace(INVALID_INPUT, code="bad é")
    assert code_remark(read_tree(r'{"code": "bad \u00e9"}'), verdict) == {1: "invalid input"}
    assert code_remark(read_tree('{"code": "bad"}'), verdict) == {}
    assert code_remark(read_tree('{"code": 0}'), verdict) == {}
