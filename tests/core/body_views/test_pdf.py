"""Pages and title of a PDF, of real ones and of broken ones."""

import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views.pdf import PdfFacts, pdf_facts

DATA = Path(__file__).parents[2] / "data" / "files"


def a_pdf(*objects: str, trailer: str = "/Root 1 0 R /Info 3 0 R") -> bytes:
    parts = (f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, 1))
    return f"%PDF-1.4\n{''.join(parts)}trailer << {trailer} >>\n%%EOF".encode("latin-1")


CATALOGUE = "<< /Type /Catalog /Pages 2 0 R >>"
PAGES = "<< /Type /Pages /Kids [] /Count 12 >>"


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("(Lamps \\(all\\) \\101)", "Lamps (all) A"),
        ("<FEFF007A4E2D>", "z中"),
        ("()", ""),
    ],
)
def test_pages_and_title_are_told(title, read):
    facts = pdf_facts(a_pdf(CATALOGUE, PAGES, f"<< /Title {title} >>"))
    assert facts == PdfFacts("1.4", 12, read)


def test_a_file_that_was_changed_counts_as_it_is_now():
    changed = b"\n2 0 obj\n<< /Type /Pages /Count 3 >>\nendobj\n"
    assert pdf_facts(a_pdf(CATALOGUE, PAGES) + changed).pages == 3


def test_objects_in_compressed_streams_are_found():
    texts = [
        b"<< /Type /Catalog /Pages 6 0 R >>",
        b"<< /Type /Pages /Count 7 >>",
        b"<< /Title (a) >>",
    ]
    offsets = [0, len(texts[0]) + 1, len(texts[0]) + len(texts[1]) + 2]
    head = " ".join(f"{5 + at} {offset}" for at, offset in enumerate(offsets)).encode() + b" "
    packed = zlib.compress(head + b" ".join(texts))
    data = b"%%PDF-1.7\n9 0 obj\n<< /Type /ObjStm /N 3 /First %d >>\nstream\n" % len(head)
    data = data.replace(b"%%", b"%") + packed + b"\nendstream\nendobj\n"
    data += b"10 0 obj\n<< /Type /XRef /Root 5 0 R /Info 7 0 R >>\nendobj\n"
    assert pdf_facts(data) == PdfFacts("1.7", 7, "a")


def test_an_encrypted_one_says_so_and_has_no_title():
    facts = pdf_facts(
        a_pdf(
            CATALOGUE, PAGES, "<< /Title (x) >>", trailer="/Root 1 0 R /Info 3 0 R /Encrypt 4 0 R"
        )
    )
    assert (facts.is_encrypted, facts.title) == (True, "")
    assert facts.sentence == "The body is a PDF document: PDF 1.4, 12 pages, encrypted."


@given(st.binary(max_size=200), st.integers(0, 150))
def test_whatever_a_stranger_sends_nothing_is_raised(noise, at):
    whole = a_pdf(CATALOGUE, PAGES, "<< /Title (a) >>")
    for data in (noise, whole[:at] + noise + whole[at:], whole[at:]):
        assert pdf_facts(data).sentence


def test_numbers_that_cannot_be_are_not_told():
    assert pdf_facts(a_pdf(CATALOGUE, "<< /Count 99999999 >>")).pages is None
    assert pdf_facts(b"%PDF-1.4 cut off").pages is None
