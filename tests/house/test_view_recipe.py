"""The recipe "a response view" of the README, followed in a copy of the project.

One view shows its text in the usual way; the other one brings a kind of rendering of its own.
"""

from tests.house.copied_window import check_in_window
from tests.house.loopback import LoopbackServer
from tests.house.tree_copy import TreeCopy

VIEWS = "aiurdesk/core/body_views/__init__.py"
CARD = '''\
"""Cards of people, in columns."""

from aiurdesk.core.request.typed import Typed
from aiurdesk.core.body_views.view import PLAIN_TEXT, Content, Rendering, render_text


class CardView:
    """Takes what is called a card."""

    def claim(self, content: Content) -> float:
        """Trust the media type."""
        return 0.9 if content.media_type == "text/vcard" else 0.0

    def render(self, content: Content) -> Rendering:
        """Return names and values in columns."""
        text = render_text(PLAIN_TEXT, content).text
        lines = [" | ".join(line.split(":")) for line in text.splitlines()]
        return Rendering(PLAIN_TEXT, "\\n".join(lines))
'''
SOUND = '''\
"""Sounds, as a sentence about them."""

from aiurdesk.core.body_views.view import Content, Rendering, RenderingKind

SOUND = RenderingKind("a sound", tab="Sound")


class SoundView:
    """Takes WAV files by their first bytes."""

    def claim(self, content: Content) -> float:
        """Trust the signature."""
        return 0.99 if content.data.startswith(b"RIFF") else 0.0

    def render(self, content: Content) -> Rendering:
        """Return how long the file is."""
        return Rendering(SOUND, f"A sound of {content.size_bytes} bytes")
'''
IN_THE_WINDOW = """
    import os
    from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton, QTabBar
    from aiurdesk.core.preparing.custom_url import custom_request
    from tests.ui.opened_window import opened_window

    def shown(opened, name):
        parts = opened.window.findChildren(QPlainTextEdit)
        return next(p for p in parts if p.accessibleName() == name and p.isVisible())

    async def test_bodies_are_shown_by_the_new_views(theme, tmp_path):
        async with opened_window(theme, tmp_path) as opened:
            for variable, tab, text in (
                ("CARD", "Text", "FN | Ada\\nAGE | 36"),
                ("SOUND", "Sound", "A sound of 12 bytes"),
            ):
                opened.controller.workbench.open_request(custom_request(os.environ[variable]))
                await opened.scope.idle()
                opened.find("send", QPushButton).click()
                await opened.answer()
                assert shown(opened, "Response text").toPlainText() == text
                bars = opened.window.findChildren(QTabBar)
                bar = next(
                    b for b in bars if b.accessibleName() == "Response views" and b.isVisible()
                )
                assert bar.tabText(bar.currentIndex()) == tab
                bar.setCurrentIndex(0)
                labels = opened.window.findChildren(QLabel)
                shown_texts = [label.text() for label in labels if label.isVisible()]
                assert any(f"the {tab} tab shows it." in words for words in shown_texts)
"""


def test_a_new_view_needs_one_file_and_one_line(copy: TreeCopy):
    copy.write("aiurdesk/core/body_views/card.py", CARD)
    copy.write("aiurdesk/core/body_views/sound.py", SOUND)
    first = "from aiurdesk.core.body_views.hex_dump import HexView\n"
    new = "from aiurdesk.core.body_views.card import CardView\n"
    also_new = "from aiurdesk.core.body_views.sound import SoundView\n"
    copy.replace(VIEWS, first, new + also_new + first)
    copy.replace(VIEWS, "    JsonView(),\n", "    CardView(),\n    SoundView(),\n    JsonView(),\n")
    copy.check_recipe("a response view")

    with (
        LoopbackServer(b"FN:Ada\nAGE:36", "text/vcard") as card,
        LoopbackServer(b"RIFF\0\0\0\0WAVE", "audio/wav") as sound,
    ):
        check_in_window(copy, IN_THE_WINDOW, CARD=card.url, SOUND=sound.url)
