"""``aiurdesk credentials`` as a process of its own with a real keyring."""

import contextlib
import json
import os
import re
import shlex
import subprocess
import sys
import time

import pytest

from aiurdesk.cli import main as cli
from aiurdesk.resources import read_text
from aiurdesk.sandbox.accounts import READY_APP, READY_PERSON
from tests.authorization_server import CLIENT_ID, CLIENT_SECRET, running
from tests.command_line import run_command
from tests.digest_server import PASSWORD, USER, digest_handler
from tests.end_to_end.loopback_server import QuietHandler, http_serving

USED = ("--credential", "Cloud")
IN_SANDBOX = ("--environment", "Sandbox")
APP_ID = f"app_id={READY_APP.id}"
WORK = ("add", "Work app", "--scheme", "app", APP_ID, *IN_SANDBOX)
SIGNED_IN = "Signed in as Newcomer (newcomer@aiursoft.com).\n"
PUSH = ("stargate.channel.createchannel", "Description=x", "--sandbox")


class Recording(QuietHandler):
    """Records the header Authorization of each request."""

    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(self.headers.get("Authorization", ""))
        self.respond(b"{}", Content_Type="application/json")


def aiurdesk(*arguments, profile, variables=(), typed=""):
    environment = os.environ | dict(variables)
    environment.pop("DISPLAY", None)
    call = (*arguments, "--profile", profile)
    return run_command(*call, environment=environment, typed=typed)


def credentials(*arguments, **options):
    return aiurdesk("credentials", *arguments, **options)


def add_work_app(profile, secret=READY_APP.secret):
    run = credentials(*WORK, "app_secret=-", profile=profile, typed=f"{secret}\n")
    assert run.returncode == 0, run.stderr
    return run


def listed(profile):
    run = credentials("list", "--json", profile=profile)
    assert run.returncode == 0, run.stderr
    return {record["name"]: record for record in json.loads(run.stdout)}


def test_a_credential_is_added_tested_used_and_removed(secret_service, tmp_path):
    added = add_work_app(tmp_path)
    assert "Work app is saved" in added.stderr
    assert list(secret_service.entries().values()) == [READY_APP.secret]
    assert listed(tmp_path)["Work app"] == {
        "name": "Work app",
        "scheme": "app",
        "origins": ["sandbox"],
        "values": {"token_server": "archon", "app_id": READY_APP.id},
    }

    run = credentials("test", "work APP", "--sandbox", profile=tmp_path)
    assert (run.returncode, READY_APP.id in run.stdout) == (0, True), run.stderr

    run = aiurdesk("send", *PUSH, "--credential", "Work app", profile=tmp_path)
    assert (run.returncode, json.loads(run.stdout)["code"]) == (0, 0), run.stderr

    run = credentials("remove", "Work app", profile=tmp_path)
    assert run.returncode == 0, run.stderr
    assert secret_service.entries() == {}
    assert "Work app" not in listed(tmp_path)


def test_a_wrong_secret_is_reported_with_the_response_of_the_service(secret_service, tmp_path):
    wrong = "0" * 32
    add_work_app(tmp_path, wrong)
    run = credentials("test", "Work app", "--sandbox", profile=tmp_path)
    assert (run.returncode, run.stdout) == (1, ""), run.stderr
    assert "Signing in failed" in run.stderr
    assert "No app has this id and secret" in run.stderr
    run = aiurdesk(*("send", *PUSH, "--credential", "Work app", "--show", "json"), profile=tmp_path)
    assert run.returncode == 1, run.stderr
    record = json.loads(run.stdout)
    assert record["verdict"]["code"] == -1
    assert record["verdict"]["headline"].startswith("Not sent: signing in failed. ")
    assert wrong not in run.stdout + run.stderr


def test_a_locked_keyring_gives_a_sentence_and_status_2(secret_service, tmp_path):
    add_work_app(tmp_path)
    secret_service.lock()
    for run in (
        credentials("test", "Work app", "--sandbox", profile=tmp_path),
        aiurdesk("send", *PUSH, "--credential", "Work app", profile=tmp_path),
        credentials("remove", "Work app", profile=tmp_path),
    ):
        assert (run.returncode, run.stdout) == (2, "")
        assert "keyring" in run.stderr
        assert "locked" in run.stderr
    assert "Work app" in listed(tmp_path)


