"""``pytest COLLECTION`` as a real process against real servers on loopback."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import run_command
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.envelope_server import envelope_server


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with envelope_server() as server:
        yield server.base


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, base: str) -> Path:
    """Return a folder with a collection and an ordinary test beside it."""
    put(tmp_path, "pytest.ini", "[pytest]\nfilterwarnings = error\n")
    put(tmp_path, "test_ordinary.py", "def test_ordinary():\n    assert 1\n")
    mine = tmp_path / "mine"
    put(mine, "collection.toml", 'format = 1\norder = ["Second", "First"]\n')
    url = f'method = "GET"\nurl = "{base}'
    capture = 'captures = [{ variable = "id", value = "id" }]\n'
    put(mine, "Second.request.toml", f'{url}/0/second"\n{capture}')
    put(mine, "First.request.toml", f'{url}/-4/{{{{id}}}}"\ntests = [{{ code = 0 }}]\n')
    put(mine, "inner/Third.request.toml", f'{url}/0/{{{{word}}}}"\n')
    put(mine, "environments/Tests.toml", '[variables]\nword = "tests"\n')
    return tmp_path


def run(*arguments, cwd, **variables):
    """Run pytest with the plugin of the program and no other one, as a fork."""
    named = ("-p", "aiurdesk.pytest_plugin", "-p", "no:cacheprovider", "-v")
    environment = without_pytest() | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | variables
    return run_command(*named, *arguments, environment=environment, folder=cwd, module="pytest")


def run_installed(*arguments, cwd):
    """Start Python for pytest with all plugins that are installed, which takes longer."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", *map(str, arguments)],
        cwd=cwd,
        env=without_pytest(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


class RefusingFields(QuietHandler):
    """Refuses a value of the body, which it names."""

    def do_GET(self):
        body = b'{"errors": {"items": {"0": {"name": ["Too short."]}}}}'
        self.respond(body, 422, Content_Type="application/json")


def without_pytest():
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


def results(output):
    return re.findall(r"^(\S+::.+?) (PASSED|FAILED|ERROR)", output, re.MULTILINE)


def test_each_saved_request_is_a_test_in_the_order_of_the_collection(folder):
    options = ("--aiurdesk-environment", "Tests", "--aiurdesk-profile", "p")
    done = run_installed("mine", *options, cwd=folder)
    assert results(done.stdout) == [
        ("mine/Second.request.toml::Second", "PASSED"),
        ("mine/First.request.toml::First", "FAILED"),
        ("mine/inner/Third.request.toml::inner/Third", "PASSED"),
    ]
    assert done.returncode == 1
    # The failure says what the response means, and no traceback of the program.
    assert "\nresult code is 0: −4 NotFound\nInput: −4 " in done.stdout
    assert "\n7\n" in done.stdout
    # Also in the summary, where each failure has the rest of a line.
    assert "FAILED mine/First.request.toml::First - result code is 0: " in done.stdout
    assert "Traceback" not in done.stdout
    assert "pytest_plugin.py" not in done.stdout


@pytest.mark.parametrize(
    ("named", "names"),
    [
        ("mine/inner", ["inner/Third"]),
        ("mine/Second.request.toml", ["Second"]),
        ("mine/Second.request.toml::Second", ["Second"]),
    ],
)
def test_a_folder_or_a_file_can_be_named(folder, named, names):
    done = run(named, "--aiurdesk-environment", "Tests", cwd=folder)
    assert done.returncode == 0, done.stdout
    assert [name.partition("::")[2] for name, _ in results(done.stdout)] == names


def test_a_collection_that_is_not_named_is_not_run(folder):
    done = run(cwd=folder)
    assert done.returncode == 0, done.stdout
    assert results(done.stdout) == [("test_ordinary.py::test_ordinary", "PASSED")]


def test_a_file_that_is_broken_is_told_with_its_line_and_costs_no_other_test(folder):
    put(folder, "mine/Broken.request.toml", 'method = "GET"\nurl = oops\n')
    done = run("mine", "test_ordinary.py", cwd=folder)
    assert done.returncode == 1
    assert "Broken.request.toml, line 2: " in done.stdout
    assert "Traceback" not in done.stdout
    given = dict(results(done.stdout))
    assert given["mine/Broken.request.toml::Broken"] == "FAILED"
    assert given["mine/Second.request.toml::Second"] == "PASSED"
    assert given["test_ordinary.py::test_ordinary"] == "PASSED"


HEAD = 'method = "GET"\nurl = "{base}/0/a"\n'
HUGE = {
    "tests": HEAD + "tests = [\n" + "{status=200},\n" * 300_000 + "]\n",
    "captures": HEAD + "captures = [\n" + '{variable="a",json="b"},\n' * 300_000 + "]\n",
    "messages": HEAD + "messages = [\n" + '{text="a"},\n' * 300_000 + "]\n",
    "headers": HEAD + "headers = [\n" + '["a","b"],\n' * 300_000 + "]\n",
    "form": HEAD + "form = [\n" + '["a","b"],\n' * 300_000 + "]\n",
    "multipart": HEAD + "multipart = [\n" + '["a","b"],\n' * 300_000 + "]\n",
    "url": 'method = "GET"\nurl = "' + "{{" * 3_000_000 + '"\n',
}


def test_huge_files_of_a_stranger_are_told_and_cost_no_other_test(folder, base):
    for name, text in HUGE.items():
        put(folder, f"mine/Huge{name}.request.toml", text.replace("{base}", base, 1))
    huge = 'name = "d"\n' + '[[code]]\nequals = 1\nname = "a"\n' * 100_000
    put(folder, "mine/dialects/huge.toml", huge)
    put(folder, "mine/environments/Huge.toml", f'[variables]\na = "{"x" * 6_000_000}"\n')
    done = run("mine", "--aiurdesk-environment", "Huge", cwd=folder)
    given = dict(results(done.stdout))
    assert given["mine/Second.request.toml::Second"] == "PASSED"
    assert {given[f"mine/Huge{name}.request.toml::Huge{name}"] for name in HUGE} == {"FAILED"}
    for name in HUGE.keys() - {"url"}:
        assert f"Huge{name}.request.toml, line 1: the file is too long: it holds " in done.stdout
    assert "url has {{ more than 100,000 times" in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
def test_a_link_into_the_folder_that_it_lies_in_is_not_followed(folder):
    (folder / "mine" / "inner" / "loop").symlink_to("..")
    put(folder, "mine/Broken.request.toml", 'method = "GET"\nurl = oops\n')
    done = run("mine", "--collect-only", cwd=folder)
    assert "4 tests collected" in done.stdout
    assert "loop" not in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
def test_a_link_that_leads_out_of_the_collection_is_told_and_not_followed(folder):
    put(folder, "elsewhere/Delete.request.toml", 'method = "DELETE"\nurl = "https://h/"\n')
    (folder / "mine" / "inner" / "x").symlink_to("../../elsewhere")
    done = run("mine", "--aiurdesk-environment", "Tests", cwd=folder)
    assert ("mine/inner/x::x", "FAILED") in results(done.stdout)
    assert ("mine/inner/Third.request.toml::inner/Third", "PASSED") in results(done.stdout)
    assert "is a link that leads out of the collection, so it is left out." in done.stdout
    assert "Delete" not in done.stdout
    # That collection was not named.
    assert "leads out" not in run("test_ordinary.py", cwd=folder).stdout


def test_requests_of_a_broken_folder_are_not_sent(folder):
    put(folder, "mine/collection.toml", "environment = \n")
    done = run("mine/Second.request.toml", cwd=folder)
    assert done.returncode != 0
    assert "collection.toml, line 1: " in done.stdout
    assert results(done.stdout) == [("mine/Second.request.toml::Second", "FAILED")]
    assert "Input: " not in done.stdout


def test_variables_are_given_on_the_command_line(folder):
    put(
        folder / "mine",
        "environments/Asking.toml",
        "[variables]\nword = { ask = true }\ntoken = { ask = true }\n",
    )
    put(
        folder / "mine",
        "inner/Third.request.toml",
        (folder / "mine" / "inner" / "Third.request.toml").read_text()
        + 'headers = [["X-Word", "{{token}}"]]\n'
        + 'tests = [{ code = 0 }, { value = "none", equals = "{{token}}" }]\n',
    )
    named = ("mine/inner", "--aiurdesk-environment", "Asking", "--aiurdesk-profile", "p")
    without = run(*named, cwd=folder)
    assert "Set it with --aiurdesk-set word=VALUE." in without.stdout
    assert " --set" not in without.stdout
    given = ("--aiurdesk-set", "word=tests", "--aiurdesk-set", "token=env:MY_TOKEN")
    done = run(*named, *given, cwd=folder, MY_TOKEN="hunter2-of-mine")
    assert "result code is 0" not in done.stdout
    assert "none" in done.stdout
    assert "hunter2-of-mine" not in done.stdout + done.stderr
    wrong = run(*named, "--aiurdesk-set", "word", cwd=folder)
    assert "Write variables as name=value, not as 'word'." in wrong.stdout


def test_a_variable_without_a_value_names_the_option_of_pytest(folder):
    put(folder, "other/collection.toml", 'name = "Other"\n')
    put(folder, "other/One.request.toml", 'method = "GET"\nurl = "http://{{host}}/"\n')
    done = run("other", cwd=folder)
    assert "{{host}} has no value here" in done.stdout
    assert "set it with --aiurdesk-set, or" in done.stdout


def test_what_cannot_be_sent_says_why(folder):
    put(folder, "mine/environments/Live.toml", 'careful = true\n[variables]\nword = "x"\n')
    put(folder, "mine/inner/Third.request.toml", 'method = "POST"\nurl = "https://host.invalid/"\n')
    done = run("mine/inner", "--aiurdesk-environment", "Live", cwd=folder)
    assert "inner/Third may change something (POST to host.invalid)" in done.stdout
    put(folder, "p/environments/Mars.toml", "careful = 5\n")
    options = ("--aiurdesk-environment", "Mars", "--aiurdesk-profile", "p")
    unknown = run("mine/inner", *options, cwd=folder)
    assert "There is no environment Mars" in unknown.stdout
    assert "Mars.toml, line 1: careful should be" in unknown.stdout
    assert "pytest_plugin.py" not in done.stdout + unknown.stdout


def test_a_failure_names_the_fields_that_the_server_refused(folder):
    with http_serving(RefusingFields) as refusing:
        put(folder, "p/collection.toml", "format = 1\n")
        put(folder, "p/One.request.toml", f'method = "GET"\nurl = "{refusing}/orders"\n')
        done = run("p", cwd=folder)
    assert "1 field is not right" in done.stdout
    assert "items.0.name: Too short." in done.stdout


def test_a_collection_is_run_in_the_sandbox(tmp_path):
    mine = tmp_path / "mine"
    put(mine, "collection.toml", 'format = 1\nenvironment = "Sandbox"\n')
    put(mine, "Status.request.toml", 'endpoint = "gateway.home.index"\ntests = [{ code = 0 }]\n')
    done = run("mine", "--aiurdesk-profile", "profile", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "profile").is_dir()
    # A person did not send it by hand.
    assert not (tmp_path / "profile" / "history.sqlite").exists()


def test_requests_that_use_what_others_captured_run_in_one_process(folder, base):
    url = f'method = "GET"\nurl = "{base}/0'
    for number in range(6):
        put(folder / "mine", f"Use {number}.request.toml", f'{url}/{{{{id}}}}/{number}"\n')
    options = ("--aiurdesk-environment", "Tests", "-p", "xdist", "-n", "2")
    done = run("mine", "test_ordinary.py", *options, cwd=folder)
    # One expects another result code.
    assert "1 failed, 9 passed" in done.stdout, done.stdout
    assert "result code is 0: −4 NotFound" in done.stdout


def test_a_test_in_python_sends_saved_requests(folder):
    put(
        folder,
        "test_python.py",
        "from aiurdesk.testing import Aiurdesk\n\n"
        "def test_passes(aiurdesk: Aiurdesk) -> None:\n"
        "    assert aiurdesk.send('mine/Second').captures == {'id': '7'}\n"
        "    assert aiurdesk.send('mine/First').verdict.message == '7'\n\n"
        "def test_fails(aiurdesk):\n"
        "    assert not aiurdesk.captures\n"
        "    aiurdesk.set(id='5')\n"
        "    assert aiurdesk.send('mine/First').passed\n\n"
        "def test_is_not_sent(aiurdesk):\n"
        "    aiurdesk.send('mine/First')\n",
    )
    done = run("test_python.py", "--aiurdesk-profile", "p", cwd=folder)
    assert [word for _, word in results(done.stdout)] == ["PASSED", "FAILED", "FAILED"]
    assert "<Exchange First: not passed: result code is 0: −4 NotFound; Input: −4 " in done.stdout
    assert "NotSent: First was not sent. " in done.stdout
    # What fails is the line of the test, and nothing of the program is shown.
    assert re.search(r"^>\s+aiurdesk\.send\('mine/First'\)\nE ", done.stdout, re.MULTILINE)
    assert "client.py" not in done.stdout
    assert "pytest_plugin.py" not in done.stdout


def test_secrets_in_the_output_of_a_failed_test_are_dots(folder, base):
    secret = "hunter2-of-mine-is-long"
    capture = 'captures = [{ variable = "api_key", value = "message" }]\n'
    put(
        folder / "mine",
        "Key.request.toml",
        f'method = "GET"\nurl = "{base}/0/{secret}"\n{capture}',
    )
    put(
        folder,
        "test_python.py",
        "def test_key(aiurdesk):\n"
        "    made = aiurdesk.send('mine/Key')\n"
        "    print(made.response.text)\n"
        "    assert made.response.json() == {}\n\n"
        "def test_part(aiurdesk):\n"
        "    key = aiurdesk.send('mine/Key').captures['api_key']\n"
        "    assert key == key[:5] + 'x' * 30\n",
    )
    options = ("--showlocals", "-vv", "--junit-xml", "junit.xml", "--aiurdesk-profile", "p")
    done = run("test_python.py", *options, cwd=folder)
    assert [word for _, word in results(done.stdout)] == ["FAILED", "FAILED"]
    assert "••••" in done.stdout
    report = (folder / "junit.xml").read_text(encoding="utf-8")
    for text in (done.stdout, done.stderr, report):
        assert secret[:12] not in text
        assert secret[-12:] not in text


def test_settings_of_pytest_name_collection_environment_and_variables(folder):
    put(
        folder,
        "pytest.ini",
        "[pytest]\naiurdesk_collection = mine\naiurdesk_environment = Tests\naiurdesk_set = id=5\n",
    )
    put(
        folder,
        "deep/test_python.py",
        "def test_all(aiurdesk):\n"
        "    assert aiurdesk.send('inner/Third').verdict.message == 'tests'\n"
        "    assert aiurdesk.send('First').verdict.message == '5'\n",
    )
    done = run("deep", "--aiurdesk-profile", "p", cwd=folder)
    assert done.returncode == 0, done.stdout
    # The command line wins, and its paths begin in the current folder.
    given = ("--aiurdesk-set", "id=6", "--aiurdesk-collection", "../mine")
    done = run("test_python.py", *given, "--aiurdesk-profile", "p", cwd=folder / "deep")
    assert "assert '6' == '5'" in done.stdout


def test_the_sandbox_has_an_option_of_its_own(folder):
    put(
        folder,
        "test_python.py",
        "def test_status(aiurdesk):\n"
        "    assert aiurdesk.send('gateway.home.index').verdict.code == 0\n",
    )
    options = ("--aiurdesk-sandbox", "--aiurdesk-profile", "p")
    done = run("test_python.py", *options, cwd=folder)
    assert done.returncode == 0, done.stdout
    both = run("test_python.py", *options, "--aiurdesk-environment", "Tests", cwd=folder)
    assert both.returncode == 4
    assert (
        "ERROR: --aiurdesk-sandbox and --aiurdesk-environment Tests are two environments. "
        "Name one of them." in both.stderr
    )


def test_other_tests_do_not_import_the_program(folder):
    put(
        folder,
        "test_ordinary.py",
        "import sys\n\ndef test_ordinary():\n"
        "    found = [name for name in sys.modules if name.startswith('aiurdesk')]\n"
        "    assert found == ['aiurdesk', 'aiurdesk.pytest_plugin']\n",
    )
    done = run_installed("test_ordinary.py", cwd=folder)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ('headers = [["X-A", "{{env:LEAK}}"]]', "the variable LEAK of the process"),
        ('file = "../outside"', "the file outside"),
        ('tests = [{ schema = "/etc/passwd" }]', "the file /etc/passwd"),
    ],
)
def test_a_strangers_collection_needs_trust(folder, base, lines, named):
    (folder / "outside").write_text("{}")
    put(folder, "evil/collection.toml", "format = 1\n")
    put(folder, "evil/Leak.request.toml", f'method = "POST"\nurl = "{base}/0/x"\n{lines}\n')
    profile = ("--aiurdesk-profile", "p")
    done = run("evil", *profile, cwd=folder, LEAK="hush")
    assert done.returncode == 1
    assert f"Leak wants to use {named}" in done.stdout.replace(str(folder / "outside"), "outside")
    assert "--aiurdesk-trust" in done.stdout
    assert "Traceback" not in done.stdout
    done = run("evil", *profile, "--aiurdesk-trust", cwd=folder, LEAK="hush")
    assert "wants to use" not in done.stdout


