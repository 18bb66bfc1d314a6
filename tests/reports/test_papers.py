"""Papers read back from the file: their words, where they stand, and what the file carries along."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.cases.wording import compose_notice
from domain.papers.blocks import (
    Addressee,
    Classified,
    Column,
    Content,
    Head,
    Heading,
    Paragraph,
    SealPlaces,
    Signature,
    Table,
    Title,
)
from domain.papers.papers import Code, Footer, Look, Numbering, Paper, Sheet
from domain.papers.wording.kept import OURS
from domain.papers.working import Worked
from domain.policies.one.assessment import assess
from domain.policies.one.by_person import read_of
from domain.policies.trace import ByPerson, Outcome
from domain.values.errors import DomainError
from domain.values.money import yuan_text
from domain.values.progress import Cancelled, Silent
from reports.documents.looks import MM, OFFICIAL
from reports.documents.papers import paper_bytes, write_papers
from reports.sheet.fonts import Role
from tests.reports.reading import (
    lines_drawn,
    pages_of,
    placed,
    read,
    squeezed,
    with_block,
    words_of,
)


@pytest.fixture(scope="module")
def page(paper, fonts):
    (page,) = read(paper_bytes(paper, fonts)).pages
    return page


def test_that_every_word_is_read_back(paper, page):
    text = squeezed(page.extract_text())
    for words in words_of(paper):
        assert squeezed(words) in text


def test_that_characters_beyond_the_first_plane_are_read_back(paper, fonts):
    rare = with_block(paper, Paragraph("郑州𬭎玥昇科技有限公司"))
    (text,) = pages_of(paper_bytes(rare, fonts))
    assert "郑州𬭎玥昇科技有限公司" in text


def test_that_the_sheet_is_a4_and_the_text_stays_in_the_type_area(page):
    assert (round(page.mediabox.width / MM), round(page.mediabox.height / MM)) == (210, 297)
    for text, x, y, _ in placed(page):
        assert x >= 28 * MM - 1
        if not text.strip().startswith("—"):
            assert 297 * MM - 37 * MM >= y >= 297 * MM - 37 * MM - 225 * MM - 1


def test_that_a_full_page_has_22_lines_of_28_characters(paper, fonts):
    """GB/T 9704-2012, 5.2.3, within half a millimetre over the whole page."""
    full = replace(paper, sheets=(Sheet(Look.LETTER, (Paragraph("政策" * 13 + "条例" * 14 * 26),)),))
    first, *_ = read(paper_bytes(full, fonts)).pages
    lines = {}
    for text, x, y, _ in placed(first):
        lines.setdefault(round(y, 1), []).append((x, text.strip()))
    heights = sorted(lines, reverse=True)
    assert len(heights) == 22
    pitch = (heights[0] - heights[-1]) / 21
    assert 22 * pitch == pytest.approx(225 * MM, abs=0.5 * MM)
    # Every other line but the last of a paragraph is full: its characters share the width of the type area.
    whole = [parts for parts in lines.values() if len("".join(text for _, text in parts)) == 28]
    assert whole
    for parts in whole:
        assert min(x for x, _ in parts) == pytest.approx(OFFICIAL.left, abs=0.5 * MM)
    spread = operators_of(first)
    assert spread
    for gap, count in spread:
        assert 15.75 * count + gap * (count - 1) == pytest.approx(156 * MM, abs=0.5 * MM)


def operators_of(page):
    """Every line that is spread without an indent: by how much after each of how many characters."""
    lines = page.get_contents().get_data().decode("latin-1").splitlines()
    left = f"BT {OFFICIAL.left:.2f} "
    found = []
    for line in lines:
        words = line.split()
        if line.startswith(left) and "Tc" in words:
            gap = float(words[words.index("Tc") - 1])
            found.append((gap, sum(len(word) - 2 for word in words if word.startswith("<")) // 4))
    return found


def test_that_a_letter_keeps_its_lines_and_its_blanks_whatever_it_says(sample_papers, fonts):
    pitch = 225 * MM / 22
    for paper in sample_papers:
        first = read(paper_bytes(paper, fonts)).pages[0]
        found = placed(first)
        title = next(y for text, _, y, size in found if paper.title in text)
        addressee = next(y for text, _, y, _ in found if text.strip() in f"{paper.addressee}：")
        ((_, _, rule, _),) = lines_drawn(first, is_red=True)
        # Two lines between the rule and the title's own line of 30 pt, one before whom it goes to.
        assert rule - title == pytest.approx(2 * pitch + 30 / 2 + 22 * 0.36, abs=0.5 * MM)
        assert title - addressee == pytest.approx(
            (30 / 2 - 22 * 0.36) + pitch + (pitch / 2 + 15.75 * 0.36), abs=0.5 * MM
        )
        body = sorted(
            {round(y, 1) for _, x, y, size in found if abs(size - 15.75) < 0.1 and y < addressee},
            reverse=True,
        )
        for above, below in pairwise(body):
            count = (above - below) / pitch
            assert count == pytest.approx(round(count), abs=0.5 * MM / pitch)


def test_that_title_and_body_have_the_size_of_the_standard(paper, page):
    sizes = {squeezed(text): size for text, _, _, size in placed(page)}
    assert round(next(size for text, size in sizes.items() if paper.title in text)) == 22
    assert max(size for text, size in sizes.items() if "审批依据" in text) == pytest.approx(15.75, abs=0.3)


def test_that_the_red_rule_is_below_the_number_and_as_wide_as_the_type_area(page):
    ((left, right, y, thickness),) = lines_drawn(page, is_red=True)
    assert (left, right) == pytest.approx((28 * MM, 28 * MM + 156 * MM), abs=0.5)
    assert 0.35 * MM <= thickness <= 0.5 * MM
    baseline, size = next((y, size) for text, _, y, size in placed(page) if "1号" in squeezed(text))
    # 4 mm below the line of the number, whose type reaches a little below its baseline.
    assert 4 * MM <= baseline - y <= 4 * MM + size


def test_that_a_classified_letter_says_so_on_its_first_lines_and_the_rest_stays_in_its_place(paper, fonts):
    both = Classified("000001", "机密★1年")
    (sheet,) = paper.sheets
    short = tuple(one for one in sheet.blocks if not isinstance(one, Table))
    paper = replace(paper, sheets=(replace(sheet, blocks=short),))
    kept = Paper.from_json(with_block(paper, both, at=0).to_json())
    (page,) = read(paper_bytes(kept, fonts)).pages
    found = {squeezed(text): (x, y, size) for text, x, y, size in placed(page)}
    plain = {squeezed(text): at for text, *at in placed(read(paper_bytes(paper, fonts)).pages[0])}
    pitch = 225 * MM / 22
    for line, text in enumerate((both.copy, both.secrecy), start=1):
        x, y, size = found.pop(text)
        assert (x, size) == pytest.approx((OFFICIAL.left, 15.75), abs=0.3)
        assert OFFICIAL.top - line * pitch < y < OFFICIAL.top - (line - 1) * pitch
    assert {text: pytest.approx(at, abs=0.3) for text, at in plain.items()} == found


def test_that_two_offices_stand_below_each_other_and_sign_side_by_side_the_main_one_first(paper, fonts):
    main, other = "郑东新区企业服务中心", "郑东新区财政局"
    (sheet,) = paper.sheets
    joint = tuple(
        replace(one, other=other) if isinstance(one, Head | Signature) else one for one in sheet.blocks
    )
    kept = Paper.from_json(replace(paper, sheets=(replace(sheet, blocks=joint),)).to_json())
    (page,) = read(paper_bytes(kept, fonts)).pages
    found = placed(page)
    large = {squeezed(text): (x, y) for text, x, y, size in found if size > 22}
    assert large[main][0] == large[other][0] < large["文件"][0]
    assert large[main][1] > large["文件"][1] > large[other][1]
    assert large["文件"][1] == pytest.approx((large[main][1] + large[other][1]) / 2, abs=0.1)
    assert sum("郑东企服" in text for text, *_ in found) == 1
    signed = {squeezed(text): (x, y) for text, x, y, size in found if size < 22}
    assert signed[main][1] == signed[other][1] > signed["2022年11月1日"][1]
    assert signed[main][0] + fonts.width(main, Role.BODY) * 15.75 < signed[other][0]


@pytest.mark.parametrize(("names", "lines"), [(("甲局", "乙局", "丙局", "丁局"), 2), (("某" * 20,) * 3, 3)])
def test_that_several_offices_sign_three_on_a_line_with_room_for_their_seals(paper, fonts, names, lines):
    named = [f"{name}{at}" for at, name in enumerate(names)]
    others = "\n".join(named[1:])
    (sheet,) = paper.sheets
    head = Head(f"{named[0]}文件", "甲〔2022〕1号", others)
    blocks = [
        head
        if isinstance(one, Head)
        else replace(one, signer=named[0], other=others)
        if isinstance(one, Signature)
        else one
        for one in sheet.blocks
    ]
    pages = read(paper_bytes(replace(paper, sheets=(replace(sheet, blocks=tuple(blocks)),)), fonts)).pages
    found = [
        (squeezed(text), x, y, size, at) for at, page in enumerate(pages) for text, x, y, size in placed(page)
    ]
    marks = [y for text, _, y, size, at in found if text in named and size > 16.5]
    assert marks == sorted(marks, reverse=True)
    assert len(marks) == len(named)
    signed = {text: (x, at, y) for text, x, y, size, at in found if text in named and size < 16.5}
    assert list(signed) == named
    assert len({place[1:] for place in signed.values()}) == lines
    centres = {text: (x + fonts.width(text, Role.BODY) * 15.75 / 2, y) for text, (x, _, y) in signed.items()}
    seals = list(centres.values())
    assert all(
        abs(one[0] - other[0]) >= 42 * 72 / 25.4 or abs(one[1] - other[1]) >= 42 * 72 / 25.4
        for one, other in combinations(seals, 2)
    )


def test_that_a_paper_tells_those_who_have_it_read_to_them_its_parts_as_they_are_seen(
    sample_papers, fonts, tmp_path
):
    one = PdfReader(io.BytesIO(paper_bytes(sample_papers[0], fonts)))
    root = one.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    pages = {page.indirect_reference.idnum: at for at, page in enumerate(one.pages)}
    tags: list[str] = []
    read: list[tuple[int, int]] = []

    def walk(element) -> None:
        tags.append(element["/S"])
        for kid in (one.get_object() for one in element["/K"]):
            if not isinstance(kid, dict):
                read.append((pages[element.raw_get("/Pg").idnum], int(kid)))
            elif "/S" in kid:
                walk(kid)
            else:
                read.append((pages[kid.raw_get("/Pg").idnum], int(kid["/MCID"])))

    walk(root["/StructTreeRoot"]["/K"])
    assert {"/Document", "/H1", "/P", "/Table", "/TR"} <= set(tags)
    assert read == sorted(read)
    for at, page in enumerate(one.pages):
        content = page.get_contents().get_data().decode("latin-1")
        marked = [int(found) for found in re.findall(r"/MCID (\d+)", content)]
        assert marked == [number for where, number in read if where == at]
        assert content.count("EMC") == len(re.findall("BDC|BMC", content))
        owners = root["/StructTreeRoot"]["/ParentTree"]["/Nums"][2 * page["/StructParents"] + 1]
        assert len(owners) == len(marked)
    # Many that are printed together tell nothing: it would be a good part of the file.
    target = tmp_path / "many.pdf"
    write_papers(sample_papers[:2], target, fonts, Silent(), count=2)
    assert "/MarkInfo" not in PdfReader(target).trailer["/Root"]


def test_that_the_date_ends_four_characters_from_the_right(page, fonts):
    _, x, _, size = next(piece for piece in placed(page) if "2022年11月" in squeezed(piece[0]))
    width = fonts.width("2022年11月1日", Role.BODY) * size
    assert x + width == pytest.approx(OFFICIAL.right - 4 * size, abs=2)


def test_that_every_notice_of_the_sample_office_is_a_letter_on_one_sheet_and_its_working_on_another(
    sample_papers, fonts, tmp_path
):
    target = tmp_path / "all.pdf"
    write_papers(sample_papers, target, fonts, Silent(), count=len(sample_papers))
    papers: list[list[str]] = []
    for page in PdfReader(target).pages:
        text = squeezed(page.extract_text())
        if "—1—" in text:
            papers.append([])
        papers[-1].append(text)
    assert len(papers) == len(sample_papers) > 50
    for paper, (letter, *annexed) in zip(sample_papers, papers, strict=True):
        for sheet, text in zip(paper.sheets, (letter, "".join(annexed)), strict=True):
            for words in words_of(replace(paper, sheets=(sheet,))):
                assert squeezed(words) in text
        assert "—2—" in annexed[0]
    # Only a list of many rows needs more.
    assert sum(len(annexed) > 1 for _, *annexed in papers) <= 1


def test_that_a_table_over_many_pages_repeats_its_head_and_carries_its_sum(fonts):
    rows = tuple((f"第{n}户", f"{n}号", n * 100_00) for n in range(1, 120))
    table = Table(
        (Column("企业"), Column("文号", Content.WORD), Column("金额（元）", Content.AMOUNT)),
        rows,
        total="合计",
        carries=True,
    )
    paper = Paper("清单", "", "某局", "", date(2022, 1, 2), None, (Sheet(Look.LIST, (Title("清单"), table)),))
    pages = pages_of(paper_bytes(paper, fonts))
    assert len(pages) > 3
    so_far = 0
    for number, text in enumerate(pages):
        assert "企业文号金额（元）" in text
        shown = [n for n in range(1, 120) if f"第{n}户" in text]
        if number:
            assert f"承前页{yuan_text(so_far)}" in text
        so_far += sum(n * 100_00 for n in shown)
        if number < len(pages) - 1:
            assert f"过次页{yuan_text(so_far)}" in text
    assert f"合计{yuan_text(sum(row[2] for row in rows))}" in pages[-1]
    assert "第119户" in pages[-1]


def test_that_a_signature_never_stands_on_a_page_alone(paper, fonts):
    first = paper.sheets[0]
    for count in range(9, 24):
        blocks = (*(Paragraph(f"第{n}段。") for n in range(count)), Signature("某局", "2022年1月2日"))
        long = replace(paper, sheets=(replace(first, blocks=blocks),))
        *_, last = pages_of(paper_bytes(long, fonts))
        assert f"第{count - 1}段" in last


def test_that_a_heading_stays_with_what_it_heads(paper, fonts):
    first = paper.sheets[0]
    for count in range(15, 26):
        blocks = (*(Paragraph(f"第{n}段。") for n in range(count)), Heading("一、标题"), Paragraph("正文。"))
        for text in pages_of(paper_bytes(replace(paper, sheets=(replace(first, blocks=blocks),)), fonts)):
            assert ("标题" in text) == ("正文" in text)


def test_that_places_to_sign_stand_beside_each_other(paper, fonts):
    blocks = (Paragraph("同意。"), SealPlaces(("经办人：", "复核人：")))
    signed = replace(paper, sheets=(replace(paper.sheets[0], blocks=blocks),))
    found = placed(read(paper_bytes(signed, fonts)).pages[0])
    first, second = (next((x, y) for text, x, y, _ in found if word in text) for word in ("经办人", "复核人"))
    assert first[1] == second[1]
    assert first[0] < second[0]


def test_that_a_sheet_that_is_handed_out_singly_has_its_own_code(paper, fonts):
    single = replace(paper.sheets[0], footer=Footer())
    codes = Code("助企兑1|异议|A-1"), Code("助企兑1|异议|A-2")
    both = replace(paper, sheets=tuple(replace(single, code=code) for code in codes))
    each = [replace(paper, sheets=(single,), code=code) for code in codes]
    drawn = [page.get_contents().get_data() for page in read(paper_bytes(both, fonts)).pages]
    alone = [read(paper_bytes(one, fonts)).pages[0].get_contents().get_data() for one in each]
    assert drawn == alone
    assert drawn[0] != drawn[1]


def test_that_only_a_sample_carries_the_mark(paper, fonts):
    (sample,) = pages_of(paper_bytes(paper.as_sample(), fonts))
    (real,) = pages_of(paper_bytes(paper, fonts))
    assert "样张" in sample
    assert "样张" not in real


def test_that_the_same_paper_gives_the_same_bytes(paper, fonts):
    assert paper_bytes(paper, fonts) == paper_bytes(paper, fonts)


def test_that_all_fonts_are_embedded_as_subsets(paper, fonts):
    reader = read(paper_bytes(paper, fonts))
    used = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert used
    for font in used:
        assert str(font["/BaseFont"])[7] == "+"
        (inner,) = font["/DescendantFonts"]
        assert "/FontFile2" in inner.get_object()["/FontDescriptor"]
    assert len(paper_bytes(paper, fonts)) < 200_000


def test_that_a_file_says_what_it_is_who_issued_it_and_when(paper, fonts):
    reader = read(paper_bytes(paper, fonts))
    said = reader.metadata
    assert said.title == "补助资金审批通知书 郑东企服〔2022〕1号"
    assert said.author == "郑东新区企业服务中心"
    assert said.subject == "郑东企服〔2022〕1号"
    assert said.creation_date == datetime(2022, 11, 1, 2, 30, tzinfo=UTC)
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    # Millimetres stay millimetres.
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/PrintScaling"] == "/None"
    day_only = read(paper_bytes(replace(paper, made_at=None), fonts)).metadata
    assert day_only.creation_date_raw == "D:20221101"


def test_that_many_papers_in_a_file_say_so(paper, fonts, tmp_path):
    both = [paper, replace(paper, number="甲〔2022〕2号")]
    write_papers(both, tmp_path / "a.pdf", fonts, Silent(), count=2)
    reader = PdfReader(tmp_path / "a.pdf")
    said = reader.metadata
    assert said.title == "补助资金审批通知书（2 份）"
    assert said.subject == "郑东企服〔2022〕1号—甲〔2022〕2号"
    # Each is found in the outline by its number and whom it goes to.
    assert [one.title for one in reader.outline] == [f"{one.number}　{one.addressee}" for one in both]


def test_that_a_long_name_and_a_long_title_stay_on_the_sheet(paper, fonts):
    name = "郑州市郑东新区" + "特别长的名称" * 12 + "有限责任公司"
    title = "关于拨付2022年度" + "战略性新兴产业用能补助" * 4 + "资金的通知"
    signer = "郑州市郑东新区管理委员会经济发展局企业服务中心"
    blocks = (
        Head("郑州市郑东新区管理委员会经济发展局企业服务中心文件", "甲〔2022〕1号"),
        Title(title),
        Addressee(name),
        Paragraph("同意。"),
        Signature(signer, "2022年1月2日"),
    )
    (page,) = read(
        paper_bytes(replace(paper, sheets=(replace(paper.sheets[0], blocks=blocks),)), fonts)
    ).pages
    text = squeezed(page.extract_text())
    for words in (name, title, signer):
        assert squeezed(words) in text
    for _, x, _, _ in placed(page):
        assert x <= OFFICIAL.right


def test_that_a_title_longer_than_a_page_begins_below_the_head(paper, fonts):
    title = "".join(f"第{at}项补助资金" for at in range(60))
    blocks = (Head("甲局文件", "甲〔2022〕1号"), Title(title), Paragraph("同意。"))
    sheet = replace(paper.sheets[0], blocks=blocks)
    first, *_, last = read(paper_bytes(replace(paper, sheets=(sheet,)), fonts)).pages
    text = squeezed(first.extract_text())
    assert text.startswith("甲局文件甲〔2022〕1号第0项")
    assert len(text) > len(title) / 2
    assert f"{title[-5:]}同意。" in squeezed(last.extract_text())


class Stopped(Silent):
    def step(self, progress):
        raise Cancelled


def test_that_nothing_is_left_behind_when_writing_fails_or_is_stopped(paper, fonts, tmp_path):
    with pytest.raises(Cancelled):
        write_papers([paper], tmp_path / "a.pdf", fonts, Stopped(), count=1)
    with pytest.raises(DomainError, match="不能写入"):
        write_papers([paper], tmp_path / "no such folder" / "a.pdf", fonts, Silent(), count=1)
    with pytest.raises(DomainError, match="没有选中"):
        write_papers([], tmp_path / "a.pdf", fonts, Silent(), count=0)
    assert list(tmp_path.iterdir()) == []


def test_that_a_file_that_was_there_is_replaced_whole(paper, fonts, tmp_path):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"older")
    write_papers([paper, paper], target, fonts, Silent(), count=2)
    assert len(PdfReader(target).pages) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_that_a_full_disk_is_said_and_what_was_there_stays(paper, fonts, tmp_path, monkeypatch):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"older")

    def full(path, mode="r", *rest, **more):
        return io.open("/dev/full" if "w" in mode else path, mode, *rest, **more)  # noqa: UP020 - the real one

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(DomainError, match="磁盘"):
        write_papers([paper] * 40, target, fonts, Silent(), count=40)
    monkeypatch.undo()
    assert target.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_that_pages_are_numbered_as_the_document_asks(paper, fonts):
    first = paper.sheets[0]
    blocks = tuple(Paragraph(f"第{n}段。") for n in range(60))
    for numbering, text in (
        (Numbering.OFFICIAL, "—2—"),
        (Numbering.CENTRED, "—2—"),
        (Numbering.OF_ALL, "2/3"),
    ):
        sheet = replace(first, blocks=blocks, footer=Footer("左", "右", numbering))
        pages = pages_of(paper_bytes(replace(paper, sheets=(sheet,)), fonts))
        assert len(pages) == 3
        assert text in pages[1]
        assert all("左" in one and "右" in one for one in pages)


def test_that_reason_evidence_and_person_of_a_manual_decision_are_read_back(
    sample, dictionary, zhengdong, fonts
):
    def decided(facts, by_person):
        return next(
            one for one in assess(zhengdong, facts, dictionary, by_person) if one.clause_id == "consumer"
        )

    facts = next(one for one in sample.enterprises if decided(one, {}).outcome is Outcome.MANUAL)
    clause = zhengdong.clauses["consumer"]
    read_then = tuple(sorted(read_of(clause, facts).items()))
    reason, evidence = "上年同期停业装修，" + "经现场核实台账" * 30, "会议纪要：第9次办公会（附件：纪要.pdf）"
    moment = datetime(2022, 11, 1, 2, 30, tzinfo=UTC)
    given = ByPerson(Outcome.GRANTED, 4_000_000, reason, evidence, "李主任", moment, read_then)
    worked = Worked(zhengdong, clause, facts, decided(facts, {"consumer": given}), dictionary)
    office = sample.office
    paper = compose_notice(
        worked,
        office=office,
        number="甲〔2022〕1号",
        signed_on=moment.date(),
        made_at=moment,
        wordings=OURS,
        is_sample=False,
    )
    letter, *annexed = pages_of(paper_bytes(paper, fonts))
    assert "人工认定的理由" in letter
    for words in (reason, evidence, "李主任", "40,000.00元", "经人工认定"):
        assert words in "".join(annexed)