def test_without_a_keyring_nothing_is_stored_and_variables_are_suggested(tmp_path):
    run = credentials(*WORK, "app_secret=-", profile=tmp_path, typed="x\n")
    assert (run.returncode, run.stdout) == (2, "")
    assert "no usable system keyring" in run.stderr
    assert "env:VARIABLE" in run.stderr
    assert "Work app" not in listed(tmp_path)


def test_a_credential_is_not_sent_to_another_host(secret_service, tmp_path):
    run = credentials(
        *("add", "Key", "--scheme", "header", "header=X-Key", "value=-"),
        *("--origin", "https://a.example"),
        profile=tmp_path,
        typed="marked\n",
    )
    assert run.returncode == 0, run.stderr
    run = aiurdesk("send", "https://127.0.0.1:9/", "--credential", "Key", profile=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert "is allowed only for https://a.example" in run.stderr


def test_a_person_signs_in_with_their_browser(secret_service, tmp_path):
    authority = tmp_path / "sandbox" / "authority.pem"
    browser = f"{sys.executable} -m tests.cli.sign_in_browser {authority} %s"
    run = credentials("test", "Sandbox sign-in", profile=tmp_path, variables={"BROWSER": browser})
    assert run.returncode == 0, run.stderr
    assert run.stdout == SIGNED_IN
    # Built-in credentials store nothing, not even in the keyring.
    assert secret_service.entries() == {}


def test_after_the_first_sign_in_no_browser_is_needed(secret_service, tmp_path):
    authority = tmp_path / "sandbox" / "authority.pem"
    browser = f"{sys.executable} -m tests.cli.sign_in_browser {authority} %s"
    run = credentials(
        *("add", "Mine", "--scheme", "browser", APP_ID, "app_secret=-"),
        *("token_server=directory", *IN_SANDBOX),
        profile=tmp_path,
        variables={"BROWSER": browser},
        typed=f"{READY_APP.secret}\n",
    )
    assert (run.returncode, run.stdout) == (0, SIGNED_IN), run.stderr
    assert sorted(secret_service.entries().values()) == sorted([READY_APP.secret, READY_PERSON.id])
    run = credentials("test", "Mine", "--sandbox", profile=tmp_path, variables={"BROWSER": "false"})
    assert (run.returncode, run.stdout) == (0, SIGNED_IN), run.stderr
    assert credentials("remove", "Mine", profile=tmp_path).returncode == 0
    assert secret_service.entries() == {}


def test_a_session_signs_in_by_password_and_sends_its_cookie(secret_service, tmp_path):
    run = credentials(
        *("add", "Kahla", "--scheme", "session", f"email={READY_PERSON.email}", "password=-"),
        *IN_SANDBOX,
        profile=tmp_path,
        typed=f"{READY_PERSON.password}\n",
    )
    assert run.returncode == 0, run.stderr
    run = credentials("test", "Kahla", "--sandbox", profile=tmp_path)
    assert (run.returncode, run.stdout) == (0, SIGNED_IN), run.stderr
    run = aiurdesk(
        *("send", "kahla-v2.auth.me", "--sandbox", "--credential", "Kahla", "--show", "json"),
        profile=tmp_path,
    )
    assert run.returncode == 0, run.stderr
    record = json.loads(run.stdout)
    assert ["cookie", ".AspNetCore.Identity.Application=••••"] in [
        [name.lower(), value] for name, value in record["request"]["headers"]
    ]


def test_signing_in_without_a_browser_gives_a_sentence_and_status_1(secret_service, tmp_path):
    run = credentials("test", "Sandbox sign-in", profile=tmp_path, variables={"BROWSER": "false"})
    assert (run.returncode, run.stdout) == (1, "")
    assert "browser could not be opened" in run.stderr


WRONG = [
    ([], "ACTION"),
    (["add", "X"], "--scheme"),
    (
        ["add", "X", "--scheme", "kerberos"],
        "app, browser, session, token, basic, digest, aws, bearer, command, api-key, header",
    ),
    (["add", "X", "--scheme", "app", "odd=1"], "has no field odd"),
    (["add", "X", "--scheme", "app", "nonsense"], "name=value"),
    (["add", "X", "--scheme", "app"], "app_id"),
    (["add", "X", "--scheme", "app", APP_ID], "app_secret=-"),
    (
        ["add", "X", "--scheme", "app", APP_ID, "app_secret=abc"],
        "app_secret is a secret",
    ),
    (
        [
            "add",
            "X",
            "--scheme",
            "app",
            APP_ID,
            "token_server=moon",
            "app_secret=-",
        ],
        "token_server",
    ),
    (
        # The name of the field in earlier versions.
        ["add", "X", "--scheme", "app", APP_ID, "authority=moon", "app_secret=-"],
        "token_server",
    ),
    (
        ["add", "Sandbox app", "--scheme", "app", APP_ID, "app_secret=-"],
        "already",
    ),
    (["remove", "nobody"], "There is no credential named nobody"),
    (["remove", "Sandbox app"], "belongs to the sandbox"),
]


def test_wrong_usage_gives_a_sentence_and_status_2(tmp_path, capsys):
    for arguments, words in WRONG:
        try:
            status: object = cli.main(["credentials", *arguments, "--profile", str(tmp_path)])
        except SystemExit as end:
            status = end.code
        written = capsys.readouterr()
        assert (status, written.out) == (2, ""), arguments
        assert words in written.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["header", "header=X-Key", "value=-"], "--origin https://"),
        (["header", "header=X Key", "value=-", "--origin", "https://a.example"], "header"),
        (
            ["header", "header=X", "value=env:NOT_THERE", "--origin", "https://a.example"],
            "NOT_THERE",
        ),
        (["token", "token=-", "--origin", "ftp://a.example"], "is not an address"),
    ],
)
def test_an_invalid_credential_is_refused_and_not_stored(
    secret_service, tmp_path, arguments, words
):
    run = credentials("add", "X", "--scheme", *arguments, profile=tmp_path, typed="secret\n")
    assert (run.returncode, run.stdout) == (2, ""), run.stderr
    assert words in run.stderr
    assert secret_service.entries() == {}