@pytest.fixture
def evil(folder, base):
    """Return a folder of a stranger, with a file of pytest that is still empty."""
    put(folder, "evil/collection.toml", "format = 1\n")
    text = f'method = "POST"\nurl = "{base}/0/x"\nheaders = [["X-A", "{{{{env:LEAK}}}}"]]\n'
    put(folder, "evil/Leak.request.toml", text)
    return folder / "evil"


def test_an_option_in_a_file_of_pytest_does_not_trust(evil):
    put(evil, "pytest.ini", "[pytest]\naddopts = --aiurdesk-trust\n")
    profile = ("--aiurdesk-profile", "p")
    done = run(".", *profile, cwd=evil, LEAK="hush")
    assert done.returncode == 1
    assert "aiurdesk: --aiurdesk-trust in a file of pytest trusts nothing." in done.stdout
    assert "Leak wants to use the variable LEAK" in done.stdout
    # A person gives it by the environment, too.
    for options, by_person in ((("--aiurdesk-trust",), ""), ((), "-q --aiurdesk-trust")):
        done = run(".", *profile, *options, cwd=evil, LEAK="hush", PYTEST_ADDOPTS=by_person)
        assert done.returncode == 0, done.stdout
        assert "trusts nothing" not in done.stdout


def test_no_file_of_pytest_names_a_profile_that_trusts(evil):
    put(evil, "p/trusted_folders.json", '{"folders": ["/"]}')
    put(evil, "pytest.ini", "[pytest]\naddopts = --aiurdesk-profile p\n")
    done = run(".", cwd=evil, LEAK="hush")
    assert done.returncode == 4
    assert "may name a profile that trusts any folder" in done.stderr
    assert "may name" not in run(".", "--aiurdesk-profile", "p", cwd=evil, LEAK="hush").stderr


