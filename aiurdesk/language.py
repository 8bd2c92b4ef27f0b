"""Chooses the language of the process; many modules have texts, so this comes before their import.

The variable ``AIURDESK_LANGUAGE`` counts before the setting, and the setting before what the system
says.
"""

import json
import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from aiurdesk import libraries, resources
from aiurdesk.core import translation
from aiurdesk.storage.paths import places

VARIABLE = "AIURDESK_LANGUAGE"
"""Names the language, such as ``de`` or ``en``; other processes of this program inherit it."""
_FOLDER = "languages"
_SIMPLIFIED = frozenset({"zh", "zh_CN", "zh_SG", "zh_Hans", "zh_Hans_CN", "zh_Hans_SG"})
_ENGLISH = frozenset({"", "C", "POSIX", "en"})


def set_language(profile: Path | None, environ: Mapping[str, str] = os.environ) -> None:
    """Translate the texts of this process.

    Args:
        profile: Whose settings may name a language; None means the usual place.
        environ: The variables of the process.
    """
    name = next(filter(None, (_translation(wish) for wish in _wishes(profile, environ))), "en")
    if name == "en":
        return
    file = BytesIO(resources.read_bytes(f"{_FOLDER}/{name}.mo"))
    translation.use(libraries.gettext.GNUTranslations(file), name)
    # For the helper processes, which know neither profile nor settings.
    os.environ[VARIABLE] = name


def _wishes(profile: Path | None, environ: Mapping[str, str]) -> list[str]:
    """Return the names of languages, the first one wanted most."""
    chosen = environ.get(VARIABLE) or _setting(profile)
    system = next(filter(None, map(environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "") or ""
    # As gettext: the list of languages does not count where the locale says none at all.
    is_plain = system.partition(".")[0] in _ENGLISH
    wishes = [] if is_plain else environ.get("LANGUAGE", "").split(":")
    return [chosen, *wishes, "en" if is_plain else system]


def _translation(wish: str) -> str:
    """Return the name of the translation that a wish means; empty where there is none."""
    locale = wish.partition(".")[0].partition("@")[0].replace("-", "_")
    if locale in _SIMPLIFIED:
        return "zh_CN"
    language = locale.partition("_")[0]
    return language if language in ("de", "en") else ""


def _setting(profile: Path | None) -> str:
    # Read by itself: the reader of all settings has texts, which need the language.
    try:
        record = json.loads(places(profile).settings_file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return ""
    chosen = record.get("language") if isinstance(record, dict) else None
    return chosen if isinstance(chosen, str) else ""
