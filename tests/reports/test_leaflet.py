"""政策明白卡 and 政策汇编, read back from their PDFs."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from domain.office.entities import OfficeFields
from domain.policies.explaining.leaflets import Entry, compose_leaflet
from reports.fonts import FontBook, MissingGlyph
from reports.leaflet import SCALES, compendium_bytes, leaflet_bytes

OFFICE = OfficeFields(name="某区企业服务中心", contact="政策窗口", phone="0371-12345678")
TODAY = date(2022, 9, 1)


@pytest.fixture(scope="module")
def fonts(resources):
    return FontBook.load(resources / "fonts")


@pytest.fixture
def leaflet(zhengdong):
    return compose_leaflet(zhengdong, OFFICE, TODAY)


def pages_of(pdf):
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_that_one_sheet_says_who_what_how_much_and_where_to_ask(leaflet, zhengdong, fonts):
    (page,) = pages_of(leaflet_bytes(leaflet, fonts))
    for clause in zhengdong.clauses.values():
        assert clause.title in page
        assert "".join(clause.wording.split()) in page
        assert all(one.text in page for one in clause.who)
    for text in (
        zhengdong.title,
        "有效期2022年1月1日至2022年12月31日",
        "政策窗口0371-12345678",
        "2022年9月1日印",
    ):
        assert "".join(text.split()) in page
    assert "".join(zhengdong.caveat.split()) in page


def test_that_papers_are_named_where_the_policy_says_them(leaflet, fonts):
    assert "要材料" not in pages_of(leaflet_bytes(leaflet, fonts))[0]
    asked = replace(leaflet, entries=(Entry("某项补助", "工业企业", "3万元", "营业执照；纳税证明"),))
    assert "要材料营业执照；纳税证明" in pages_of(leaflet_bytes(asked, fonts))[0]


def test_that_a_long_policy_is_set_smaller_and_one_far_too_long_goes_on(leaflet, fonts):
    longer = replace(leaflet, entries=(*leaflet.entries, *leaflet.entries[:5]))
    assert len(pages_of(leaflet_bytes(longer, fonts))) == 1
    many = replace(leaflet, entries=leaflet.entries * 8)
    pages = pages_of(leaflet_bytes(many, fonts))
    assert len(pages) > 1
    assert f"1/{len(pages)}" in pages[0]
    assert sum(page.count("批发企业促销补助") for page in pages) == 8
    assert SCALES[0] > SCALES[-1] > 0.5


def test_that_a_compendium_has_contents_that_name_the_right_pages(policies, fonts):
    known = [*policies.policies.values(), *policies.templates.values()]
    leaflets = [compose_leaflet(policy, OFFICE, TODAY) for policy in known]
    contents, *pages = pages_of(compendium_bytes("惠企政策汇编", leaflets, fonts))
    assert "惠企政策汇编" in contents
    for policy in known:
        title = "".join(policy.title.split())
        number = contents.partition(title)[2].lstrip("·")
        at = int(number[:2] if number[:2].isdigit() and int(number[:2]) <= len(pages) + 1 else number[:1])
        assert pages[at - 2].startswith(title)


def test_that_many_policies_fill_several_pages_of_contents(leaflet, fonts):
    leaflets = [
        replace(leaflet, title=f"第{number}项政策", entries=leaflet.entries[:1]) for number in range(60)
    ]
    pages = pages_of(compendium_bytes("汇编", leaflets, fonts))
    assert ["目录" in page for page in pages[:4]] == [True, True, True, False]
    assert pages[3].startswith("第0项政策")
    assert "第0项政策" + "·" in pages[0]


def test_that_a_character_no_font_has_is_refused(leaflet, fonts):
    strange = replace(leaflet, title="政策\U000e0001")
    with pytest.raises(MissingGlyph):
        leaflet_bytes(strange, fonts)
