"""Build the package for this release of Debian or Ubuntu: python3 packaging/deb.py.

It comes into ``dist``, has its libraries in /usr/lib/aiurdesk, and takes the Python of the release,
for which they are compiled: one package a release. Tried on Debian 13; never run on Ubuntu.
Needs ``dpkg-dev`` and ``binutils``.
"""

import email.parser
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

from bootstrap import CONSTRAINTS, ROOT, build_python, pip_install, project
from desktop_files import HOME, day_s

PYTHON = "/usr/bin/python3"
PARTS = ROOT / "packaging" / "deb"
BUILD = ROOT / "build" / "deb"
TREE = BUILD / "debian" / "aiurdesk"
LIBRARIES = TREE / "usr" / "lib" / "aiurdesk"
# What a window needs of Qt, below PySide6. No sockets, databases, QML or screens without a display
# server; the theme of GTK gives a GNOME desktop its fonts and file dialogs.
USED_OF_QT = re.compile(
    r"(__init__|_config|_git_pyside_version)\.py|Qt(Core|Gui|Widgets)\.abi3\.so|libpyside6\.abi3\..*"
    r"|Qt/lib/libQt6(Core|Gui|Widgets|DBus|Svg|XcbQpa|OpenGL|WaylandClient|WlShellIntegration"
    r"|WaylandEglClientHwIntegration)\.so.*|Qt/lib/libicu.*"
    r"|Qt/plugins/platforms/libq(xcb|wayland|offscreen|minimal)\.so"
    r"|Qt/plugins/(platformthemes|iconengines|xcbglintegrations|wayland-(?!.*server)[a-z-]*)/.*"
    r"|Qt/plugins/imageformats/(?!libqpdf).*|Qt/plugins/platforminputcontexts/lib(compose|ibus).*"
    r"|Qt/translations/qtbase_(de|zh_CN)\.qm"
)
# What only serves to install or to develop. One file names the folder of the checkout.
UNUSED = re.compile(
    r"bin/.*|.*/(RECORD|INSTALLER|REQUESTED|WHEEL|direct_url\.json)|.*\.(pyi|pyx|pxd|h|c|typed)"
    r"|aiurdesk/(testing/.*|pytest_plugin\.py)|(cffi|pycparser)/.*|.*/(tests?|testing)/.*"
)
# The theme of GTK needs libraries that are there where it is used, on a desktop of GNOME.
SUGGESTED = "libqgtk3.so"


def main() -> int:
    """Build the package with the Python of the release."""
    if Path(sys.executable).resolve() != Path(PYTHON).resolve():
        os.execv(PYTHON, [PYTHON, __file__])
    python = build_python(has_screen=True)
    shutil.rmtree(BUILD, ignore_errors=True)
    install_libraries(python)
    remove_unused(LIBRARIES)
    # The symbols that only a debugger reads.
    command("strip", "--strip-unneeded", "-R", ".comment", *shared_libraries(LIBRARIES))
    command(python, ROOT / "packaging" / "desktop_files.py", TREE / "usr")
    install_parts()
    set_modes()
    write_control()
    version = release_version()
    package = ROOT / "dist" / f"aiurdesk_{version}_{architecture()}.deb"
    package.parent.mkdir(exist_ok=True)
    command("dpkg-deb", "--root-owner-group", "-Zxz", "--build", TREE, package)
    return 0


def command(*words: str | Path, folder: Path = ROOT) -> str:
    """Run a step and return what it printed; its messages are shown."""
    done = subprocess.run(list(map(str, words)), cwd=folder, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"This step failed: {words[0]}. Its message is above.")
    return done.stdout.decode()


def release_version() -> str:
    """Return the version of the package, which names the release that it is for."""
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    values = dict(line.replace('"', "").split("=", 1) for line in lines if "=" in line)
    return f"{project()['project']['version']}~{values['ID']}{values['VERSION_ID']}"


def architecture() -> str:
    """Return what Debian calls the processor."""
    return command("dpkg", "--print-architecture").strip()


def install_libraries(python: Path) -> None:
    """Install the program and all that it needs, in the versions that the tests were run with."""
    constraints = ("--constraint", CONSTRAINTS)
    command(*pip_install(python), "--target", LIBRARIES, "--no-compile", *constraints, ROOT)


