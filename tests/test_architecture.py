"""The direction of imports, and the one home of each library; imports inside functions count as well."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import engagiert_ld

PACKAGE = Path(engagiert_ld.__file__).parent

LAYERS = (
    {"errors", "codings", "namespaces", "slugs", "terms", "toml_places"},
    {"findings", "formats", "publication", "records"},
    {"sources", "evidence", "validation"},
    {"describe"},
    {"store"},
    {"vocabulary", "concept_schemes", "metadata", "pictures", "withdrawals"},
    {"release"},
    {"harvest", "stores", "web"},
    {"cli", "rsgi", "wsgi"},
    {"__main__"},
)
LEVEL = {module: level for level, modules in enumerate(LAYERS) for module in modules}

HOMES = {
    "pyshacl": {"validation"},
    "SPARQLWrapper": {"store"},
    "flask": {"web", "wsgi"},
    "werkzeug": {"web"},
    "granian": {"cli"},
    "click": {"cli"},
    "cramjam": {"codings"},
    "pyld": {"formats"},
    "markdown_it": {"web"},
    "networkx": {"pictures"},
    "tomllib": {"publication"},
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def top(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_layers_below(path: Path) -> None:
    own = top(path)
    assert own in LEVEL, f"{own} has no place in the layers"
    for name, line in imports(path):
        parts = name.split(".")
        if parts[0] == "engagiert_ld" and parts[1] not in (own, "__version__"):
            assert LEVEL[parts[1]] < LEVEL[own], f"{path.name}:{line}: {own} imports {parts[1]}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_is_imported_in_its_home_only(path: Path) -> None:
    for name, line in imports(path):
        home = HOMES.get(name.split(".")[0])
        assert home is None or top(path) in home, f"{path.name}:{line}: {name} belongs to {home}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_cli_and_wsgi_read_the_environment(path: Path) -> None:
    if top(path) in ("cli", "rsgi", "wsgi"):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
            assert not (isinstance(node.value, ast.Name) and node.value.id == "os"), f"{path.name}:{node.lineno}"


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "services", "models", "common", "core"}
    assert not {part.removesuffix(".py") for path in MODULES for part in path.relative_to(PACKAGE).parts} & drawers


def test_parsers_live_in_sources_and_serialisers_in_formats() -> None:
    """`parse` and `serialize` of pyoxigraph; the canonical form of a release is N-Quads by definition."""
    allowed = {"parse": {"sources"}, "serialize": {"formats", "release"}}
    for path in MODULES:
        for name, line in imports(path):
            if name.startswith("pyoxigraph.") and name.split(".")[1] in allowed:
                assert top(path) in allowed[name.split(".")[1]], f"{path.name}:{line}: {name}"


def test_what_a_validation_needs_is_loaded_by_a_validation_alone() -> None:
    """It takes as long to load as everything else together, and a server would hold it in memory three times."""
    program = "import sys, engagiert_ld.cli, engagiert_ld.wsgi; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "engagiert_ld.validation" in loaded
    assert not loaded & {"pyshacl", "rdflib"}
