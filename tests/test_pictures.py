"""Pictures tell the truth in coordinates, in words, and with the same bytes each time."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from engagiert_ld.pictures.network import Edge, Node, Spoke, star, two_columns
from engagiert_ld.pictures.spans import Span, span_of
from engagiert_ld.pictures.timeline import WIDTH, Bar, Row, timeline

SVG = "{http://www.w3.org/2000/svg}"
SPANS = {
    "1999/2014": Span(1999, 1999, 2014, 2014),
    "2004": Span(2004, 2004, 2004, 2004),
    "2015/..": Span(2015, 2015, None, None, is_open=True),
    "2004/": Span(2004, 2004, None, None),
    "[2004,2005]/": Span(2004, 2005, None, None),
    "[2004,2005]/2014": Span(2004, 2005, 2014, 2014),
    "1999/[2003,2004]": Span(1999, 1999, 2003, 2004),
    "2012-05-01/2013-06": Span(2012, 2012, 2013, 2013),
}


@pytest.mark.parametrize(("edtf", "span"), SPANS.items())
def test_years_are_read_from_edtf(edtf: str, span: Span) -> None:
    assert span_of(edtf) == span


@pytest.mark.parametrize("edtf", ["", "/2014", "../2014", "unknown"])
def test_without_a_beginning_there_is_no_span(edtf: str) -> None:
    assert span_of(edtf) is None


def row(name: str, *edtf: str, own: str = "") -> Row:
    spans = [(span_of(text), text) for text in edtf]
    bar = span_of(own)
    return Row(
        name, f"/doc/{name}", Bar(bar, own) if bar else None, tuple(Bar(one, text) for one, text in spans if one)
    )


def drawn(rows: list[Row]) -> ElementTree.Element:
    picture = timeline(rows, "Zeit & Raum", "<Beschreibung>")
    assert picture == timeline(rows, "Zeit & Raum", "<Beschreibung>")
    return ElementTree.fromstring(picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def bars(picture: ElementTree.Element, kind: str) -> list[tuple[int, int]]:
    found = [one for one in picture.iter(f"{SVG}rect") if one.get("class") == kind]
    return [(int(one.get("x", "")), int(one.get("x", "")) + int(one.get("width", ""))) for one in found]


def test_bars_are_as_long_as_their_times_and_where_their_years_are() -> None:
    picture = drawn([row("a", own="2000/2009"), row("b", own="2005/2009"), row("c", own="2010/2019")])
    (a, b, c) = bars(picture, "bar")
    assert a[0] < b[0] < a[1] == b[1] == c[0] < c[1] <= WIDTH
    assert abs((a[1] - a[0]) - 2 * (b[1] - b[0])) <= 1
    years = {one.text: int(one.get("x", "")) for one in picture.iter(f"{SVG}text") if one.get("class") == "year"}
    assert years["2000"] == a[0]
    assert years["2010"] == c[0]


def test_what_is_open_or_uncertain_is_told_by_shape() -> None:
    picture = drawn([row("a", "[2004,2005]/2014", own="2015/.."), row("b", own="2001/")])
    paths = [one.get("class") for one in picture.iter(f"{SVG}path")]
    assert paths == ["bar", "bar unsure"]
    assert len(bars(picture, "part unsure")) == 1
    (unsure,), (sure,) = bars(picture, "part unsure"), bars(picture, "part")
    assert unsure[1] == sure[0]


def test_names_are_links_and_nothing_in_them_is_markup() -> None:
    rows = [Row("<b>&\"'", '/doc/x?a=1&b="2', Bar(Span(2000, 2000, 2001, 2001), "<script>"), ())]
    picture = drawn(rows)
    (link,) = picture.iter(f"{SVG}a")
    assert link.get("href") == '/doc/x?a=1&b="2'
    assert [one.text for one in link] == ["<b>&\"'"]
    assert "<script>" in [one.text for one in picture.iter(f"{SVG}text")]
    assert {one.tag for one in picture.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "desc", "line", "text", "a", "rect")
    }


def test_nothing_is_written_beyond_the_edges() -> None:
    long = "Ein Name, der so lang ist, dass er an keiner Stelle neben seinen Balken passt, 1999–2014"
    rows = [row("a", own="1999/2014"), Row("b", "/b", None, (Bar(Span(2014, 2014, 2014, 2014), long),))]
    for text in drawn(rows).iter(f"{SVG}text"):
        x, width = int(text.get("x", "")), 8 * len(text.text or "")
        begins = x - width if text.get("text-anchor") == "end" else x
        if text.get("class") == "note":
            assert 0 <= begins <= WIDTH - min(width, WIDTH), text.text


def test_there_is_no_style_in_it_and_no_picture_of_nothing() -> None:
    assert not re.search(r"style=|<style|on\w+=", timeline([row("a", own="2000/2001")], "a", "b"))
    assert timeline([row("a")], "a", "b") == ""
    assert timeline([], "a", "b") == ""


def test_an_uncertain_end_is_dashed_from_where_it_is_no_longer_sure() -> None:
    picture = ElementTree.fromstring(
        timeline([row("a", own="1999/[2003,2005]")], "", "").replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')
    )
    ((sure, sure_to),), ((unsure, unsure_to),) = bars(picture, "bar"), bars(picture, "bar unsure")
    assert sure < sure_to == unsure < unsure_to


NODES = [
    Node(f"n{number}", f"Netzwerk {number} " * (1 + number % 4), f"/doc/n{number}", number % 2) for number in range(30)
]
ACTORS = [Node(f"a{number}", f"Akteur {number}", f"/doc/a{number}") for number in range(20)]
EDGES = [Edge(f"a{number * 7 % 20}", f"n{number}", number % 3 == 0) for number in range(30)]


def test_no_name_covers_another_and_all_are_inside() -> None:
    root = ElementTree.fromstring(
        two_columns(ACTORS, NODES, EDGES, "t", "d").replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')
    )
    height = int(root.get("height", ""))
    for anchor in ("start", "end"):
        lines = [
            [int(span.get("y", "")) for span in text.iter(f"{SVG}tspan")]
            for text in root.iter(f"{SVG}text")
            if text.get("text-anchor") == anchor
        ]
        lines.sort()
        assert all(upper[-1] + 15 < lower[0] for upper, lower in pairwise(lines))
        assert lines[0][0] > 10
        assert lines[-1][-1] < height


def test_curves_begin_and_end_at_their_names() -> None:
    picture = two_columns(ACTORS, NODES, EDGES, "t", "d")
    dots = {(int(x), int(y)) for x, y in re.findall(r'<circle class="dot" cx="(\d+)" cy="(\d+)"', picture)}
    curves = re.findall(r'd="M(\d+) (\d+)C[^"]* (\d+) (\d+)"', picture)
    assert len(curves) == len(EDGES)
    ends = {(int(x), int(y)) for curve in curves for x, y in (curve[:2], curve[2:])}
    assert ends == dots


def test_the_same_network_gives_the_same_bytes_in_whatever_order_it_comes() -> None:
    assert two_columns(ACTORS, NODES, EDGES, "t", "d") == two_columns(ACTORS[::-1], NODES, EDGES[::-1], "t", "d")


def test_what_is_linked_to_nothing_makes_no_picture() -> None:
    assert two_columns(ACTORS, NODES, [], "t", "d") == ""
    assert two_columns([], NODES, EDGES, "t", "d") == ""
    assert star("a", [], [], "t", "d") == ""


def test_names_in_a_star_stay_text() -> None:
    odd = Spoke("<script>alert(1)</script>", '/doc/"><b>', "</text><b>")
    picture = star("<b>&", [odd], [odd], "</title>", "]]>")
    root = ElementTree.fromstring(picture)
    assert {one.tag for one in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "path",
        "rect",
        "text",
        "tspan",
        "circle",
        "a",
        "g",
    }
    assert "<script>alert(1)</script>" in "".join(root.itertext())
