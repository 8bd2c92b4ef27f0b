"""The little of a profile that the window needs for its first picture."""

from typing import NamedTuple


class FirstLook(NamedTuple):
    """Colours, size of text and place of the window; what cannot be read has its default.

    A plain tuple: importing what makes a struct would keep the first picture waiting.
    """

    colour_scheme: str = "system"
    zoom_percent: int = 100
    geometry: str = ""
    splitter: str = ""
    is_sidebar_visible: bool = True
    environment: str = ""
