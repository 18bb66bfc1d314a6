"""政策明白卡 and 政策汇编, read back from their PDFs."""

from dataclasses import replace
from datetime import date

import pytest

from domain.office.entities import OfficeFields
from domain.papers.blocks import Labelled
from domain.papers.leaflets import compose_compendium, compose_leaflet
from reports.documents.papers import paper_bytes
from tests.reports.reading import pages_of, squeezed

OFFICE = OfficeFields(name="某区企业服务中心", contact="政策窗口", phone="0371-12345678")
TODAY = date(2022, 9, 1)


@pytest.fixture
def leaflet(zhengdong):
    return compose_leaflet(zhengdong, OFFICE, TODAY)


def with_blocks(leaflet, blocks):
    return replace(leaflet, sheets=(replace(leaflet.sheets[0], blocks=tuple(blocks)),))


def test_that_one_sheet_says_who_what_how_much_and_where_to_ask(leaflet, zhengdong, fonts):
    (page,) = pages_of(paper_bytes(leaflet, fonts))
    for clause in zhengdong.clauses.values():
        assert clause.title in page
        assert squeezed(clause.wording) in page
        assert all(one.text in page for one in clause.who)
    for text in (
        zhengdong.title,
        "有效期2022年1月1日至2022年12月31日",
        "政策窗口0371-12345678",
        "2022年9月1日印",
    ):
        assert squeezed(text) in page
    assert squeezed(zhengdong.caveat) in page


def test_that_papers_are_named_where_the_policy_says_them(leaflet, zhengdong, fonts):
    assert "要材料" not in pages_of(paper_bytes(leaflet, fonts))[0]
    asked = replace(
        zhengdong,
        clauses={
            id_: replace(clause, papers=("营业执照", "纳税证明")) for id_, clause in zhengdong.clauses.items()
        },
    )
    pages = pages_of(paper_bytes(compose_leaflet(asked, OFFICE, TODAY), fonts))
    assert "要材料营业执照；纳税证明" in pages[0]


def test_that_a_long_policy_is_set_smaller_and_one_far_too_long_goes_on(leaflet, fonts):
    blocks = leaflet.sheets[0].blocks
    assert len(pages_of(paper_bytes(with_blocks(leaflet, [*blocks, *blocks[2:20]]), fonts))) == 1
    labelled = [block for block in blocks if isinstance(block, Labelled)]
    pages = pages_of(paper_bytes(with_blocks(leaflet, [*blocks, *labelled * 8]), fonts))
    assert len(pages) > 1
    assert f"1/{len(pages)}" in pages[0]
    assert sum(page.count("批发企业") for page in pages) >= 8


def test_that_a_compendium_has_contents_that_name_the_right_pages(policies, fonts):
    known = [*policies.policies.values(), *policies.templates.values()]
    paper = compose_compendium("惠企政策汇编", known, OFFICE, TODAY)
    contents, *pages = pages_of(paper_bytes(paper, fonts))
    assert "惠企政策汇编目录" in contents
    for policy in known:
        title = squeezed(policy.title)
        number = contents.partition(title)[2].lstrip("·")
        at = int(number[:2] if number[:2].isdigit() and int(number[:2]) <= len(pages) + 1 else number[:1])
        assert pages[at - 2].startswith(title)
        assert f"—{at}—" in pages[at - 2]


def test_that_many_policies_fill_several_pages_of_contents(zhengdong, fonts):
    (first, *_) = zhengdong.clauses.items()
    known = [replace(zhengdong, title=f"第{number}项政策", clauses=dict([first])) for number in range(60)]
    pages = pages_of(paper_bytes(compose_compendium("汇编", known, OFFICE, TODAY), fonts))
    assert "目录" in pages[0]
    starts = [at for at, page in enumerate(pages) if page.startswith("第0项政策郑")]
    assert starts == [3]
    assert "第0项政策" + "·" in pages[0]
    assert "第59项政策" + "·" in pages[2]