def test_a_killed_command_leaves_no_secret_behind(secret_service, tmp_path):
    token = ("--scheme", "token", "token=-", "--origin", "https://a.example")
    add = [sys.executable, "-m", "aiurdesk", "credentials", "add", "--profile", tmp_path]
    started_s = time.monotonic()
    subprocess.run([*add, "First", *token], input=b"secret\n", capture_output=True, check=True)
    whole_s = time.monotonic() - started_s
    for part in (0.7, 0.9):
        running = subprocess.Popen(
            [*add, "Killed", *token],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.communicate(b"secret\n", timeout=whole_s * part)
        running.kill()
        running.wait()
        if "Killed" in listed(tmp_path):
            assert credentials("remove", "Killed", profile=tmp_path).returncode == 0
    run = credentials("add", "Last", *token, profile=tmp_path, typed="secret\n")
    assert run.returncode == 0, run.stderr
    for name in ("First", "Last"):
        assert credentials("remove", name, profile=tmp_path).returncode == 0
    assert secret_service.entries() == {}


def test_signing_out_and_removing_revoke_what_an_earlier_run_has_stored(secret_service, tmp_path):
    with running() as server:
        server.accepts_at_once = True
        shop = ("--scheme", "oauth2", "--origin", server.url, f"issuer={server.url}")
        device = (f"client_id={CLIENT_ID}", "grant=device", "client_auth=none")
        added = credentials("add", "Device", *shop, *device, profile=tmp_path)
        assert added.returncode == 0, added.stderr
        (kept,) = secret_service.entries().values()
        left = credentials("sign-out", "Device", profile=tmp_path)
        assert (left.returncode, left.stdout) == (0, ""), left.stderr
        assert "Device is signed out." in left.stderr
        assert kept in server.refused
        assert secret_service.entries() == {}
        assert credentials("test", "Device", profile=tmp_path).returncode == 0
        (kept,) = secret_service.entries().values()
        # It is deleted all the same, and that it goes on at the server is said.
        server.answers["/revoke"] = lambda _values: (503, "text/plain", b"later")
        removed = credentials("remove", "Device", profile=tmp_path)
        assert removed.returncode == 0, removed.stderr
        assert "did not revoke the refresh token. It ends by itself." in removed.stderr
        assert kept not in server.refused
        assert secret_service.entries() == {}
        assert "Device" not in listed(tmp_path)


def test_oauth_2_works_without_a_window(secret_service, tmp_path):
    with running() as server:
        shop = ("--scheme", "oauth2", "--origin", server.url, f"issuer={server.url}")
        who = (f"client_id={CLIENT_ID}", "scopes=read")
        added = credentials(
            *("add", "Shop", *shop, *who, "grant=client", "client_auth=body", "client_secret=-"),
            profile=tmp_path,
            typed=f"{CLIENT_SECRET}\n",
        )
        assert added.returncode == 0, added.stderr
        sent = aiurdesk("send", f"{server.url}/api", "--credential", "Shop", profile=tmp_path)
        assert (sent.returncode, json.loads(sent.stdout)["ok"]) == (0, True), sent.stderr
        # The person who enters the code is quick.
        server.accepts_at_once = True
        added = credentials(
            *("add", "Device", *shop, *who, "grant=device", "client_auth=none"), profile=tmp_path
        )
        assert added.returncode == 0, added.stderr
        assert "on any device and enter the code" in added.stderr
        assert "issued an access token" in added.stdout
        # The second run uses the refresh token, and nobody enters a code.
        server.accepts_at_once = False
        sent = aiurdesk("send", f"{server.url}/api", "--credential", "Device", profile=tmp_path)
        assert sent.returncode == 0, sent.stderr
        assert "enter the code" not in sent.stderr
        refused = credentials("add", "Page", *shop, *who, "client_auth=none", profile=tmp_path)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "browser could not be opened" in refused.stderr
        stray = credentials(
            *("add", "X", *shop, *who, "grant=client", "redirect_address=http://127.0.0.1/"),
            profile=tmp_path,
        )
        assert stray.returncode == 2
        assert "redirect_address is not used with the other values" in stray.stderr


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ((200, "text/html", b"<p>Welcome</p>"), 1),
        ((400, "application/json", b'{"error": "invalid_scope"}'), 1),
        ((503, "text/plain", b"later"), 1),
        (None, 3),
    ],
)
def test_a_sign_in_that_fails_has_one_exit_status(secret_service, tmp_path, answer, status):
    with running() as server:
        shop = ("--scheme", "oauth2", "--origin", server.url, "server=addresses", "grant=client")
        address = f"{server.url}/token" if answer else "http://127.0.0.1:9/token"
        values = (f"client_id={CLIENT_ID}", f"token_address={address}", "client_secret=-")
        added = credentials("add", "Shop", *shop, *values, profile=tmp_path, typed="secret\n")
        assert added.returncode == 0, added.stderr
        server.answers["/token"] = lambda _values: answer
        used = ("--credential", "Shop")
        for call in (
            ("credentials", "test", "Shop"),
            ("send", f"{server.url}/api", *used),
            ("listen", f"{server.url}/api", *used),
        ):
            failed = aiurdesk(*call, profile=tmp_path)
            assert (failed.returncode, failed.stdout) == (status, ""), failed.stderr


