"""Codes read from photographs, from files and by the command, as people who get a paper have them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF, QTransform

import main
from domain.office.keys.signing import PublicKey, Signer, new_pair, public_file
from domain.papers.codes import CodeKind, Said, signed_code
from domain.papers.papers import Paper
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
    page = next(_pages_of(pdf, Silent()))
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