def remove_unused(folder: Path) -> None:
    """Remove the files and folders that the program does not use."""
    qt = folder / "PySide6"
    for path in sorted(files(folder)):
        name = path.relative_to(folder).as_posix()
        is_used = not UNUSED.fullmatch(name)
        if path.is_relative_to(qt):
            is_used = USED_OF_QT.fullmatch(path.relative_to(qt).as_posix()) is not None
        if not is_used:
            path.unlink()
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def files(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder, and links to files."""
    return (path for path in folder.rglob("*") if not path.is_dir())


def shared_libraries(folder: Path) -> list[Path]:
    """Return the shared libraries below a folder."""
    return sorted(path for path in files(folder) if ".so" in path.name and not path.is_symlink())


def install_parts() -> None:
    """Put the command, the changelog, the licences and the overrides into the tree."""
    document = TREE / "usr" / "share" / "doc" / "aiurdesk"
    # Where Debian's shells look, and not where the shells' own installation does.
    share = TREE / "usr" / "share"
    (share / "zsh" / "site-functions").rename(share / "zsh" / "vendor-completions")
    when = formatdate(day_s(), localtime=False)
    changes = (
        f"aiurdesk ({release_version()}) unstable; urgency=medium\n\n"
        f"  * What changed is listed in CHANGELOG.md.gz.\n\n -- {maintainer()}  {when}\n"
    )
    changelog = (ROOT / "packaging" / "CHANGELOG.md").read_bytes()
    for path, content in (
        (document / "changelog.gz", gzip.compress(changes.encode(), mtime=0)),
        (document / "CHANGELOG.md.gz", gzip.compress(changelog, mtime=0)),
        (document / "copyright", "\n".join(copyright_lines()).encode()),
        (share / "lintian/overrides/aiurdesk", (PARTS / "lintian-overrides").read_bytes()),
        (TREE / "usr/bin/aiurdesk", (PARTS / "aiurdesk").read_bytes()),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def maintainer() -> str:
    """Return who maintains the package."""
    control = (PARTS / "control").read_text(encoding="utf-8")
    return str(email.parser.Parser().parsestr(control)["Maintainer"])


def copyright_lines() -> Iterator[str]:
    """Yield the file that lists the licence of each library in the package."""
    yield f"aiurdesk, from {HOME}.\n"
    yield (ROOT / "LICENSE").read_text(encoding="utf-8")
    yield "The package contains these libraries, each with its licence. Their texts are beside them"
    yield "in /usr/lib/aiurdesk/*.dist-info, and in /usr/share/common-licenses.\n"
    for metadata in sorted(LIBRARIES.glob("*.dist-info/METADATA")):
        told = email.parser.Parser().parsestr(metadata.read_text(encoding="utf-8"))
        kinds = [text for text in told.get_all("Classifier", []) if text.startswith("License ::")]
        licence = told["License-Expression"] or (told["License"] or "").partition("\n")[0]
        if licence in ("", "UNKNOWN"):
            licence = ", ".join(kind.rpartition(":: ")[2] for kind in kinds)
        author = told["Author"] or told["Author-email"] or told["Maintainer"] or ""
        yield f"{told['Name']} {told['Version']}: {licence}\n  {author}".rstrip()
    yield "\nQt 6: LGPL-3.0-only, with ICU (Unicode-3.0); copyright The Qt Company Ltd."
    yield "The sources of Qt and PySide6 are at https://download.qt.io."


def set_modes() -> None:
    """Let only the command be a program, and all be readable."""
    for path in TREE.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    TREE.chmod(0o755)


def write_control() -> None:
    """Write what dpkg reads: dependencies, scripts and check sums."""
    folder = TREE / "DEBIAN"
    folder.mkdir()
    major, minor = sys.version_info[:2]
    depends = dependencies()
    size_kib = sum(path.lstat().st_size for path in files(TREE)) // 1024
    values = {
        "VERSION": release_version(),
        "ARCHITECTURE": architecture(),
        "SIZE": str(size_kib),
        "HOME": HOME,
        "DEPENDS": f"python3 (>= {major}.{minor}), python3 (<< {major}.{minor + 1}), {depends[0]}",
        "SUGGESTS": depends[1],
    }
    control = (PARTS / "control").read_text(encoding="utf-8")
    filled = re.sub("@([A-Z]+)@", lambda match: values[match[1]], control)
    (folder / "control").write_text(filled, encoding="utf-8")
    (folder / "md5sums").write_text("".join(check_sums()), encoding="utf-8")
    for script in ("postinst", "prerm"):
        shutil.copy(PARTS / script, folder)
        (folder / script).chmod(0o755)


def dependencies() -> tuple[str, str]:
    """Return the packages with the libraries that ours are linked with, and those for GTK."""
    (TREE.parent / "control").write_text(
        f"Source: aiurdesk\n\nPackage: aiurdesk\nArchitecture: {architecture()}\n",
        encoding="utf-8",
    )
    libraries = shared_libraries(LIBRARIES)
    own = sorted({f"-l{path.parent}" for path in libraries})
    told = command(
        *("dpkg-shlibdeps", "-O", "--ignore-missing-info", "--package=aiurdesk", *own),
        *(word for path in libraries for word in _option(path)),
        folder=BUILD,
    )
    lists = dict(line.removeprefix("shlibs:").split("=", 1) for line in told.splitlines())
    return lists["Depends"], lists["Suggests"]


def _option(library: Path) -> tuple[str, str]:
    return ("-dSuggests" if library.name == SUGGESTED else "-dDepends", f"-e{library}")


def check_sums() -> Iterator[str]:
    """Yield the check sum of each file, as ``dpkg --verify`` reads them."""
    for path in sorted(files(TREE)):
        if not path.is_symlink() and not path.is_relative_to(TREE / "DEBIAN"):
            digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            yield f"{digest}  {path.relative_to(TREE).as_posix()}\n"


if __name__ == "__main__":
    sys.exit(main())