MANUAL = read_text("manual/credentials.md").partition(
    "## Digest, AWS, OAuth 1.0a, JWT and commands"
)[2]
SHOWN = re.findall(
    r"^    aiurdesk (credentials add .+)$", MANUAL.partition("\n## ")[0], re.MULTILINE
)


def test_the_commands_of_the_manual_add_credentials(secret_service, tmp_path):
    for line in SHOWN:
        added = aiurdesk(
            *shlex.split(line),
            profile=tmp_path,
            variables={"PW": "sesame"},
            typed="a-key\na-token\n",
        )
        assert added.returncode == 0, added.stderr
    assert sorted(record["scheme"] for record in listed(tmp_path).values()) == sorted(
        ("app", "browser", "session", "digest", "aws", "oauth1", "jwt", "command")
    )
    assert sorted(secret_service.entries().values()) == [
        "a-key",
        "a-key",
        "a-key",
        "a-token",
        "sesame",
    ]


def test_a_command_gives_the_token_and_needs_no_keyring(tmp_path):
    handler = Recording
    handler.seen = []
    with http_serving(handler) as url:
        command = f'command="{sys.executable}" -c "print(5 * \'token\')"'
        scheme = ("--scheme", "command", "--origin", url)
        added = credentials("add", "Cloud", *scheme, command, profile=tmp_path)
        assert (added.returncode, added.stderr) == (0, "Cloud is saved.\n")
        tested = credentials("test", "Cloud", profile=tmp_path)
        assert (tested.returncode, "printed a token" in tested.stdout) == (0, True), tested.stderr
        sent = aiurdesk(
            *("send", f"{url}/a", "--credential", "Cloud", "--show", "json"), profile=tmp_path
        )
        assert sent.returncode == 0, sent.stderr
    assert handler.seen == [f"Bearer {5 * 'token'}"]
    assert "tokentoken" not in sent.stdout + sent.stderr
    assert listed(tmp_path)["Cloud"]["values"] == {"command": command.partition("=")[2]}


