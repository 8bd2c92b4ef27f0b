"""The settings of a person, each one annotated field."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import msgspec

from aiurdesk.core.environments.plain_http import PlainHttp, hosts_problem
from aiurdesk.core.environments.proxies import ProxySettings
from aiurdesk.core.formats.setting import Setting
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.core.translation import tr

SMALLEST_ZOOM = 60
LARGEST_ZOOM = 250
DEFAULT_ZOOM = 100
ZOOM_STEP = 10


class ColourScheme(StrEnum):
    """Theme of the window."""

    SYSTEM = "system"
    """Light or dark as the desktop is; changes when the desktop changes."""
    LIGHT = "light"
    DARK = "dark"


class Language(StrEnum):
    """The language that the program speaks."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"
    CHINESE = "zh_CN"


class Settings(msgspec.Struct, frozen=True):
    """The choices that are kept from run to run.

    The file's reader, its checks and the dialog are made from these fields.
    """

    colour_scheme: Annotated[
        ColourScheme,
        Setting(
            tr("Colours"),
            tr("“System” changes between light and dark together with the desktop."),
            choices={
                ColourScheme.SYSTEM: tr("System"),
                ColourScheme.LIGHT: tr("Light"),
                ColourScheme.DARK: tr("Dark"),
            },
        ),
    ] = ColourScheme.SYSTEM
    zoom_percent: Annotated[
        int,
        Setting(
            tr("Size of text"),
            tr("100 % is the text size of the desktop."),
            least=SMALLEST_ZOOM,
            most=LARGEST_ZOOM,
            unit=" %",
        ),
    ] = DEFAULT_ZOOM
    limits: Limits = Limits()
    history: HistorySettings = HistorySettings()
    proxy: ProxySettings = ProxySettings()
    text_font: Annotated[
        str, Setting(tr("Font of text"), tr("“System” is the font of the desktop."), font="any")
    ] = ""
    code_font: Annotated[
        str,
        Setting(
            tr("Font of code"),
            tr("A font with letters of equal width, for addresses, bodies and code."),
            font="fixed",
        ),
    ] = ""
    language: Annotated[
        Language,
        Setting(
            tr("Language"),
            tr("From the next start on. What servers and files say stays as it is."),
            choices={
                Language.SYSTEM: tr("System"),
                Language.ENGLISH: tr("English"),
                Language.GERMAN: tr("Deutsch"),
                Language.CHINESE: "简体中文",
            },
        ),
    ] = Language.SYSTEM
    keeps_cookies: Annotated[
        bool,
        Setting(
            tr("Keep cookies"),
            tr(
                "Cookies of requests without a credential that have an expiry are kept "
                "in the keyring over a restart. Those of a session end with the program."
            ),
        ),
    ] = False
    checks_services: Annotated[
        bool,
        Setting(
            tr("Look for updates of services at the start"),
            tr(
                "Reads the descriptions of your own services again, from where they came, and "
                "offers the update where one has changed. Nothing is written by itself."
            ),
        ),
    ] = False
    shows_menu_bar: Annotated[
        bool,
        Setting(
            tr("Always show the menu bar"),
            tr("Without it, Alt shows it, and the menu button at the top has the same entries."),
        ),
    ] = False
    shows_agents: Annotated[
        bool,
        Setting(
            tr("Tools for agents"),
            tr(
                "The history says what agents have sent. A client starts the tools by itself; see "
                "“Agents” in the documentation."
            ),
        ),
    ] = False
    plain_hosts: Annotated[
        tuple[str, ...],
        Setting(
            tr("requests without encryption"),
            tr("Others on the network can read and change requests and responses."),
            check=hosts_problem,
            is_answer=True,
        ),
    ] = ()
    plain_credential_hosts: Annotated[
        tuple[str, ...],
        Setting(
            tr("credentials and cookies without encryption"),
            tr("Others on the network can read credentials and cookies, and use them later."),
            check=hosts_problem,
            is_answer=True,
        ),
    ] = ()
    sandbox_exits: Annotated[
        tuple[str, ...],
        Setting(
            tr("requests out of the sandbox"),
            tr("Requests to a service of yours go there while the sandbox is chosen."),
            is_answer=True,
        ),
    ] = ()
    keys: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Id of an action → its keys, where they are not the defaults; see ``core.key_choices``. They
    are not in the settings dialog, but in one of their own."""

    @property
    def plain_http(self) -> PlainHttp:
        """The hosts that may be reached without encryption."""
        return PlainHttp(self.plain_hosts, self.plain_credential_hosts)


def zoomed(percent: int, steps: int) -> int:
    """Return a size of text some steps larger or smaller, within its range."""
    return max(SMALLEST_ZOOM, min(LARGEST_ZOOM, percent + steps * ZOOM_STEP))
