"""What is embedded is what is meant: a text read back says nothing of what is printed."""

import zlib
from dataclasses import replace
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from domain.papers.blocks import Paragraph
from domain.papers.papers import Look
from reports.documents.papers import paper_bytes
from reports.sheet.cutting import Cut, FontFile
from reports.sheet.fonts import FontBook
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
        # As strict as no reader is: the sum of the compressed parts, and those of all tables.
        content = zlib.decompress(inner["/FontDescriptor"]["/FontFile2"]._data)
        cut = TTFont(BytesIO(content), checkChecksums=2)
        with TTFont(face.path) as whole:
            for number, glyph in whole.getBestCmap().items():
                code = 2 * face.code(chr(number))
                if place := int.from_bytes(places[code : code + 2]):
                    assert outline_of(cut, cut.getGlyphName(place)) == outline_of(whole, glyph)
                    drawn += chr(number)
    assert set("郑州𬭎玥昇科技有限公司Åé12.5%") <= set(drawn)


def test_that_a_file_is_the_same_whatever_was_written_before_it(paper, fonts, resources):
    sheet = paper.sheets[0]
    of_each_look = [
        replace(paper, sheets=(replace(sheet, look=look, blocks=sheet.blocks[1:] * times),))
        for look in (Look.LETTER, Look.FORM, Look.LEAFLET)
        for times in (1, 3)
    ]
    alone = [paper_bytes(one, FontBook.load(resources / "fonts")) for one in of_each_look]
    assert [paper_bytes(one, fonts) for one in of_each_look] == alone


def outline(width, *of):
    """Draw a box so wide, and other glyphs beside it."""
    pen = TTGlyphPen(of)
    if width:
        pen.moveTo((0, 0))
        for corner in ((0, 9), (width, 9), (width, 0)):
            pen.lineTo(corner)
        pen.closePath()
    for at, name in enumerate(of):
        pen.addComponent(name, (1, 0, 0, 1, 100 * at, 0))
    return pen.glyph()


def test_that_a_character_made_of_others_is_embedded_with_these(tmp_path):
    built = FontBuilder(1000)
    glyphs = {".notdef": outline(5), "one": outline(30), "two": outline(40), "both": outline(0, "two", "one")}
    built.setupGlyphOrder([*glyphs])
    built.setupCharacterMap({ord("一"): "one", ord("二"): "two", ord("仁"): "both"})
    built.setupGlyf(glyphs)
    built.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
    built.setupHorizontalHeader(ascent=800, descent=-200)
    built.setupNameTable({"familyName": "Made", "styleName": "Regular", "psName": "Made"})
    built.setupOS2()
    built.setupPost()
    path = tmp_path / "made.ttf"
    built.save(path)
    file = FontFile(path)
    alone, made = (TTFont(BytesIO(file.makeSubset([ord(sign)]))) for sign in "一仁")
    assert isinstance(file.makeSubset([ord("一")]), Cut)
    with TTFont(path) as whole:
        assert outline_of(alone, alone.getGlyphName(1)) == outline_of(whole, "one")
        assert outline_of(made, made.getGlyphName(1)) == outline_of(whole, "both")