def test_a_command_that_fails_is_told_in_a_sentence(tmp_path):
    command = f'command="{sys.executable}" -c "import sys; sys.exit(\'Log in first.\')"'
    scheme = ("--scheme", "command", "--origin", "http://127.0.0.1:9")
    assert credentials("add", "Cloud", *scheme, command, profile=tmp_path).returncode == 0
    for call in (("credentials", "test", "Cloud"), ("send", "http://127.0.0.1:9/", *USED)):
        failed = aiurdesk(*call, profile=tmp_path)
        assert (failed.returncode, failed.stdout) == (1, "")
        assert "ended with status 1. It said: Log in first." in failed.stderr
        assert "Traceback" not in failed.stderr


def test_an_access_key_with_a_session_token_signs_and_is_exported(secret_service, tmp_path):
    handler = Recording
    handler.seen = []
    with http_serving(handler) as url:
        fields = ("access_key=AKID", "secret_key=env:KEY", "session_token=env:TOKEN", "service=s3")
        variables = {"KEY": "hush-hush-key", "TOKEN": "hush-hush-token"}
        added = credentials(
            *("add", "Storage", "--scheme", "aws", "--origin", url, *fields),
            profile=tmp_path,
            variables=variables,
        )
        assert added.returncode == 0, added.stderr
        assert sorted(secret_service.entries().values()) == ["hush-hush-key", "hush-hush-token"]
        call = ("send", f"{url}/bucket/key", "--credential", "Storage")
        sent = aiurdesk(*call, "--show", "json", profile=tmp_path)
        assert sent.returncode == 0, sent.stderr
        code = aiurdesk(*call, "--as", "curl", profile=tmp_path)
        preview = aiurdesk(*call, "--dry-run", profile=tmp_path)
    assert handler.seen[0].startswith("AWS4-HMAC-SHA256 Credential=AKID/")
    assert "--aws-sigv4 aws:amz:us-east-1:s3" in code.stdout
    assert "Authorization: AWS4-HMAC-SHA256 ••••" in preview.stdout
    printed = "".join(run.stdout + run.stderr for run in (sent, code, preview))
    assert "hush" not in printed
    assert handler.seen[0].rpartition("Signature=")[2] not in printed


POSTMAN = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def postman_folder(base, folder, kind, values):
    """Write a collection of Postman whose folder authenticates; return it."""
    pairs = [{"key": name, "value": value} for name, value in values.items()]
    item = {"name": "Look", "request": {"method": "GET", "url": f"{base}/a"}}
    lab = {"name": "Lab", "auth": {"type": kind, kind: pairs}, "item": [item]}
    document = {"info": {"name": "Shop", "schema": POSTMAN}, "item": [lab]}
    (folder / "shop.json").write_text(json.dumps(document))
    return folder / "shop.json"


def bruno_folder(base, folder, kind, values):
    """The same for Bruno."""
    (folder / "shop" / "Lab").mkdir(parents=True)
    (folder / "shop" / "bruno.json").write_text('{"version": "1", "name": "Shop"}')
    lines = "".join(f"  {name}: {value}\n" for name, value in values.items())
    (folder / "shop" / "Lab" / "folder.bru").write_text(
        f"meta {{\n  name: Lab\n}}\n\nauth {{\n  mode: {kind}\n}}\n\nauth:{kind} {{\n{lines}}}\n"
    )
    (folder / "shop" / "Lab" / "Look.bru").write_text(
        f"meta {{\n  name: Look\n}}\n\nget {{\n  url: {base}/a\n  auth: inherit\n}}\n"
    )
    return folder / "shop"


def insomnia_folder(base, folder, kind, values):
    """The same for Insomnia, whose variables have another form."""
    values = {name: value.replace("{{", "{{ _.") for name, value in values.items()}
    document = {
        "_type": "export",
        "__export_format": 4,
        "resources": [
            {"_id": "wrk_1", "_type": "workspace", "parentId": None, "name": "Shop"},
            {
                "_id": "fld_1",
                "_type": "request_group",
                "parentId": "wrk_1",
                "name": "Lab",
                "authentication": {"type": kind, **values},
            },
            {
                "_id": "req_1",
                "_type": "request",
                "parentId": "fld_1",
                "name": "Look",
                "method": "GET",
                "url": f"{base}/a",
            },
        ],
    }
    (folder / "shop.json").write_text(json.dumps(document))
    return folder / "shop.json"


