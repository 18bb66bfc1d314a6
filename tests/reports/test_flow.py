"""Any blocks on any sheet: nothing lost or outside, heads again, sums carried, nothing without its own.

``make soak`` has 2,000 sheets; ZHUQIDUI_SOAK_FLOWS says how many.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.papers.blocks import (
    Annexes,
    Block,
    Classified,
    Column,
    Content,
    Figures,
    Heading,
    Labelled,
    Paragraph,
    Rule,
    SealPlaces,
    Signature,
    Table,
    Title,
    Tone,
)
from domain.papers.papers import Look, Paper, Sheet
from domain.values.money import Fen, yuan_text
from reports.documents.blocks import CARRIED_IN, CARRIED_OVER
from reports.documents.drawing import Draughtsman, Laid
from reports.sheet.flow import Row, height_of
from reports.sheet.fonts import FontBook
from tests.reports.conftest import DAY
from tests.reports.reading import squeezed, words_of

MANY = int(os.environ.get("ZHUQIDUI_SOAK_FLOWS", "25"))
HANGS = 0.5
"""So much of a character a comma may stand outside of its line."""

TEXTS = st.text("核定补助资金企业，。（）《》0123456789.% ABab-\n", max_size=120)
LONG = st.one_of(
    TEXTS, st.integers(200, 3_000).map("理由要写得清楚，".__mul__).map(lambda text: text[:4_000])
)
LINES = st.text("郑州新区企业服务中心0123年月日", min_size=1, max_size=60)
WORDS = st.text("经办复核批准日期", min_size=1, max_size=4)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    kinds = draw(st.lists(st.sampled_from(Content), min_size=1, max_size=5))
    columns = (Column("名称"), *(Column(draw(WORDS), kind) for kind in kinds))
    cells = {kind: TEXTS if kind is Content.TEXT else WORDS for kind in Content}
    cells[Content.AMOUNT] = st.integers(-(10**12), 10**12)
    most, names = draw(st.sampled_from(((3, LONG), (60, LINES))))
    rows = draw(st.lists(st.tuples(names, *(cells[kind] for kind in kinds)), max_size=most))
    return Table(columns, tuple(rows), draw(st.sampled_from(("", "合计"))), draw(st.booleans()))


BLOCKS = st.one_of(
    st.builds(Title, LINES, st.one_of(st.just(""), LINES)),
    st.builds(Classified, st.sampled_from(("", "000001")), st.sampled_from(("", "机密★1年"))),
    st.builds(Heading, LINES),
    st.builds(Paragraph, LONG, st.sampled_from(Tone)),
    st.builds(Labelled, WORDS, TEXTS),
    st.builds(
        Figures,
        st.lists(st.tuples(WORDS, LONG), min_size=1, max_size=7).map(tuple),
        st.integers(1, 3),
    ),
    tables(),
    st.builds(Annexes, st.lists(LINES, min_size=1, max_size=3).map(tuple)),
    st.builds(
        Signature,
        LINES,
        LINES.map(lambda text: text[:12]),
        st.one_of(st.just(""), LINES),
        st.one_of(st.just(""), LINES),
    ),
    st.builds(SealPlaces, st.lists(st.one_of(WORDS, LINES), min_size=1, max_size=4).map(tuple)),
    st.builds(Rule, st.booleans()),
)

LOOKS = st.sampled_from((Look.LETTER, Look.FORM, Look.LIST, Look.LEAFLET, Look.BOUND))


@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck), derandomize=MANY <= 25)
@given(st.lists(BLOCKS, min_size=1, max_size=9), LOOKS)
def test_that_any_blocks_stand_whole_within_their_pages(fonts: FontBook, blocks: list[Block], look: Look):
    paper = Paper("标题", "", "甲局", "", DAY, None, (Sheet(look, tuple(blocks)),))
    (laid,) = Draughtsman(fonts).laid(paper)
    frame = laid.composer.layout.frame
    room = frame.top - frame.bottom
    for rows in laid.pages:
        assert height_of(rows) <= room + 1
        for row in rows:
            _stands_within(row, laid)
    for before, after in pairwise(laid.pages):
        _nothing_left_behind(before, after, room)
    _no_line_alone(laid, blocks)
    drawn = Counter("".join(texts_of(row) for rows in laid.pages for row in rows))
    wanted = Counter(squeezed("".join(words_of(paper))))
    assert not wanted - drawn
    _goes_on(laid, [one for one in blocks if isinstance(one, Table) and (one.rows or one.total)])


def test_that_a_head_does_not_stay_behind_where_its_only_row_and_the_total_go_on(fonts: FontBook):
    columns = (Column("名称"), Column("金额"))
    for count in range(30):
        above = Table(columns, (("甲", "乙"),) * count)
        below = Table(columns, (("甲", "乙"),), "合计", carries=True)
        sheet = Sheet(Look.FORM, (Title("说明"), Title("清单"), above, below))
        (laid,) = Draughtsman(fonts).laid(Paper("标题", "", "甲局", "", DAY, None, (sheet,)))
        assert not any(rows[-1].keeps for rows in laid.pages[:-1]), count


def _nothing_left_behind(before: Sequence[Row], after: Sequence[Row], room: float) -> None:
    """Hold that what stays with what follows does not end a page that has room for both."""
    staying = [*takewhile(lambda row: row.keeps, reversed(before))]
    if not staying or len(staying) == len(before):
        return
    first = next((at for at, row in enumerate(after) if not row.keeps), len(after))
    begun = staying[-1].run.begins(staying[-1].at) if staying[-1].run is not None else ()
    assert height_of([*begun, *staying, *after[: first + 1]]) > room


def _no_line_alone(laid: Laid, blocks: list[Block]) -> None:
    """Hold the ends of pages against the paragraphs that go on over them."""
    parts = [
        replace(block, text=part)
        for block in blocks
        if isinstance(block, Paragraph | Labelled)
        for part in (block.text.split("\n") if isinstance(block, Paragraph) else [block.text])
    ]
    # A text that was set before is the same lines again.
    rows_of = ([row.pieces[-1].line for row in laid.composer.rows([part])] for part in parts)
    firsts, lasts = set(), set()
    for lines in rows_of:
        if len(lines) > 1:
            firsts.add(id(lines[0]))
            lasts.add(id(lines[-1]))
    for before, after in pairwise(laid.pages):
        if not all(row.keeps for row in before):
            assert not {id(piece.line) for piece in before[-1].pieces} & firsts
            assert not {id(piece.line) for piece in after[0].pieces} & lasts


def texts_of(row: Row) -> str:
    return squeezed("".join(piece.line.text for piece in row.pieces))


def _stands_within(row: Row, laid: Laid) -> None:
    """Hold every line against the frame, and against its cell and those beside it."""
    frame = laid.composer.layout.frame
    for piece in row.pieces:
        start, hangs = piece.x + piece.line.indent, piece.line.em * HANGS
        end = start + piece.line.width
        assert frame.left - 1 <= start
        assert end <= frame.right + hangs + 1
        for left, right in zip(row.edges, row.edges[1:], strict=False):
            if left <= piece.x < right:
                assert end <= right + hangs + 1
        assert piece.drop - piece.line.em * 0.9 >= 0
        assert piece.drop <= row.height + piece.line.em * 0.2


def _goes_on(laid: Laid, tables: list[Table]) -> None:
    """Hold what begins and ends a page of a table against its head and its sums."""
    begun: dict[int, Table] = {}
    for before, rows in zip([[], *laid.pages], laid.pages, strict=False):
        first = next((row for row in rows if row.run is not None), None)
        for row in rows:
            if row.run is not None and id(row.run) not in begun:
                begun[id(row.run)] = tables[len(begun)]
        if first is None or not any(row.run is first.run for row in before):
            continue
        table = begun[id(first.run)]
        titles = squeezed("".join(column.title for column in table.columns))
        assert sorted(texts_of(rows[0])) == sorted(titles)
        if table.carries:
            for row, word in ((before[-1], CARRIED_OVER), (rows[1], CARRIED_IN)):
                sums = "".join(_sums(table, first.at))
                assert sorted(texts_of(row)) == sorted(f"{word}{sums}")


def _sums(table: Table, count: int) -> Iterator[str]:
    for at, column in enumerate(table.columns):
        if column.content is Content.AMOUNT and at != table.word_at:
            amounts = (cell for row in table.rows[:count] if isinstance(cell := row[at], int))
            yield yuan_text(Fen(sum(amounts)))