@pytest.mark.parametrize(
    "lines", ["addopts = --aiurdesk-set k=env:LEAK", "aiurdesk_set = k=env:LEAK"]
)
def test_a_variable_of_the_process_in_a_file_of_pytest_needs_trust(evil, base, lines):
    put(evil, "Leak.request.toml", f'method = "GET"\nurl = "{base}/0/{{{{k}}}}"\n')
    put(evil, "pytest.ini", f"[pytest]\n{lines}\n")
    profile = ("--aiurdesk-profile", "p")
    done = run(".", *profile, cwd=evil, LEAK="hush")
    assert done.returncode == 1
    assert "The file of pytest wants to use the variable LEAK" in done.stdout
    for options in (("--aiurdesk-trust",), ("--aiurdesk-set", "k=env:LEAK")):
        given = lines if options[0] == "--aiurdesk-trust" else ""
        put(evil, "pytest.ini", f"[pytest]\n{given}\n")
        assert run(".", *profile, *options, cwd=evil, LEAK="hush").returncode == 0
    put(evil, "pytest.ini", "[pytest]\naiurdesk_set = k=harmless\n")
    assert run(".", *profile, cwd=evil, LEAK="hush").returncode == 0


def test_keys_that_are_not_known_are_told(folder):
    first = (folder / "mine" / "First.request.toml").read_text()
    put(folder / "mine", "First.request.toml", f'path = "x"\n{first}')
    put(folder / "mine", "Slip.request.toml", first.replace("tests =", "test ="))
    done = run("mine", "-W", "default", cwd=folder)
    assert "unknown key `path`. It is kept and has no effect." in done.stdout
    assert "unknown key `test`, did you mean `tests`?" in done.stdout
    assert done.returncode == 1


