"""The table of formats and its look-ups."""

import pytest
from pyoxigraph import NamedNode, RdfFormat

from engagiert_ld import formats
from engagiert_ld.errors import EngagiertError
from engagiert_ld.formats import Format, by_extension, by_media_type, by_parameter

every_format = pytest.mark.parametrize("fmt", formats.FORMATS, ids=lambda fmt: fmt.name)


@every_format
def test_a_format_is_found_by_its_extension_its_media_type_and_either_as_parameter(fmt: Format) -> None:
    assert by_extension(fmt.extension) is fmt
    assert by_extension(fmt.extension.upper()) is fmt
    assert by_media_type(fmt.media_type) is fmt
    assert by_media_type(f"{fmt.media_type.upper()} ; q=0.5; profile=x") is fmt
    assert by_parameter(fmt.extension) is by_parameter(fmt.media_type) is fmt


@every_format
def test_names_extensions_and_media_types_differ(fmt: Format) -> None:
    others = [other for other in formats.FORMATS if other is not fmt]
    assert fmt.name not in {other.name for other in others}
    assert fmt.extension not in {other.extension for other in others}
    assert fmt.media_type not in {other.media_type for other in others}


def test_file_types_are_iris_and_differ_except_for_the_two_kinds_of_json() -> None:
    file_types = [NamedNode(fmt.eu_file_type) for fmt in formats.FORMATS]
    assert len(set(file_types)) == len(file_types) - 1
    assert formats.JSON.eu_file_type == formats.SRJ.eu_file_type


def test_a_plus_that_arrives_as_a_space_is_a_plus() -> None:
    assert by_parameter("application/ld json") is formats.JSONLD


def test_xml_and_json_mean_what_is_offered() -> None:
    assert by_extension("xml") is formats.RDFXML
    assert by_extension("xml", formats.RESULT_FORMATS) is formats.SRX
    assert by_extension("json") is by_media_type("application/json") is formats.JSON
    assert by_extension("json", formats.RESULT_FORMATS) is formats.SRJ
    assert by_media_type("application/json", formats.RDF_FORMATS) is formats.JSONLD
    assert by_media_type("application/json", formats.RESULT_FORMATS) is formats.SRJ
    assert by_media_type("text/xml", formats.RESULT_FORMATS) is formats.SRX
    assert by_extension("xml", [formats.TURTLE]) is None


def test_rdf_1_2_is_found_by_the_names_of_dumps_only() -> None:
    assert by_extension("rdf12.ttl", formats.DUMP_FORMATS) is formats.RDF12_TURTLE
    assert by_extension("rdf12.nq", formats.DUMP_FORMATS) is formats.RDF12_NQUADS
    for among in (formats.FORMATS, formats.DUMP_FORMATS):
        assert by_extension("ttl", among) is by_media_type("text/turtle; version=1.2", among) is formats.TURTLE
        assert by_extension("nq", among) is by_media_type("application/n-quads; version=1.2", among) is formats.NQUADS
    assert by_extension("rdf12.ttl") is by_parameter("rdf12.ttl") is None


def test_a_generator_of_formats_will_do() -> None:
    assert by_parameter("xml", (fmt for fmt in formats.RESULT_FORMATS)) is formats.SRX


@pytest.mark.parametrize("name", ["", "docx", ".ttl", "turtle/text", "text/", "application/pdf", "/", "*/*"])
def test_an_unknown_name_finds_nothing(name: str) -> None:
    assert by_extension(name) is by_media_type(name) is by_parameter(name) is None


def test_an_extension_is_no_media_type_and_the_other_way_round() -> None:
    assert by_media_type("xml") is None
    assert by_extension("text/xml") is None


def test_only_text_types_carry_a_charset() -> None:
    types = {fmt.name: fmt.content_type for fmt in formats.FORMATS}
    assert types == {
        "turtle": "text/turtle; charset=utf-8",
        "jsonld": "application/ld+json",
        "ntriples": "application/n-triples",
        "nquads": "application/n-quads",
        "trig": "application/trig",
        "rdfxml": "application/rdf+xml",
        "html": "text/html; charset=utf-8",
        "json": "application/json",
        "srj": "application/sparql-results+json",
        "srx": "application/sparql-results+xml",
        "csv": "text/csv; charset=utf-8",
        "tsv": "text/tab-separated-values; charset=utf-8",
    }


def test_rdf_1_2_tells_its_version() -> None:
    assert formats.RDF12_TURTLE.content_type == "text/turtle; charset=utf-8; version=1.2"
    assert formats.RDF12_NQUADS.content_type == "application/n-quads; version=1.2"


def test_the_table_agrees_with_oxigraph() -> None:
    for fmt in formats.DUMP_FORMATS:
        other = RdfFormat.from_extension(fmt.extension.rpartition(".")[2])
        assert other is not None
        assert other.media_type == fmt.media_type


def test_named_graphs_are_kept_by_nquads_and_trig() -> None:
    assert [fmt.name for fmt in formats.FORMATS if fmt.has_graphs] == ["nquads", "trig"]


@pytest.mark.parametrize("fmt", [formats.HTML, formats.JSON, *formats.RESULT_FORMATS], ids=lambda fmt: fmt.name)
def test_a_format_without_a_writer_is_refused(fmt: Format) -> None:
    with pytest.raises(EngagiertError, match="no RDF format"):
        formats.serialise([], fmt, "https://data.example/")
