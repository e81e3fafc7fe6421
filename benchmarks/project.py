"""A project folder with a release of the made-up data, written without a check: SHACL would take longer than the benchmark."""

import hashlib
import json
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, parse

from domain import BASE, EVERYTHING_ELSE, QUOTATIONS, SIZES, Domain
from engagiert_ld import __version__
from engagiert_ld.formats import NQUADS
from engagiert_ld.formats.jsonld import context_document, context_for
from engagiert_ld.namespaces import prefixes
from engagiert_ld.publication import load_publication
from engagiert_ld.release.manifest import CHECKSUMS, CONTEXT, MANIFEST, QUADS, SETTINGS
from engagiert_ld.release.shelf import Shelf

VERSION = "2026-01-01-benchmark"
PUBLICATION = f"""\
base_iri = "{BASE}"
modified = 2026-01-01
title = {{ de = "Messung", en = "Benchmark" }}
description = {{ de = "Erfundene Daten.", en = "Made-up data." }}
publisher.name = {{ de = "Messung", en = "Benchmark" }}
contact.name = {{ de = "Messung", en = "Benchmark" }}
"""


def write_project(folder: Path, domain: Domain, limits: str = "") -> None:
    """Settings and one release that `serve --no-build` takes; `limits` are lines of TOML."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "publication.toml").write_text(f"{PUBLICATION}\n[limits]\n{limits}", encoding="utf-8")
    shelf = Shelf(folder / "releases")
    with shelf.locked():
        _write_release(shelf.path / VERSION, folder, domain)
        shelf.switch_to(VERSION)


def _write_release(path: Path, project: Path, domain: Domain) -> None:
    path.mkdir()
    publication, _ = load_publication(project, {})
    content = "".join(domain.n_quads()).encode()
    digest = hashlib.sha256(content).hexdigest()
    quotations = content.count(f" <{QUOTATIONS}> .\n".encode())
    manifest = {
        "version": VERSION,
        "base_iri": BASE,
        "modified": "2026-01-01",
        "software": {"name": "engagiert-ld", "version": __version__},
        "dataset": {
            "canonicalisation": "none",
            "sha256": digest,
            "quads": domain.size,
            "graphs": {EVERYTHING_ELSE: domain.size - quotations, QUOTATIONS: quotations},
        },
        "files": [{"path": QUADS, "bytes": len(content), "sha256": digest, "media_type": NQUADS.media_type}],
    }
    files = {
        QUADS: content,
        SETTINGS: _json(publication.content),
        CONTEXT: context_document(context_for(_sample(), prefixes(BASE))),
        MANIFEST: _json(manifest),
    }
    for name, written in files.items():
        (path / name).write_bytes(written)
    sums = "".join(f"{hashlib.sha256(written).hexdigest()}  {name}\n" for name, written in sorted(files.items()))
    (path / CHECKSUMS).write_text(sums, encoding="utf-8")


def _sample() -> list[Quad]:
    """Quads with all properties and classes that there are."""
    return list(parse("".join(Domain(SIZES[0]).n_quads()), format=RdfFormat.N_QUADS))


def _json(value: Any) -> bytes:
    return json.dumps(dict(value), ensure_ascii=False, indent=2).encode()
