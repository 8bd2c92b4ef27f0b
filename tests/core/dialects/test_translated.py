from aiurdesk.core.dialects.translated import translated
from aiurdesk.core.verdict.dialect import CodeRow, Dialect
from aiurdesk.core.verdict.verdict import Fix

DIALECT = Dialect(
    "parcels", rows=(CodeRow((7,), name="Lost", headline="Lost", fixes=(Fix("Ask"),)),)
)


def test_a_dialect_is_as_it_is_in_english():
    assert translated(DIALECT) is DIALECT


def test_headline_meaning_and_fixes_are_translated_and_names_are_not(backwards):
    (row,) = translated(DIALECT).rows
    assert (row.codes, row.name, row.headline, row.meaning) == ((7,), "Lost", "tsoL", "")
    assert [fix.text for fix in row.fixes] == ["ksA"]
