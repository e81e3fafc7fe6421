"""`engagiert-ld query` and `describe`: one question to the last release."""

import csv
import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from calls import call
from engagiert_ld.formats import RDF_FORMATS, RESULT_FORMATS, Format
from running import REPOSITORY, ProjectFolder, clean_environment

BASE: Final = "https://w3id.org/engagiert-ld/"
NAMES: Final = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?org ?name { ?org a <http://www.w3.org/ns/org#FormalOrganization> ; skos:prefLabel ?name . FILTER(lang(?name) = "de") }
ORDER BY ?name LIMIT 2
"""
CONSTRUCT: Final = "CONSTRUCT { ?s <x#is> true } WHERE { ?s a <def#Network> }"
PARSED_AS: Final = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
}


def on_a_terminal(command: list[str], text: str) -> str:
    """What a command writes when its standard output is a terminal."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        done = subprocess.run(command, input=text.encode(), stdout=theirs, env=clean_environment(), check=True)
        os.close(theirs)
        assert done.returncode == 0
        shown = b""
        try:
            while part := terminal.read(65536):
                shown += part
        except OSError:  # Linux says EIO where the other end is closed
            pass
    return shown.decode().replace("\r\n", "\n")


def test_a_terminal_gets_a_table(built: ProjectFolder) -> None:
    shown = on_a_terminal(built.command("query", "-"), NAMES)
    foundation, association = f"{BASE}id/org/bertelsmann-stiftung", f"{BASE}id/org/vhw"
    width = len(foundation)
    assert shown.splitlines() == [
        f"{'org':{width}}  name",
        f"{'-' * width}  {'-' * 50}",
        f"{foundation}  Bertelsmann Stiftung",
        f"{association:{width}}  Bundesverband für Wohnen und Stadtentwicklung e.V.",
    ]


def test_a_terminal_gets_yes_or_no_as_a_word(built: ProjectFolder) -> None:
    assert on_a_terminal(built.command("query", "-"), "ASK { ?s ?p ?o }") == "true\n"


def test_a_pipe_gets_csv(built: ProjectFolder) -> None:
    done = built.run("query", "-", stdin=NAMES)
    assert (done.code, done.err) == (0, "")
    assert list(csv.reader(done.out.splitlines())) == [
        ["org", "name"],
        [f"{BASE}id/org/bertelsmann-stiftung", "Bertelsmann Stiftung"],
        [f"{BASE}id/org/vhw", "Bundesverband für Wohnen und Stadtentwicklung e.V."],
    ]


@pytest.mark.parametrize("fmt", RESULT_FORMATS, ids=lambda fmt: fmt.extension)
def test_results_come_in_each_format(built: ProjectFolder, fmt: Format) -> None:
    done = call(built, "query", "-", "--format", fmt.extension, stdin=NAMES)
    assert done.code == 0
    assert done.out.lstrip()[0] == {"srj": "{", "srx": "<", "csv": "o", "tsv": "?"}[fmt.extension]
    assert "Bertelsmann Stiftung" in done.out


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.extension)
def test_graphs_come_in_each_format(built: ProjectFolder, fmt: Format) -> None:
    done = call(built, "query", "-", "--format", fmt.extension, stdin=CONSTRUCT)
    assert done.code == 0
    found = list(parse(done.out.encode(), format=PARSED_AS[fmt.extension]))
    assert len(found) > 5
    assert {quad.predicate for quad in found} == {NamedNode(f"{BASE}x#is")}


def test_a_graph_comes_in_turtle_unless_asked_otherwise(built: ProjectFolder) -> None:
    done = call(built, "query", "-", stdin=CONSTRUCT)
    assert done.code == 0
    assert done.out.startswith("@prefix")


def test_a_query_is_read_from_a_file(built: ProjectFolder) -> None:
    done = call(built, "query", str(REPOSITORY / "queries/networks.rq"), "--format", "srj")
    assert done.code == 0
    assert json.loads(done.out)["results"]["bindings"]


def test_a_format_that_does_not_fit_is_exit_code_2_with_those_that_do(built: ProjectFolder) -> None:
    done = call(built, "query", "-", "--format", "ttl", stdin=NAMES)
    assert done.code == 2
    assert "ttl: srj, srx, csv, tsv" in done.err


def test_a_malformed_query_is_exit_code_1_with_line_and_column(built: ProjectFolder) -> None:
    done = call(built, "--lang", "en", "query", "-", stdin="SELECT *\n  WHERE ( ?s ?p ?o )\n")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("The query is malformed (line 2, column 9): ")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://example.org/sparql> { ?s ?p ?o } }",
        "INSERT DATA { <a> <b> <c> }",
        "LOAD <http://example.org/x>",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_what_leaves_the_release_is_refused(built: ProjectFolder, text: str) -> None:
    done = call(built, "query", "-", stdin=text)
    assert (done.code, done.out) == (1, "")
    assert "fehlerhaft" not in done.err
    assert done.err.strip()


def test_a_query_that_is_not_utf8_is_exit_code_3(built: ProjectFolder, tmp_path: Path) -> None:
    (tmp_path / "latin.rq").write_bytes(b"ASK { ?s ?p '\xe4' }")
    done = call(built, "--lang", "en", "query", str(tmp_path / "latin.rq"))
    assert (done.code, done.out) == (3, "")
    assert "latin.rq cannot be read: " in done.err


def test_query_and_describe_need_a_release(project: ProjectFolder) -> None:
    for arguments in (("query", "-"), ("describe", "def")):
        done = call(project, "--lang", "en", *arguments, stdin="ASK {}")
        assert done.code == 4
        assert done.err.startswith("There is no release in ")


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.extension)
def test_describe_answers_in_each_format(built: ProjectFolder, fmt: Format) -> None:
    done = call(built, "describe", "id/network/civitas", "--format", fmt.extension)
    assert (done.code, done.err) == (0, "")
    subjects = {quad.subject for quad in parse(done.out.encode(), format=PARSED_AS[fmt.extension])}
    assert NamedNode(f"{BASE}id/network/civitas") in subjects


def test_describe_takes_the_full_iri_as_well(built: ProjectFolder) -> None:
    relative, full = call(built, "describe", "id/org/kgst"), call(built, "describe", f"{BASE}id/org/kgst")
    assert relative == full
    assert relative.out.startswith("@prefix")
    assert '"KGSt"@de' in relative.out


@pytest.mark.parametrize("iri", ["id/org/nirgends", "http://example.org/elsewhere", "id/no iri", "http://["])
def test_what_is_not_described_is_exit_code_1(built: ProjectFolder, iri: str) -> None:
    done = call(built, "--lang", "en", "describe", iri)
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith(f"{iri} is not described in {built.current.name}.\n")


def test_an_unknown_format_of_describe_is_exit_code_2(built: ProjectFolder) -> None:
    done = call(built, "describe", "def", "--format", "docx")
    assert done.code == 2
    assert "docx: ttl, jsonld, nt, nq, trig, rdf" in done.err