def test_a_secret_is_given_on_the_command_line_and_by_a_test(evil, base):
    host = base.partition("://")[2]
    put(evil, "Leak.request.toml", f'url = "{base}/0/x?k={{{{secret:Work}}}}"\n')
    put(
        evil,
        "test_own.py",
        "def test_own(aiurdesk):\n"
        f"    aiurdesk.secret('Own', 'hush-of-a-test', '{host}')\n"
        "    assert aiurdesk.send('Own').passed\n"
        "    assert aiurdesk.send('Leak').passed\n",
    )
    put(evil, "Own.request.toml", f'url = "{base}/0/y?k={{{{secret:Own}}}}"\n')
    profile = ("--aiurdesk-profile", "p")
    without = run("Leak.request.toml", *profile, cwd=evil)
    assert "--aiurdesk-secret Work=env:VARIABLE" in without.stdout
    secret = ("--aiurdesk-secret", f"Work@{host}=env:TOKEN")
    done = run("Leak.request.toml", "test_own.py", *profile, *secret, cwd=evil, TOKEN="hush")
    assert done.returncode == 0, done.stdout
    empty = run("Leak.request.toml", *profile, *secret, cwd=evil, TOKEN="")
    assert empty.returncode == 1
    assert "the environment variable TOKEN is empty" in empty.stdout


