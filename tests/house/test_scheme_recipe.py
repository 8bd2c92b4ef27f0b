"""The recipe "an authentication scheme" of the README, followed in a copy of the project."""

from pathlib import Path

from tests.house.copied_window import check_in_window
from tests.house.loopback import LoopbackServer
from tests.house.tree_copy import TreeCopy
from tests.secret_service import SecretService

SCHEMES = "aiurdesk/core/auth/__init__.py"
LAB = '''\
"""Lab: a name and a password, encoded in a header."""

from base64 import b64encode
from collections.abc import Mapping

from aiurdesk.core.api.endpoint import Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.auth.scheme import AuthScheme, Grant
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret


class LabScheme(AuthScheme):
    """A name and a password. Source: RFC 7617 section 2."""

    id = "lab"
    title = "Lab"
    description = "A name and a password, sent with every request."
    fields = (
        Parameter("user", ParameterKind.TEXT, Location.FORM, required=True, title="User"),
        Parameter("password", ParameterKind.SECRET, Location.FORM, required=True, title="Password"),
    )

    def grant(self, credential: Credential, secrets: Mapping[str, Secret]) -> Grant:
        """Return the header."""
        password = secrets["password"]
        both = f"{credential.value('user')}:{password.reveal()}".encode()
        header = Secret(f"Basic {b64encode(both).decode()}")
        return Grant(headers=(("Authorization", header),), secrets=(password,))
'''
IN_THE_WINDOW = """
    from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget
    from aiurdesk.ui.credentials.credential_form import CredentialForm, FormRules

    def test_the_form_of_a_credential_offers_the_scheme(qtbot, theme):
        window = QWidget()
        qtbot.addWidget(window)
        rules = FormRules(lambda credential: ("http://127.0.0.1",), lambda name, own_id: None)
        form = CredentialForm(theme, window, rules)
        form.open()
        schemes = form.findChild(QComboBox, "scheme")
        schemes.setFocus()
        schemes.setCurrentIndex(schemes.findText("Lab"))
        schemes.activated.emit(schemes.currentIndex())
        lines = {line.accessibleName(): line for line in form.findChildren(QLineEdit)}
        assert lines["Password"].echoMode() is QLineEdit.EchoMode.Password
        for name in ("Name", "User", "Password"):
            lines[name].insert("Ada")
        save = next(b for b in form.findChildren(QPushButton) if b.text() == "Save")
        with qtbot.waitSignal(form.save_wanted) as saved:
            save.click()
        draft = saved.args[0]
        assert (draft.credential.scheme, draft.credential.value("user")) == ("lab", "Ada")
        assert [name for name, _ in draft.secrets] == ["password"]
"""


def test_a_new_scheme_needs_one_file_and_one_line(
    copy: TreeCopy, tmp_path: Path, secret_service: SecretService
):
    copy.write("aiurdesk/core/auth/lab.py", LAB)
    first = "from aiurdesk.core.auth.scheme import AuthScheme\n"
    copy.replace(SCHEMES, first, f"from aiurdesk.core.auth.lab import LabScheme\n{first}")
    copy.replace(SCHEMES, "    TokenScheme(),\n", "    TokenScheme(),\n    LabScheme(),\n")
    copy.check_recipe("an authentication scheme")

    help_run = copy.aiurdesk("credentials", "add", "--help", profile=tmp_path)
    line = next(line for line in help_run.stdout.splitlines() if line.startswith("  lab "))
    assert line.split() == ["lab", "user", "password*", "with", "--origin"]

    with LoopbackServer() as server:
        added = copy.aiurdesk(
            *("credentials", "add", "Lab", "--scheme", "lab", "--origin", server.url),
            *("user=Ada", "password=env:LAB_PASSWORD"),
            profile=tmp_path,
            LAB_PASSWORD="open sesame",
        )
        assert added.returncode == 0, added.stderr
        sent = copy.aiurdesk("send", f"{server.url}/a", "--credential", "Lab", profile=tmp_path)
        assert sent.returncode == 0, sent.stderr
        # base64 of "Ada:open sesame"
        assert server.received[0][1]["authorization"] == "Basic QWRhOm9wZW4gc2VzYW1l"
    check_in_window(copy, IN_THE_WINDOW)
