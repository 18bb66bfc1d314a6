"""Texts of papers: what is wrong with one is said with its line, and what is filled in is only filled in."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from domain.cases.documents import refusal
from domain.cases.wording import FORM as NOTICE
from domain.funds.documents.rewording import FORMS
from domain.papers.blocks import Annexes, Block, Classified, Head, Heading, Paragraph, Signature, Title, Tone
from domain.papers.wording.checking import check
from domain.papers.wording.filling import Filled, Values, fill
from domain.papers.wording.form import PIECES, Form
from domain.papers.wording.kept import OURS
from domain.papers.wording.shipped import FOLDER, shipped_text
from domain.values.errors import DomainError

CONTACT, REMEDIES = PIECES
OF = {form.id: form for form in FORMS}
MISTAKES = (Path(__file__).parent / "wording_mistakes.txt").read_text("utf-8").splitlines()
"""Of which text, what is put in place of what (⏎ for a new line), and what is said of it."""


def filled(form: Form, text: str, fields: dict[str, str], tables: dict[str, Sequence[Block]]) -> Filled:
    """Fill a text; fields that are not given have nothing in them."""
    empty = {one.name: "" for one in form.named.values() if not one.is_table}
    lists: dict[str, Sequence[Block]] = {one.name: [] for one in form.items if one.is_table}
    return fill(form, OURS.trying(form, text), Values({**empty, **fields}, {**lists, **tables}))


def test_that_every_shipped_text_is_of_a_document_and_has_no_mistakes():
    assert {one.stem for one in FOLDER.glob("*.txt")} == OF.keys()
    assert {form.id: check(form, shipped_text(form.id), OURS.pieces()) for form in FORMS} == {
        id_: [] for id_ in OF
    }


@pytest.mark.parametrize("line", MISTAKES, ids=range(len(MISTAKES)))
def test_that_what_is_wrong_with_a_text_is_said_with_its_line(line: str):
    form_id, before, after, said = (part.replace("⏎", "\n") for part in line.split(" ⇒ "))
    form = OF[form_id]
    text = shipped_text(form.id)
    assert before in text
    complaints = [str(one) for one in check(form, text.replace(before, after, 1), OURS.pieces())]
    assert complaints == [] if said == "可以" else any(said in one for one in complaints), complaints


def test_that_pieces_that_name_each_other_are_refused_and_never_filled_for_ever():
    text = f"{{{{段：{CONTACT.word}}}}}\n{shipped_text(REMEDIES.id)}"
    round_ = OURS.trying(CONTACT, f"{{{{段：{REMEDIES.word}}}}}\n{shipped_text(CONTACT.id)}")
    [complaint] = check(REMEDIES, text, round_.pieces())
    assert "“救济途径”→“联系方式”→“救济途径”" in str(complaint)
    values = {"发文机关标志": "甲局文件", "署名": "甲局"}
    none: dict[str, Sequence[Block]] = {one.name: [] for one in NOTICE.items if one.is_table}
    names = {one.name: values.get(one.name, "乙") for one in NOTICE.named.values()}
    with pytest.raises(DomainError, match="互相引用"):
        fill(NOTICE, round_.trying(REMEDIES, text), Values(names, none))
    # A text that an older program took may name what this one does not have.
    with pytest.raises(DomainError, match="措辞里写了“文书号”，现在的程序没有这一项"):
        fill(NOTICE, OURS.trying(NOTICE, "【标题】{{文书号}}"), Values(names, none))


def test_that_what_is_filled_in_is_never_read_as_a_text():
    hostile = "【标题】{{金额}}｜{{段：联系方式}}{{完}}"
    text = (
        "【标题】{{结论}}书\n【主送】{{企业名称}}：\n　　{{事项}}{{如有：理由}}，{{理由}}{{完}}\n【落款】甲"
    )
    found = filled(refusal.FORM, text, {"结论": "不予", "企业名称": hostile, "理由": hostile}, {})
    assert found.blocks[2:] == (Paragraph(f"，{hostile}"), Signature("甲", "", ""))
    assert (found.title, found.addressee) == ("不予书", hostile)


def test_that_lines_become_blocks_and_those_without_anything_fall_away():
    text = """
【文号】{{结论}}
【份号】000012
【密级】机密★1年
【联署】另局
【联署】三局
【题下】副题
【标题】甲
【附件】单一
{{如有：理由}}
【一、】有理由
{{理由}}
{{完}}
【一、】结果
{{如有：没有达到的条件}}
{{表：没有达到的条件}}
{{否则}}
没有。
{{完}}
【小标题】丙
【注】注：丁
【附件】单二
【落款】某局
【附注】一
【附注】二"""
    blocks = filled(refusal.FORM, text, {"结论": "1号", "日期": "今天"}, {}).blocks
    assert blocks == (
        Classified("000012", "机密★1年"),
        Title("甲", "1号　副题"),
        Heading("一、结果"),
        Paragraph("没有。"),
        Heading("丙"),
        Paragraph("注：丁", Tone.NOTE),
        Annexes(("单一", "单二")),
        Signature("某局", "今天", "一　二", "另局\n三局"),
    )
    row = Paragraph("缺一项")
    more = filled(refusal.FORM, f"【红头】局\n{text}", {"理由": "因"}, {"没有达到的条件": [row]}).blocks
    reason = Heading("一、有理由"), Paragraph("因")
    assert more[1:7] == (Head("局", "", "另局\n三局"), Title("甲", "副题"), *reason, Heading("二、结果"), row)


@pytest.mark.parametrize("seed", range(2))
def test_that_a_text_without_mistakes_never_leaves_out_what_a_paper_is_void_without(seed: int):
    chance, whole = Random(seed), 0
    for _ in range(400):
        form = chance.choice([form for form in FORMS if not form.is_piece])
        text = scrambled(form, chance)
        if check(form, text, OURS.pieces()):
            continue
        whole += 1
        for there in (set[str](), set(form.named), some_of(form, chance)):
            there |= {one.name for one in form.named.values() if one.is_always}
            fields = {name: f"〔{name}〕" for name in form.named if name in there}
            tables = {one.name: [Paragraph(f"〔{one.name}〕")] for one in form.items if one.is_table}
            fields = {name: value for name, value in fields.items() if name not in tables}
            said = str(filled(form, text, fields, {name: tables[name] for name in tables if name in there}))
            assert {name for name in form.must if name in there and f"〔{name}〕" not in said} == set(), text
    assert whole > 40


def scrambled(form: Form, chance: Random) -> str:
    """Return the shipped text with some of its lines and names changed."""
    lines, names = shipped_text(form.id).split("\n"), list(form.named)
    for _ in range(chance.randrange(1, 4)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines[at], lines[other] = lines[other], lines[at]
            case 2:
                lines.insert(at, lines[other])
            case 3:
                lines[at] = f"{{{{如有：{chance.choice(names)}}}}}{lines[at]}{{{{完}}}}"
            case 4:
                half = f"{{{{如有：{chance.choice(names)}}}}}{lines[at]}{{{{否则}}}}{lines[other]}{{{{完}}}}"
                lines[at] = half
            case 5:
                lines[at] = lines[at].replace(chance.choice(names), chance.choice(names))
    return "\n".join(lines)


def some_of(form: Form, chance: Random) -> set[str]:
    """Return some of the items that a document may have, together as they go."""
    chosen = (name for name in form.named if chance.random() < 0.4)
    return {one for name in chosen for one in form.there_with(name)}
