"""Codes read from photographs, from files and by the command, as people who get a paper have them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF, QTransform

import main
from domain.funds.documents.payment_summary import COLUMNS
from domain.funds.proving import prove_each
from domain.office.keys.signing import PublicKey, Signer, new_pair, public_file
from domain.papers.blocks import Table, Title
from domain.papers.codes import CodeKind, Said, signed_code, vouched, with_annex
from domain.papers.papers import Code, Look, Paper, Sheet
from domain.values.errors import BadInput
from domain.values.money import Fen
from domain.values.progress import Silent
from gui.files.reading_codes import _pages_of, codes_on, read_codes
from reports.documents.papers import paper_bytes
from reports.sheet.fonts import FontBook
from tests.reports.conftest import paper

__all__ = ["paper"]

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture(scope="module")
def signer() -> Signer:
    public, secret = new_pair()
    return Signer(PublicKey(public, date(2022, 1, 1)), secret)


@pytest.fixture(scope="module")
def coded(paper: Paper, signer: Signer) -> Paper:
    """A paper of an office whose prefix is as long as one may be."""
    said = Said(
        CodeKind.GRANTED,
        f"{'甲' * 20}〔2022〕1234号",
        paper.signed_on,
        "91410100MA3X12345L",
        Fen(123_456_789_01),
    )
    return replace(paper, code=signed_code(said, signer))


@pytest.fixture(scope="module")
def pdf(coded: Paper, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("codes") / "通知书.pdf"
    target.write_bytes(paper_bytes(coded, FontBook.load(RESOURCES / "fonts")))
    return target


@pytest.fixture(scope="module")
def sheet(pdf: Path) -> QImage:
    """The head of the first page, at 200 dots to the inch."""
    page, _ = next(_pages_of(pdf, Silent()))
    return page.copy(0, 0, page.width(), page.height() // 4)


def _turned(image: QImage) -> QImage:
    return _on_grey(image, QTransform().rotate(37))


def _leaning(image: QImage) -> QImage:
    """As a hand holds a telephone over a desk: the far edge is a fifth shorter."""
    width, height = image.width(), image.height()
    corners = [QPointF(0, 0), QPointF(width, 0), QPointF(width, height), QPointF(0, height)]
    seen = [
        QPointF(width * 0.1, height * 0.08),
        QPointF(width * 0.9, 0),
        QPointF(width, height),
        QPointF(0, height),
    ]
    leaning = QTransform()
    assert QTransform.quadToQuad(QPolygonF(corners), QPolygonF(seen), leaning)
    return _on_grey(image, leaning)


def _blurred(image: QImage) -> QImage:
    """As out of focus: a module is no more than two points of it."""
    small = image.scaledToWidth(round(image.width() * 0.6), Qt.TransformationMode.SmoothTransformation)
    return small.scaledToWidth(image.width(), Qt.TransformationMode.SmoothTransformation)


def _pale(image: QImage) -> QImage:
    """As printed with hardly any toner, in the shade: dark and light are a quarter apart."""
    pale = QImage(image.size(), QImage.Format.Format_RGB32)
    pale.fill(QColor(150, 145, 140))
    painter = QPainter(pale)
    painter.setOpacity(0.25)
    painter.drawImage(0, 0, image)
    painter.end()
    return pale


def _on_grey(image: QImage, by: QTransform) -> QImage:
    moved = image.convertToFormat(QImage.Format.Format_ARGB32).transformed(
        by, Qt.TransformationMode.SmoothTransformation
    )
    desk = QImage(moved.size(), QImage.Format.Format_RGB32)
    desk.fill(QColor(90, 80, 70))
    painter = QPainter(desk)
    painter.drawImage(0, 0, moved)
    painter.end()
    return desk


@pytest.mark.parametrize(
    "seen",
    [
        [_turned],
        [_leaning],
        [_blurred],
        [_pale],
        [_leaning, _turned, _blurred, _pale],
    ],
    ids=lambda seen: "-".join(one.__name__.strip("_") for one in seen),
)
def test_that_a_photographed_code_is_read(coded: Paper, sheet: QImage, seen):
    for one in seen:
        sheet = one(sheet)
    assert coded.code is not None
    assert codes_on(sheet) == [coded.code.text]


def test_that_a_file_says_what_its_codes_say_and_the_command_what_they_are_worth(
    coded: Paper, pdf: Path, sheet: QImage, signer: Signer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert coded.code is not None
    photograph, bare = tmp_path / "照片.jpg", tmp_path / "白纸.png"
    assert sheet.save(str(photograph), "JPEG", 60)  # type: ignore[call-overload]
    blank = QImage(600, 600, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    assert blank.save(str(bare))
    assert read_codes(photograph, Silent()) == read_codes(pdf, Silent()) == [coded.code.text]
    with pytest.raises(BadInput, match="没有读到二维码"):
        read_codes(bare, Silent())
    keys = tmp_path / "签名公钥.txt"
    keys.write_text(public_file("某局", [signer.key]), encoding="utf-8")
    forged = coded.code.text.replace("|审批|", "|拨付|")
    asked = ["check-notice", str(photograph), coded.code.text, forged, "--key", str(keys)]
    assert main.main(asked) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines] == ["✓", "✓", "✗"]
    assert "123,456,789.01 元" in lines[0]
    assert "内容被改动过" in lines[2]


def test_that_a_code_vouches_for_the_list_that_is_annexed(paper: Paper, signer: Signer, tmp_path: Path):
    # Long accounts and names break in their cells, and the list goes on over pages.
    rows = [
        (
            str(at),
            f"P2026-003-{at:05d}",
            "郑州某某第2分公司" * (1 + at % 3),
            f"某银行 {at} 支行",
            f"{62220000 + at}" * (1 + at % 4),
            f"2022年补助{at}",
            12_345_00 * at,
        )
        for at in range(1, 24)
    ]
    listed = Table(COLUMNS, tuple(rows), total="合计", carries=True)
    vouches = vouched(CodeKind.PAID, listed.printed)
    assert vouches.startswith(f"附件{len(rows)}行")
    code = signed_code(Said(CodeKind.PAID, "P2026-003", paper.signed_on, vouches, Fen(1)), signer)
    target = tmp_path / "通知.pdf"
    both = replace(paper, sheets=(paper.sheets[0], Sheet(Look.LIST, (Title("清单"), listed))), code=code)
    target.write_bytes(paper_bytes(both, FontBook.load(RESOURCES / "fonts")))
    [read] = read_codes(target, Silent())
    swapped = [*rows[:3], (*rows[3][:-1], rows[4][-1]), (*rows[4][:-1], rows[3][-1]), *rows[5:]]
    paid_to_another = [(*rows[0][:4], "6222999900001111", *rows[0][5:]), *rows[1:]]
    for annexed, is_good, said in (
        (read, True, f"附件清单与二维码相符：{len(rows)} 行"),
        (code.text, True, "从整份 PDF 读取"),
        (_with_list(code, swapped), False, "被改动过"),
        (_with_list(code, paid_to_another), False, "被改动过"),
        (_with_list(code, rows[1:]), False, f"应有 {len(rows)} 行，读到 {len(rows) - 1} 行"),
    ):
        [proved] = prove_each([annexed], [signer.key], Silent())
        assert proved.is_good is is_good
        assert said in "".join(proved.sentences)


def _with_list(code: Code, rows: list[tuple[str | int, ...]]) -> str:
    printed = Table(COLUMNS, tuple(rows)).printed
    return with_annex(code.text, "\r\n".join(" ".join(row) for row in printed))
