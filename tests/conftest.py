"""Set-up of all tests: runs coroutine tests, checks logs, and protects the keyring of the person.

``secret_service`` is a real keyring of the tests' own (Linux).
"""

import gc
import inspect
import logging
import os
import sys
from collections.abc import Iterator

import pytest

from tests.command_line import stop_server
from tests.coroutines import body_of, run_test
from tests.secret_service import SecretService, require_programs

# The tests, and programs that they start, must not use the keyring of the person.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
# What a desktop session tells Qt (platform, scale, style) would change sizes and pictures. Without
# a display Qt aborts the interpreter unless it draws offscreen.
# All servers of the tests are on this computer, so requests must not go to a proxy.
for _name in list(os.environ):
    if _name.startswith("QT_") or _name.lower().endswith("_proxy"):
        del os.environ[_name]
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyside6"
# Tests read the texts in English, whatever the person speaks.
os.environ["AIURDESK_LANGUAGE"] = "en"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of ``end_to_end/test_assistive_technology.py``."""
    parser.addoption("--window-starts", type=int, default=5, help="how often the window is started")


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Collect no garbage while tests are imported: there is hardly any, and looking takes long."""
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest, so that no process ends long after the others."""
    items.sort(key=lambda item: not _is_long(item))


def _is_long(item: pytest.Item) -> bool:
    is_tour = "toured" in getattr(item, "fixturenames", ())
    return is_tour or item.get_closest_marker("limit_s") is not None


def pytest_collection_finish() -> None:
    """Leave modules and collected tests out of garbage collections, which take 0.35 s with them.

    What is garbage by now stays: to collect it once takes as long. Later collections come less
    often than by default, because they took 6 % of the time of small tests.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def pytest_unconfigure() -> None:
    """End the process that commands of the program are forks of."""
    stop_server()


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test on a fresh asyncio loop; ``tests/ui`` has a loop of its own.

    gnome-keyring aborts now and then, and the bus starts a locked one. A test that failed over that
    did not see what it is about, so it runs once more.
    """
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    keyring = pyfuncitem.funcargs.get("secret_service")
    try:
        run_test(body_of(pyfuncitem))
    except BaseException:
        if not isinstance(keyring, SecretService) or not keyring.was_replaced():
            raise
        keyring.recover()
        run_test(body_of(pyfuncitem))
    return True


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_stray_log_records(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning or worse, unless it asks for ``caplog`` itself."""
    records = _Records()
    logging.getLogger().addHandler(records)
    yield
    logging.getLogger().removeHandler(records)
    if "caplog" not in request.fixturenames:
        assert records.texts == []


@pytest.fixture(autouse=True)
def ended_helper_processes() -> Iterator[None]:
    """End what a pipeline of ``fakes`` started; its module is not imported for this."""
    yield
    fakes = sys.modules.get("tests.fakes")
    if fakes is not None:
        fakes.end_processes()


@pytest.fixture(scope="session")
def running_secret_service() -> Iterator[SecretService]:
    """Return the one keyring of the session; tests take ``secret_service``."""
    require_programs()
    with SecretService() as service:
        service.start()
        yield service


@pytest.fixture
def secret_service(
    running_secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> SecretService:
    """Return a keyring, unlocked and empty, that this process and its children use.

    Without a display, so a locked one stays locked. What a test does to it (lock, kill, freeze)
    is undone before the next one.
    """
    running_secret_service.recover()
    for name, value in running_secret_service.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    return running_secret_service
