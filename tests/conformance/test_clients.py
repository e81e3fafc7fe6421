"""Programs of others against the running server: signposting and extruct, which read links and what pages embed, and curl."""

import shutil
import subprocess
import urllib.request

import extruct
import pytest
from signposting import Signposting, find_signposting_html, find_signposting_http, find_signposting_linkset

from running import Server

BASE = "https://w3id.org/engagiert-ld/"
THING = f"{BASE}id/network/civitas"


def told(found: Signposting) -> set[tuple[str, str, str]]:
    """Relation, target and type of every link that the reader understood."""
    return {(str(link.rel), str(link.target), str(link.type or "")) for link in found.signposts}


@pytest.mark.parametrize("path", ["doc/network/civitas.html", "doc/concept/roles.html", "dataset.html"])
def test_signposting_reads_the_same_in_header_page_and_linkset(server: Server, path: str) -> None:
    url = server.url + path
    header, page = find_signposting_http(url), find_signposting_html(url)
    assert told(header) == told(page)
    (linkset,) = header.linksets
    whole = find_signposting_linkset(str(linkset.target), acceptType=linkset.type)
    assert told(header) <= told(whole.for_context(url))


def test_signposting_finds_what_level_2_asks_for(server: Server) -> None:
    found = find_signposting_http(f"{server.url}doc/network/civitas")
    assert str(found.citeAs.target) == THING
    assert {str(link.target) for link in found.types} == {
        "https://schema.org/AboutPage",
        "https://schema.org/Consortium",
    }
    assert {(str(link.target).rpartition(".")[2], str(link.type)) for link in found.describedBy} == {
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
    }
    assert str(found.license.target) == "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
    assert str(found.collection.target) == f"{server.url}dataset"


def test_signposting_leads_from_the_dataset_to_its_dumps_and_back(server: Server) -> None:
    dumps = find_signposting_http(f"{server.url}dataset").items
    assert {str(link.type) for link in dumps} >= {"text/turtle", "application/n-quads", "application/ld+json"}
    for link in dumps:
        assert find_signposting_http(str(link.target)).collection is not None


def test_extruct_finds_the_thing_in_its_page(server: Server) -> None:
    url = f"{server.url}doc/network/civitas.html"
    with urllib.request.urlopen(url) as answer:
        found = extruct.extract(answer.read().decode(), base_url=url, syntaxes=["json-ld"])["json-ld"]
    (thing,) = found
    assert thing["@id"] == THING
    assert thing["@type"] == "Consortium"
    assert {"@language": "en", "@value": "Civitas network of citizen-oriented municipalities"} in thing["name"]


def curl(*arguments: str) -> str:
    command = [shutil.which("curl") or "curl", "--silent", "--show-error", "--max-time", "20", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


def test_curl_gets_turtle_about_a_thing_packed_on_the_way(server: Server) -> None:
    url = f"{server.url}id/network/civitas"
    turtle = curl("--location", "--header", "Accept: text/turtle", url)
    assert "network:civitas" in turtle
    assert curl("--location", "--compressed", "--header", "Accept: text/turtle", url) == turtle


def test_curl_goes_on_where_a_download_was_broken_off(server: Server) -> None:
    url = f"{server.url}dumps/latest/all.nt"
    whole = curl("--location", url)
    assert curl("--location", "--range", "0-999", url) + curl("--location", "--range", "1000-", url) == whole


def test_signposting_reads_the_catalogue_of_interfaces(server: Server) -> None:
    found = find_signposting_linkset(f"{server.url}.well-known/api-catalog", acceptType="application/linkset+json")
    assert {str(item.target) for item in found.items} == {server.url, f"{server.url}sparql"}