def test_no_file_of_pytest_gives_a_secret(evil, base):
    put(evil, "pytest.ini", "[pytest]\naddopts = --aiurdesk-secret Work@evil.example=env:HOME\n")
    done = run(".", "--aiurdesk-profile", "p", cwd=evil)
    assert done.returncode == 4
    assert "--aiurdesk-secret in a file of pytest" in done.stderr
    put(evil, "pytest.ini", "[pytest]\n")
    by_person = "--aiurdesk-secret Work@evil.example=env:HOME"
    assert run("--co", cwd=evil, PYTEST_ADDOPTS=by_person).returncode in (0, 5)


def test_a_response_unlike_its_example_fails_with_what_differs(folder, base):
    url = f'method = "GET"\nurl = "{base}/0/{{{{word}}}}"\n'
    put(folder, "mine/Like.request.toml", f'{url}tests = [{{ like = "good" }}]\n')
    sent = url.replace("{{word}}", "tests")
    members = '{"code": 0, "message": "tests", "protocolVersion": "1", "id": 7}'
    body = f"response_text = '{members}'\n"
    status = 'response_status = 200\nresponse_code = 0\nresponse_message = "tests"\n'
    put(folder, "mine/Like.examples/good.toml", sent + status + body)
    put(folder, "mine/environments/Odd.toml", '[variables]\nword = "odd"\n')
    named = "mine/Like.request.toml"
    good = run(named, "--aiurdesk-environment", "Tests", "--junit-xml", "good.xml", cwd=folder)
    assert results(good.stdout) == [(f"{named}::Like", "PASSED")]
    odd = run(named, "--aiurdesk-environment", "Odd", "--junit-xml", "odd.xml", cwd=folder)
    assert results(odd.stdout) == [(f"{named}::Like", "FAILED")]
    words = "response is like good: Message is odd, not tests"
    assert f"\n{words}\n" in odd.stdout
    assert words in (folder / "odd.xml").read_text(encoding="utf-8")
    assert "Traceback" not in odd.stdout


def test_each_case_of_a_request_is_a_test_of_its_own(folder):
    put(
        folder / "mine",
        "Cases.request.toml",
        (folder / "mine" / "First.request.toml").read_text().replace("{{id}}", "m")
        + '[[case]]\nname = "refused"\ncode = -4\n'
        + '[[case]]\nname = "like it"\n',
    )
    ran = run("mine", "-k", "Cases", cwd=folder)
    tests = re.findall(r"::(.+?) (PASSED|FAILED)", ran.stdout)
    assert tests == [
        ("Cases", "FAILED"),
        ("Cases / refused", "PASSED"),
        ("Cases / like it", "FAILED"),
    ]
    assert "1 passed" in run("mine", "-k", "refused", cwd=folder).stdout
