"""Each fact on a page has its proof beside it: the sentence, where it stands, and how clearly it says so."""

import html
import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from rdflib import RDF, Graph, URIRef

from running import ProjectFolder, Server

from .asking import BROWSER, ask
from .reading import Page

BASE = "https://w3id.org/engagiert-ld/"
CERTAINTY = URIRef(f"{BASE}def#certainty")


@pytest.fixture(scope="module")
def claims(built: ProjectFolder) -> Graph:
    return Graph().parse(built.current / "all.nt")


def page_of(server: Server, iri: str) -> str:
    path = urlsplit(iri).path.replace("/engagiert-ld/id/", "/doc/")
    answer = ask(server.url, f"{path}?lang=de", BROWSER)
    assert answer.status == 200, iri
    return answer.text


def test_every_claim_is_on_the_page_of_what_it_is_about(server: Server, claims: Graph) -> None:
    about: defaultdict[str, list[URIRef]] = defaultdict(list)
    for claim, subject in claims.subject_objects(RDF.subject):
        about[str(subject).partition("#")[0]].append(claim)  # type: ignore[arg-type]
    things = [thing for thing in sorted(about) if thing.startswith(f"{BASE}id/")]
    assert len(things) > 50
    for thing in things[::3]:
        page = page_of(server, thing)
        listed = Page(page).hrefs
        for claim in about[thing]:
            assert claim.replace(f"{BASE}id/", "/doc/") in listed, (thing, claim)


def test_a_quotation_stands_beside_the_fact_with_its_source_and_line(server: Server) -> None:
    page = page_of(server, f"{BASE}id/participation/stadt-essen--civitas")
    fact = re.search(r"<dd><a href=\"/doc/network/civitas\">.*?</dd>", page, re.DOTALL)
    assert fact
    text = html.unescape(fact[0])
    assert (
        "„Die Stadt Essen war von 1999 bis 2014 im bundesweiten Civitas-Netzwerk bürgerorientierter Kommunen engagiert.“"
        in text
    )
    assert 'href="/doc/source/essen-engagiert"' in text
    assert "Zeile 57" in text
    assert "ausdrücklich" in text
    assert 'href="/doc/claim/c216"' in text


def test_what_is_not_said_in_so_many_words_is_marked_in_words(server: Server, claims: Graph) -> None:
    inferred = URIRef(f"{BASE}id/concept/certainty-inferred")
    marked = 0
    for claim in sorted(claims.subjects(CERTAINTY, inferred), key=str)[:20]:
        subject = str(claims.value(claim, RDF.subject))
        if subject.startswith(f"{BASE}id/") and "#" not in subject:
            page = page_of(server, subject)
            name = str(claim).rpartition("/")[2]
            for details in re.findall(r'<details class="proof">.*?</details>', page, re.DOTALL):
                if f'/doc/claim/{name}"' in details:
                    assert '<span class="degree">erschlossen</span>' in details
                    marked += 1
    assert marked > 5


def test_the_page_is_in_the_language_of_the_reader_first(server: Server) -> None:
    german, english = (ask(server.url, f"/doc/network/civitas?lang={tag}", BROWSER).text for tag in ("de", "en"))
    assert '<div class="lead"><p>Bundesweites Netzwerk' in german
    assert '<div class="lead"><p>Nation-wide network' in english
    assert (
        '<dd class="other"><span class="foreign" lang="en">Civitas network of citizen-oriented municipalities</span>'
        in german
    )
    assert (
        '<dd class="other"><span class="foreign" lang="de">Civitas-Netzwerk bürgerorientierter Kommunen</span>'
        in english
    )


def test_quotations_keep_their_language_on_an_english_page(server: Server) -> None:
    page = ask(server.url, "/doc/participation/stadt-essen--civitas?lang=en", BROWSER).text
    quotations = re.findall(r"<blockquote([^>]*)>", page)
    assert quotations
    assert set(quotations) == {' lang="de"'}


def test_claims_that_are_shown_as_proofs_are_not_listed_again(server: Server) -> None:
    page = page_of(server, f"{BASE}id/network/civitas")
    outside = re.sub(r'<details class="proof">.*?</details>', "", page, flags=re.DOTALL)
    assert "/doc/claim/c211" in page
    assert "/doc/claim/c211" not in outside


def test_the_page_of_a_claim_begins_with_what_it_says_and_with_the_sentence(server: Server) -> None:
    page = html.unescape(page_of(server, f"{BASE}id/claim/c216"))
    before, _, after = page.partition('<h2 id="surroundings">')
    assert 'Stadt Essen im Civitas-Netzwerk bürgerorientierter Kommunen</a> → <a href="' in before
    assert "„Die Stadt Essen war von 1999 bis 2014" in before
    assert "Prädikat der Aussage" not in after


def test_a_quotation_stands_between_those_around_it(server: Server) -> None:
    page = html.unescape(page_of(server, f"{BASE}id/claim/c216"))
    passages = re.findall(r'<(a|b) class="passage"[^>]*>([^<]*)<', page)
    assert [tag for tag, _ in passages] == ["a", "b", "a"]
    assert passages[0][1] == "Civitas - Bürgerorientierte Kommunen"
    assert passages[2][1].startswith("Dort wurde in intensiven Projektphasen")
    assert "Zeichen 5101 bis 5210" in page


def test_a_fact_with_a_record_that_tells_no_degree_has_no_empty_mark(server: Server) -> None:
    page = page_of(server, f"{BASE}id/org/bertelsmann-stiftung")
    assert '<span class="degree"></span>' not in page
    assert "/doc/link/bertelsmann-stiftung--isni" in page


def rows(page: str, section: str) -> list[list[str]]:
    """The texts of the cells of the table in a section."""
    table = page[page.index(f'id="{section}"') :].partition("</table>")[0]
    cells = (
        re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
    )
    return [[re.sub("<[^>]*>", "", html.unescape(cell)) for cell in found] for found in cells if found]


def test_a_network_tells_who_took_part_how_and_when(server: Server) -> None:
    page = page_of(server, f"{BASE}id/network/civitas")
    assert [row[:3] for row in rows(page, "members")] == [
        ["Bertelsmann Stiftung", "begleitende Stelle", "1999–2004"],
        ["Stadt Essen", "engagierte Stelle, Projektkommune", "1999–2014"],
    ]
    assert 'href="/doc/participation/stadt-essen--civitas"' in page


def test_an_organisation_tells_where_it_took_part(server: Server, claims: Graph) -> None:
    member = URIRef("http://www.w3.org/ns/org#member")
    known = len(set(claims.subjects(member, URIRef(f"{BASE}id/org/stadt-essen"))))
    found = rows(page_of(server, f"{BASE}id/org/stadt-essen"), "memberships")
    assert len(found) == known > 5
    assert ["Civitas-Netzwerk bürgerorientierter Kommunen", "engagierte Stelle, Projektkommune", "1999–2014"] in [
        row[:3] for row in found
    ]
    assert 'id="memberships"' not in page_of(server, f"{BASE}id/place/essen")