DIGEST = {"username": "{{user}}", "password": "{{pw}}"}


@pytest.mark.parametrize("write", [postman_folder, bruno_folder, insomnia_folder])
def test_digest_with_variables_runs_with_the_credential_that_the_import_names(
    secret_service, tmp_path, write
):
    handler = digest_handler()
    profile, shop = tmp_path / "p", tmp_path / "mine"
    with http_serving(handler) as base:
        source = write(base, tmp_path, "digest", DIGEST)
        imported = aiurdesk("import", source, "--into", shop, profile=profile)
        assert imported.returncode == 0, imported.stderr
        assert "Add a credential 'Lab' of the scheme Digest" in imported.stderr
        assert "Its value was {{user}} and {{pw}}." in imported.stderr
        missing = aiurdesk("run", shop, profile=profile)
        assert missing.returncode != 0
        assert "There is no credential named Lab." in missing.stderr
        assert handler.seen == []
        command = named_command(imported.stderr)
        added = aiurdesk(
            *(word.replace("USER", USER) for word in command),
            profile=profile,
            typed=f"{PASSWORD}\n",
        )
        assert added.returncode == 0, added.stderr
        ran = aiurdesk("run", shop, profile=profile)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Digest" in handler.seen[-1]


def named_command(told):
    """Return the words of the command that an import named."""
    (line,) = [line for line in told.splitlines() if "In a terminal: " in line]
    words = shlex.split(line.partition("In a terminal: ")[2])
    assert words[0] == "aiurdesk"
    return words[1:]


AWS_VALUES = {"accessKey": "{{id}}", "secretKey": "{{key}}", "region": "eu-1", "service": "s3"}
BRUNO_AWS = {
    "accessKeyId": "{{id}}",
    "secretAccessKey": "{{key}}",
    "region": "eu-1",
    "service": "s3",
}


@pytest.mark.parametrize(
    ("write", "kind", "values"),
    [
        (postman_folder, "awsv4", AWS_VALUES),
        (bruno_folder, "awsv4", BRUNO_AWS),
        (insomnia_folder, "iam", BRUNO_AWS),
    ],
)
def test_an_access_key_with_variables_runs_with_the_credential_that_the_import_names(
    secret_service, tmp_path, write, kind, values
):
    seen: list[str] = []

    class Once(Recording):
        pass

    Once.seen = seen
    profile, shop = tmp_path / "p", tmp_path / "mine"
    with http_serving(Once) as base:
        source = write(base, tmp_path, kind, values)
        imported = aiurdesk("import", source, "--into", shop, profile=profile)
        assert imported.returncode == 0, imported.stderr
        missing = aiurdesk("run", shop, profile=profile)
        assert "There is no credential named Lab." in missing.stderr
        command = named_command(imported.stderr)
        assert command[-2:] == ["region=eu-1", "service=s3"]
        words = [word.replace("ACCESS_KEY", "AKID") for word in command]
        added = aiurdesk(*words, profile=profile, typed="key of ann\n")
        assert added.returncode == 0, added.stderr
        ran = aiurdesk("run", shop, profile=profile)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (sent,) = seen
    assert sent.startswith("AWS4-HMAC-SHA256 Credential=AKID/")
    assert "/eu-1/s3/aws4_request" in sent


@pytest.mark.parametrize(
    ("write", "values"),
    [
        (postman_folder, {"key": "Authorization", "value": "{{key}}", "in": "header"}),
        (bruno_folder, {"key": "Authorization", "value": "{{key}}", "placement": "header"}),
        (insomnia_folder, {"key": "Authorization", "value": "{{key}}", "addTo": "header"}),
    ],
)
def test_an_api_key_of_a_folder_takes_a_variable_of_the_environment(tmp_path, write, values):
    seen: list[str] = []

    class Once(Recording):
        pass

    Once.seen = seen
    profile, shop = tmp_path / "p", tmp_path / "mine"
    with http_serving(Once) as base:
        source = write(base, tmp_path, "apikey", values)
        imported = aiurdesk("import", source, "--into", shop, profile=profile)
        assert imported.returncode == 0, imported.stderr
        ran = aiurdesk("run", shop, "--set", "key=k-1", profile=profile)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert seen == ["k-1"]
