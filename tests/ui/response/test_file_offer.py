"""Documents, audio and video: told what they are, and opened elsewhere on a click only."""

from pathlib import Path

from aiurdesk.ui.response import file_offer
from tests.core.body_views.test_media import a_wave
from tests.core.body_views.test_pdf import CATALOGUE, PAGES, a_pdf
from tests.ui.response.view_steps import notes, show, visible_button

PDF = a_pdf(CATALOGUE, PAGES, "<< /Title (Lamps) >>")


async def test_a_pdf_says_its_pages_and_is_opened_on_a_click(views, scope, monkeypatch):
    opened: list[Path] = []

    def opens(path: str) -> bool:
        opened.append(Path(path))
        return True

    monkeypatch.setattr(file_offer, "open_file", opens)
    show(views, PDF, "application/octet-stream")
    views.name_file("lamps.exe")
    await scope.idle()
    assert "12 pages, “Lamps”" in notes(views).text()
    assert opened == []
    visible_button(views, "Open in viewer").click()
    # What the server calls it does not choose the program.
    assert opened[0].name == "lamps.pdf"
    assert opened[0].read_bytes() == PDF


async def test_audio_says_how_long_it_is_and_is_played_elsewhere(views, scope, monkeypatch):
    monkeypatch.setattr(file_offer, "open_file", lambda _path: False)
    show(views, a_wave(), "audio/x-wav")
    await scope.idle()
    assert "WAV (audio/x-wav), 2.00 s" in notes(views).text()
    visible_button(views, "Open in player").click()
    assert "no program for this file" in notes(views).text()


async def test_nothing_else_is_offered_to_other_programs(views, scope):
    show(views, PDF, "application/pdf")
    await scope.idle()
    show(views, b'{"a": 1}')
    assert not views.file.button.isVisible()
    assert "PDF" not in notes(views).text()
