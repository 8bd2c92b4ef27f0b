from aiurdesk.core.exporters.exported import ExportedFolder, exported_item
from aiurdesk.core.exporters.markdown import write_markdown
from aiurdesk.core.request.request import FormBody, JsonBody, Row
from tests.core.exporters.collections import a_folder, a_request


def test_a_page_has_a_heading_for_each_folder_and_request():
    text = write_markdown(a_folder()).text
    for heading in ("# Shop", "## Users", "### List", "## Login"):
        assert f"\n{heading}\n" in f"\n{text}"
    assert "Credential: work" in text
    assert "- status `200`" in text


def test_no_text_breaks_out_of_its_table_or_block():
    rows = FormBody((Row("a|b", "1\n| 2 |"),))
    entries = (
        exported_item("A", a_request("POST", "/", rows), ""),
        exported_item("B", a_request("POST", "/", JsonBody("```\n# x")), ""),
    )
    text = write_markdown(ExportedFolder("C", entries)).text
    assert "| a\\|b | 1 \\| 2 \\| |" in text
    assert "````json\n```\n# x\n````" in text
