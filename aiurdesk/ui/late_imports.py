"""The parts of the window that are imported when they are first needed, in one place.

The imports at the top of a module run before the first paint or before the window can be used, so
the window is painted sooner without these. ``startup/preload.py`` imports those that a first
request needs a little later; dialogs are imported when they are opened.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiurdesk.core.collection.offered_tests import OfferedTests
    from aiurdesk.services.collections.environment_places import EnvironmentPlaces
    from aiurdesk.ui.collections.collection_import import CollectionImport
    from aiurdesk.ui.collections.collections_controller import CollectionsController
    from aiurdesk.ui.collections.collections_panel import CollectionsPanel
    from aiurdesk.ui.collections.folder_settings import FolderSettingsEditing
    from aiurdesk.ui.collections.folder_settings_dialog import FolderSettingsDialog
    from aiurdesk.ui.collections.saved_work import SavedWork
    from aiurdesk.ui.collections.saving import Saving
    from aiurdesk.ui.collections.trust_questions import TrustQuestions
    from aiurdesk.ui.credentials.auth_panel import AuthPanel
    from aiurdesk.ui.credentials.credential_actions import CredentialActions
    from aiurdesk.ui.credentials.credential_forms import DialogParts
    from aiurdesk.ui.endpoints.docs_panel import DocsPanel
    from aiurdesk.ui.endpoints.endpoints_panel import EndpointsPanel
    from aiurdesk.ui.environments.environment_actions import EnvironmentActions
    from aiurdesk.ui.environments.questions import EnvironmentQuestions
    from aiurdesk.ui.environments.variable_completion import VariableCompletion
    from aiurdesk.ui.environments.variable_dialog import VariableDialog
    from aiurdesk.ui.environments.variable_tip import VariableTip
    from aiurdesk.ui.form.body_panel import BodyPanel
    from aiurdesk.ui.form.headers_panel import HeadersPanel
    from aiurdesk.ui.form.parameters_panel import ParametersPanel
    from aiurdesk.ui.form.preview_panel import PreviewPanel
    from aiurdesk.ui.form.response_tests_panel import ResponseTestsPanel
    from aiurdesk.ui.history.compare_dialog import CompareDialog
    from aiurdesk.ui.history.history_panel import HistoryPanel
    from aiurdesk.ui.keys.key_rules import UsableKeys
    from aiurdesk.ui.keys.keys_dialog import KeysDialog
    from aiurdesk.ui.palette.palette_controller import PaletteController
    from aiurdesk.ui.palette.source import PaletteParts
    from aiurdesk.ui.request.notes_panel import NotesPanel
    from aiurdesk.ui.request.offer_strip import OfferStrip
    from aiurdesk.ui.request.send_options_dialog import SendOptionsDialog
    from aiurdesk.ui.request.text_import import TextImport
    from aiurdesk.ui.response.verdict_banner import VerdictBanner
    from aiurdesk.ui.response.views import ResponseViews
    from aiurdesk.ui.runs.run_controller import RunController
    from aiurdesk.ui.sockets.socket_controller import SocketController
    from aiurdesk.ui.sockets.socket_panel import SocketPanel
    from aiurdesk.ui.sockets.socket_parts import SocketParts
    from aiurdesk.ui.sockets.stargate_tour import StargateTour
    from aiurdesk.ui.widgets.elided_label import ElidedLabel
    from aiurdesk.ui.window.about_dialog import AboutDialog
    from aiurdesk.ui.window.documentation_dialog import DocumentationDialog
    from aiurdesk.ui.window.go_to_field import GoToField
    from aiurdesk.ui.window.messages import MessageBar
    from aiurdesk.ui.window.settings_dialog import SettingsDialog


def auth_panel() -> "type[AuthPanel]":
    """Return the class."""
    from aiurdesk.ui.credentials.auth_panel import AuthPanel

    return AuthPanel


def body_panel() -> "type[BodyPanel]":
    """Return the class."""
    from aiurdesk.ui.form.body_panel import BodyPanel

    return BodyPanel


def collection_import() -> "type[CollectionImport]":
    """Return the class."""
    from aiurdesk.ui.collections.collection_import import CollectionImport

    return CollectionImport


def collections_controller() -> "type[CollectionsController]":
    """Return the class."""
    from aiurdesk.ui.collections.collections_controller import CollectionsController

    return CollectionsController


def folder_settings_editing() -> "type[FolderSettingsEditing]":
    """Return the class."""
    from aiurdesk.ui.collections.folder_settings import FolderSettingsEditing

    return FolderSettingsEditing


def folder_settings_dialog() -> "type[FolderSettingsDialog]":
    """Return the class."""
    from aiurdesk.ui.collections.folder_settings_dialog import FolderSettingsDialog

    return FolderSettingsDialog


def saved_work() -> "type[SavedWork]":
    """Return the class."""
    from aiurdesk.ui.collections.saved_work import SavedWork

    return SavedWork


def saving() -> "type[Saving]":
    """Return the class."""
    from aiurdesk.ui.collections.saving import Saving

    return Saving


def trust_questions() -> "type[TrustQuestions]":
    """Return the class."""
    from aiurdesk.ui.collections.trust_questions import TrustQuestions

    return TrustQuestions


def collections_panel() -> "type[CollectionsPanel]":
    """Return the class."""
    from aiurdesk.ui.collections.collections_panel import CollectionsPanel

    return CollectionsPanel


def credential_actions() -> "type[CredentialActions]":
    """Return the class."""
    from aiurdesk.ui.credentials.credential_actions import CredentialActions

    return CredentialActions


def dialog_parts() -> "type[DialogParts]":
    """Return the class."""
    from aiurdesk.ui.credentials.credential_forms import DialogParts

    return DialogParts


def environment_actions() -> "type[EnvironmentActions]":
    """Return the class."""
    from aiurdesk.ui.environments.environment_actions import EnvironmentActions

    return EnvironmentActions


def environment_places() -> "type[EnvironmentPlaces]":
    """Return the class."""
    from aiurdesk.services.collections.environment_places import EnvironmentPlaces

    return EnvironmentPlaces


def environment_questions() -> "type[EnvironmentQuestions]":
    """Return the class."""
    from aiurdesk.ui.environments.questions import EnvironmentQuestions

    return EnvironmentQuestions


def docs_panel() -> "type[DocsPanel]":
    """Return the class."""
    from aiurdesk.ui.endpoints.docs_panel import DocsPanel

    return DocsPanel


def endpoints_panel() -> "type[EndpointsPanel]":
    """Return the class."""
    from aiurdesk.ui.endpoints.endpoints_panel import EndpointsPanel

    return EndpointsPanel


def elided_label() -> "type[ElidedLabel]":
    """Return the class."""
    from aiurdesk.ui.widgets.elided_label import ElidedLabel

    return ElidedLabel


def headers_panel() -> "type[HeadersPanel]":
    """Return the class."""
    from aiurdesk.ui.form.headers_panel import HeadersPanel

    return HeadersPanel


def notes_panel() -> "type[NotesPanel]":
    """Return the class."""
    from aiurdesk.ui.request.notes_panel import NotesPanel

    return NotesPanel


def palette_controller() -> "type[PaletteController]":
    """Return the class."""
    from aiurdesk.ui.palette.palette_controller import PaletteController

    return PaletteController


def palette_parts() -> "type[PaletteParts]":
    """Return the class."""
    from aiurdesk.ui.palette.source import PaletteParts

    return PaletteParts


def parameters_panel() -> "type[ParametersPanel]":
    """Return the class."""
    from aiurdesk.ui.form.parameters_panel import ParametersPanel

    return ParametersPanel


def preview_panel() -> "type[PreviewPanel]":
    """Return the class."""
    from aiurdesk.ui.form.preview_panel import PreviewPanel

    return PreviewPanel


def offered_tests() -> "type[OfferedTests]":
    """Return the class."""
    from aiurdesk.core.collection.offered_tests import OfferedTests

    return OfferedTests


def response_tests_panel() -> "type[ResponseTestsPanel]":
    """Return the class."""
    from aiurdesk.ui.form.response_tests_panel import ResponseTestsPanel

    return ResponseTestsPanel


def variable_tip() -> "type[VariableTip]":
    """Return the class."""
    from aiurdesk.ui.environments.variable_tip import VariableTip

    return VariableTip


def variable_completion() -> "type[VariableCompletion]":
    """Return the class."""
    from aiurdesk.ui.environments.variable_completion import VariableCompletion

    return VariableCompletion


def history_panel() -> "type[HistoryPanel]":
    """Return the class."""
    from aiurdesk.ui.history.history_panel import HistoryPanel

    return HistoryPanel


def compare_dialog() -> "type[CompareDialog]":
    """Return the class."""
    from aiurdesk.ui.history.compare_dialog import CompareDialog

    return CompareDialog


def send_options_dialog() -> "type[SendOptionsDialog]":
    """Return the class."""
    from aiurdesk.ui.request.send_options_dialog import SendOptionsDialog

    return SendOptionsDialog


def variable_dialog() -> "type[VariableDialog]":
    """Return the class."""
    from aiurdesk.ui.environments.variable_dialog import VariableDialog

    return VariableDialog


def run_controller() -> "type[RunController]":
    """Return the class."""
    from aiurdesk.ui.runs.run_controller import RunController

    return RunController


def offer_strip() -> "type[OfferStrip]":
    """Return the class."""
    from aiurdesk.ui.request.offer_strip import OfferStrip

    return OfferStrip


def text_import() -> "type[TextImport]":
    """Return the class."""
    from aiurdesk.ui.request.text_import import TextImport

    return TextImport


def socket_controller() -> "type[SocketController]":
    """Return the class."""
    from aiurdesk.ui.sockets.socket_controller import SocketController

    return SocketController


def socket_parts() -> "type[SocketParts]":
    """Return the class."""
    from aiurdesk.ui.sockets.socket_parts import SocketParts

    return SocketParts


def socket_panel() -> "type[SocketPanel]":
    """Return the class."""
    from aiurdesk.ui.sockets.socket_panel import SocketPanel

    return SocketPanel


def stargate_tour() -> "type[StargateTour]":
    """Return the class."""
    from aiurdesk.ui.sockets.stargate_tour import StargateTour

    return StargateTour


def verdict_banner() -> "type[VerdictBanner]":
    """Return the class."""
    from aiurdesk.ui.response.verdict_banner import VerdictBanner

    return VerdictBanner


def response_views() -> "type[ResponseViews]":
    """Return the class."""
    from aiurdesk.ui.response.views import ResponseViews

    return ResponseViews


def about_dialog() -> "type[AboutDialog]":
    """Return the class."""
    from aiurdesk.ui.window.about_dialog import AboutDialog

    return AboutDialog


def documentation_dialog() -> "type[DocumentationDialog]":
    """Return the class."""
    from aiurdesk.ui.window.documentation_dialog import DocumentationDialog

    return DocumentationDialog


def go_to_field() -> "type[GoToField]":
    """Return the class."""
    from aiurdesk.ui.window.go_to_field import GoToField

    return GoToField


def keys_dialog() -> "type[KeysDialog]":
    """Return the class."""
    from aiurdesk.ui.keys.keys_dialog import KeysDialog

    return KeysDialog


def usable_keys() -> "type[UsableKeys]":
    """Return the class."""
    from aiurdesk.ui.keys.key_rules import UsableKeys

    return UsableKeys


def message_bar() -> "type[MessageBar]":
    """Return the class."""
    from aiurdesk.ui.window.messages import MessageBar

    return MessageBar


def settings_dialog() -> "type[SettingsDialog]":
    """Return the class."""
    from aiurdesk.ui.window.settings_dialog import SettingsDialog

    return SettingsDialog
