import struct

import pytest

from domain.papers.blocks import Paragraph
from domain.values.progress import Silent
from reports.documents.papers import paper_bytes, write_papers
from reports.sheet.faces import Typeface
from reports.sheet.fonts import FontBook, MissingGlyph, Role, unusable_fonts
from tests.reports.reading import pages_of, squeezed, with_block

NOT_IN_FANGSONG = "玥昇堃犇祎喆"
# A private-use character: no font of the system or the program has it.
UNKNOWN = "\U000f0000"


@pytest.mark.parametrize("role", list(Role))
def test_that_every_role_draws_common_and_rare_characters(fonts, role):
    text = "郑东新区〔2022〕1号，。《》" + NOT_IN_FANGSONG + "𬭎"
    assert all(fonts.face_of(sign, role, text)[0].has(sign) for sign in text)
    assert fonts.width(text, role) > len(text) / 2


def test_that_a_rare_character_falls_back_by_itself(resources, tmp_path):
    book = FontBook.load(resources / "fonts", tmp_path / "no such folder")
    assert [book.face_of(sign, Role.BODY, "张玥市")[0].path.name for sign in "张玥市"] == [
        "FandolFang-Regular.ttf",
        "LightSerif-Rare.ttf",
        "FandolFang-Regular.ttf",
    ]


def test_that_every_standard_character_is_drawn_in_the_weight_of_its_neighbours(resources):
    folder = resources / "fonts"
    standard = "".join((folder / "standard-characters.txt").read_text(encoding="utf-8").split())
    assert len(standard) == len(set(standard)) == 8105
    fang, rare = Typeface(folder / "FandolFang-Regular.ttf"), Typeface(folder / "LightSerif-Rare.ttf")
    assert all(fang.has(sign) or rare.has(sign) for sign in standard + "−×÷")
    # Nothing is there twice, so that nobody wonders which one is drawn.
    assert [sign for sign in standard if fang.has(sign) and rare.has(sign)] == []


def test_that_a_character_no_font_has_is_named_and_nothing_written(fonts, paper, tmp_path):
    target = tmp_path / "notice.pdf"
    wrong = with_block(paper, Paragraph(f"郑州{UNKNOWN}有限公司"))
    with pytest.raises(MissingGlyph) as caught:
        write_papers([wrong], target, fonts, Silent(), count=1)
    assert "U+F0000" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(MissingGlyph):
        paper_bytes(wrong, fonts)


def test_that_a_picture_no_font_has_does_not_keep_a_paper_from_being_printed(fonts, paper):
    drawn = paper_bytes(with_block(paper, Paragraph("融资难😀，已对接👍🏽")), fonts)
    assert "融资难〓，已对接〓〓" in squeezed("".join(pages_of(drawn)))


def table_of(raw: bytes, name: str) -> tuple[int, int, int]:
    """Where the entry of a table stands in a font's directory, and where the table begins, and its length."""
    for number in range(struct.unpack_from(">H", raw, 4)[0]):
        at = 12 + 16 * number
        tag, _, offset, length = struct.unpack_from(">4sLLL", raw, at)
        if tag.decode() == name:
            return at, offset, length
    raise KeyError(name)


def without(raw: bytes, name: str) -> bytes:
    at, _, _ = table_of(raw, name)
    return raw[:at] + b"none" + raw[at + 4 :]


def with_table(raw: bytes, name: str, content: bytes, within: int = 0) -> bytes:
    _, offset, _ = table_of(raw, name)
    return raw[: offset + within] + content + raw[offset + within + len(content) :]


def in_a_circle(raw: bytes) -> bytes:
    """The first glyph that has an outline is made of itself."""
    _, glyf, _ = table_of(raw, "glyf")
    _, loca, _ = table_of(raw, "loca")
    _, head, _ = table_of(raw, "head")
    is_long = struct.unpack_from(">h", raw, head + 50)[0]
    starts = [
        struct.unpack_from(">L", raw, loca + 4 * glyph)[0]
        if is_long
        else 2 * struct.unpack_from(">H", raw, loca + 2 * glyph)[0]
        for glyph in range(50)
    ]
    glyph = next(one for one in range(49) if starts[one + 1] - starts[one] > 40)
    content = struct.pack(">hhhhhHHbb", -1, 0, 0, 0, 0, 0x0000, glyph, 0, 0)
    return with_table(raw, "glyf", content, starts[glyph]) if glyf else raw


BREAKS = {
    "cut after 6 KB": lambda raw: raw[:6144],
    "cut at the end": lambda raw: raw[:-100_000],
    "zero length": lambda raw: b"",
    "a letter": lambda raw: "这是一封信".encode() * 100,
    **{
        f"without {name}": lambda raw, name=name: without(raw, name)
        for name in ("glyf", "loca", "cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post")
    },
    **{
        f"{name} overwritten": lambda raw, name=name: with_table(raw, name, b"\xff" * 54)
        for name in ("loca", "head", "hhea", "maxp", "name", "cmap")
    },
    "four billion characters": lambda raw: with_table(
        raw, "cmap", struct.pack(">HHHHLHHLLLLLL", 0, 1, 3, 10, 12, 12, 0, 28, 0, 1, 32, 0xFFFFFFFF, 1)
    ),
    "a glyph made of itself": in_a_circle,
}


@pytest.fixture(scope="module")
def raw(resources):
    return (resources / "fonts" / "FandolFang-Regular.ttf").read_bytes()


@pytest.mark.parametrize("break_it", BREAKS.values(), ids=BREAKS.keys())
def test_that_a_broken_font_of_the_office_is_passed_over_and_named(resources, paper, raw, tmp_path, break_it):
    # Called as ours is, so that nothing can be taken for the other.
    (tmp_path / "FandolFang-Regular.ttf").write_bytes(break_it(raw))
    [found] = unusable_fonts(tmp_path)
    assert found.path.name == "FandolFang-Regular.ttf"
    assert found.reason
    book = FontBook.load(resources / "fonts", tmp_path)
    assert paper_bytes(paper, book).startswith(b"%PDF")


def test_that_what_is_no_font_file_is_named_as_that(resources, paper, tmp_path):
    (tmp_path / "a.ttf").mkdir()
    (tmp_path / "b.otf").write_bytes(b"OTTO")
    (tmp_path / "README.txt").write_text("no font")
    with (tmp_path / "c.ttf").open("wb") as file:
        file.truncate(100_000_000)
    (tmp_path / "d.ttf").symlink_to(tmp_path / "nowhere")
    reasons = {one.path.name: one.reason for one in unusable_fonts(tmp_path)}
    assert set(reasons) == {"a.ttf", "b.otf", "c.ttf", "d.ttf"}
    assert "太大" in reasons["c.ttf"]
    assert paper_bytes(paper, FontBook.load(resources / "fonts", tmp_path)).startswith(b"%PDF")


def test_that_a_whole_font_of_the_office_is_told_from_one_of_ours_that_is_called_the_same(
    resources, raw, tmp_path
):
    own = tmp_path / "FandolFang-Regular.ttf"
    own.write_bytes(raw)
    assert unusable_fonts(tmp_path) == []
    assert Typeface(own).name != Typeface(resources / "fonts" / own.name).name
