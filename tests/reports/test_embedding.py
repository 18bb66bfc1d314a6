"""What is embedded is what is meant: a text read back says nothing of what is printed."""

from io import BytesIO

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from domain.papers.blocks import Paragraph
from reports.documents.papers import paper_bytes
from tests.reports.reading import read, with_block


def outline_of(font, name):
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value


def test_that_each_code_draws_the_character_it_stands_for(paper, fonts):
    rare = with_block(paper, Paragraph("郑州𬭎玥昇科技有限公司（Ångström é ﹡ 12.5%）"))
    (page,) = read(paper_bytes(rare, fonts)).pages
    drawn = ""
    for name, font in page["/Resources"]["/Font"].items():
        face = fonts.face(name[1:])
        (inner,) = font["/DescendantFonts"]
        inner = inner.get_object()
        places = inner["/CIDToGIDMap"].get_data()
        cut = TTFont(BytesIO(inner["/FontDescriptor"]["/FontFile2"].get_data()))
        with TTFont(face.path) as whole:
            for number, glyph in whole.getBestCmap().items():
                code = 2 * face.code(chr(number))
                if place := int.from_bytes(places[code : code + 2]):
                    assert outline_of(cut, cut.getGlyphName(place)) == outline_of(whole, glyph)
                    drawn += chr(number)
    assert set("郑州𬭎玥昇科技有限公司Åé12.5%") <= set(drawn)
