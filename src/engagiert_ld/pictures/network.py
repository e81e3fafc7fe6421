"""Who is linked to what as SVG: names in columns, so that none covers another, with curves between them.

The order is decided here and the coordinates are whole numbers, so the same data give the same bytes. Names are links.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engagiert_ld.pictures.drawing import LINE, cut, in_lines, linked, opening, text

WIDTH: Final = 1000
MARGIN: Final = 24
LEFT: Final = 370
RIGHT: Final = 600
"""Where names on the left end, and names on the right begin."""

LETTERS: Final = 40
"""So many fit into a line of a column."""

ROW: Final = 26
INDENT: Final = 22
DOT: Final = 5
CENTRE: Final = (LEFT + RIGHT) // 2


@dataclass(frozen=True)
class Node:
    """A name in a column: its key, what it is called, where it leads to, and how far it is indented below others.

    `language` is that of the name, where it is not that of the picture.
    """

    key: str
    name: str
    href: str
    depth: int = 0
    language: str = ""


@dataclass(frozen=True)
class Edge:
    """A link between a node on the left and one on the right, by their keys; a strong one is drawn thick, one that is not sure dashed."""

    left: str
    right: str
    is_strong: bool = False
    is_sure: bool = True


@dataclass(frozen=True)
class Spoke:
    """What a thing is linked to: its name, where it leads to, and in what way; `language` and `is_sure` as those of `Node` and `Edge`."""

    name: str
    href: str
    relation: str
    language: str = ""
    is_sure: bool = True


def two_columns(
    left: Sequence[Node], right: Sequence[Node], edges: Sequence[Edge], title: str, description: str
) -> str:
    """The right column in the order that is given, the left one so that few curves cross; empty without edges."""
    places = {node.key: number for number, node in enumerate(right)}
    known = [edge for edge in edges if edge.right in places]
    sorted_left = _by_neighbours(left, known, places)
    if not known or not sorted_left:
        return ""
    left_tops, left_height = _tops(sorted_left)
    right_tops, right_height = _tops(right)
    height = max(left_height, right_height) + 2 * MARGIN
    left_from, right_from = (height - left_height) // 2, (height - right_height) // 2
    body = [opening("network", WIDTH, height, title, description)]
    for edge in sorted(known, key=lambda one: (one.is_strong, one.left, one.right)):
        if edge.left in left_tops:
            begin = LEFT + 12, left_from + left_tops[edge.left]
            end = RIGHT - 12 + INDENT * right[places[edge.right]].depth, right_from + right_tops[edge.right]
            body.append(_curve(begin, end, edge.is_strong, edge.is_sure))
    body += (_name(node, LEFT, left_from + left_tops[node.key], "end") for node in sorted_left)
    body += (_name(node, RIGHT + INDENT * node.depth, right_from + right_tops[node.key], "start") for node in right)
    return "".join([*body, "</svg>"])


def star(name: str, left: Sequence[Spoke], right: Sequence[Spoke], title: str, description: str) -> str:
    """A thing in the middle, what leads to it on its left, what it leads to on its right; empty without either."""
    if not left and not right:
        return ""
    middle = in_lines(name, 22, 4)
    spoke_height = LINE * 2 + ROW // 2
    rows = max(len(left), len(right))
    height = max(rows * spoke_height, len(middle) * LINE + 3 * MARGIN) + 2 * MARGIN
    body = [opening("star", WIDTH, height, title, description)]
    half = 105
    for spokes, side in ((left, -1), (right, 1)):
        top = (height - len(spokes) * spoke_height) // 2
        edge = LEFT - 30 if side < 0 else RIGHT + 30
        for number, spoke in enumerate(spokes):
            y = top + number * spoke_height + spoke_height // 2
            body.append(_curve((edge - 12 * side, y), (CENTRE + half * side, height // 2), False, spoke.is_sure))
            body.append(_spoke(spoke, edge, y, "end" if side < 0 else "start"))
    box = len(middle) * LINE + MARGIN
    body.append(
        f'<rect class="centre" x="{CENTRE - half}" y="{(height - box) // 2}" width="{2 * half}" height="{box}" rx="8"/>'
    )
    body.append(text(middle, CENTRE, (height - len(middle) * LINE) // 2 + LINE - 5, "in-centre", "middle"))
    return "".join([*body, "</svg>"])


def _by_neighbours(left: Sequence[Node], edges: Sequence[Edge], places: Mapping[str, int]) -> list[Node]:
    """In the order of the middle of what each is linked to; without what is linked to nothing."""
    linked_to: dict[str, list[int]] = {}
    for edge in edges:
        linked_to.setdefault(edge.left, []).append(places[edge.right])
    found = [node for node in left if node.key in linked_to]
    return sorted(found, key=lambda node: (sum(linked_to[node.key]) / len(linked_to[node.key]), node.name, node.key))


def _tops(nodes: Sequence[Node]) -> tuple[dict[str, int], int]:
    """The middle of each name, and the height of the column."""
    tops: dict[str, int] = {}
    top = 0
    for node in nodes:
        high = ROW + LINE * (len(in_lines(node.name, LETTERS - 3 * node.depth)) - 1)
        tops[node.key] = top + high // 2
        top += high + ROW // 3
    return tops, top


def _name(node: Node, x: int, y: int, anchor: str) -> str:
    lines = in_lines(node.name, LETTERS - 3 * node.depth)
    base = y + 6 - LINE * (len(lines) - 1) // 2
    inside = _dot(x, y, anchor) + text(lines, x, base, "name", anchor)
    return linked(node.href, inside, node.language, cut(node.name, lines))


def _spoke(spoke: Spoke, x: int, y: int, anchor: str) -> str:
    lines = in_lines(spoke.name, LETTERS, 1)
    name = linked(spoke.href, text(lines, x, y + 12, "name", anchor), spoke.language, cut(spoke.name, lines))
    return text(in_lines(spoke.relation, LETTERS - 2, 1), x, y - 7, "note", anchor) + name + _dot(x, y, anchor)


def _dot(x: int, y: int, anchor: str) -> str:
    return f'<circle class="dot" cx="{x + (12 if anchor == "end" else -12)}" cy="{y}" r="{DOT}"/>'


def _curve(begin: tuple[int, int], end: tuple[int, int], is_strong: bool, is_sure: bool) -> str:
    middle = (begin[0] + end[0]) // 2
    kind = "link" + " strong" * is_strong + " unsure" * (not is_sure)
    return f'<path class="{kind}" d="M{begin[0]} {begin[1]}C{middle} {begin[1]} {middle} {end[1]} {end[0]} {end[1]}"/>'
