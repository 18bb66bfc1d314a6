"""Makes the fonts in resources/fonts from the packages they come in.

    python packaging/fonts.py NOTO_SERIF_SC NOTO_SANS_SC FANDOL TARGET

NOTO_SERIF_SC and NOTO_SANS_SC are the unpacked npm packages @expo-google-fonts/noto-serif-sc and
@expo-google-fonts/noto-sans-sc; FANDOL is the folder of FandolFang-Regular.otf in Debian's
texlive-lang-chinese. TARGET is resources/fonts.

The Noto fonts keep every glyph and lose the tables for vertical and complex setting. FandolFang has cubic
outlines (CFF), which PDF writing here cannot embed: its curves become quadratic, at most 1/1000 em off.

What 通用规范汉字表 has and FandolFang lacks is drawn as light as that is. Noto's weights are instances of one
design with the same points, so a lighter one lies as far before Regular as Bold lies behind it.
"""

import sys
from collections.abc import Collection
from math import dist
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "VORG", "vhea", "vmtx", "DSIG", "gasp", "prep")
NOTO = {
    "NotoSerifSC-Regular.ttf": "400Regular/NotoSerifSC_400Regular.ttf",
    "NotoSerifSC-Bold.ttf": "700Bold/NotoSerifSC_700Bold.ttf",
    "NotoSansSC-Regular.ttf": "400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Medium.ttf": "500Medium/NotoSansSC_500Medium.ttf",
}
MOST_ERROR_PER_EM = 1 / 1000
LIGHTER = 0.6
"""How far before Regular, in steps from Regular to Bold: its uprights are as thick as FandolFang's."""
SMALLER = (0.91, 0.97)
NOTO_MIDDLE, FANDOL_MIDDLE = (502, 383), (496, 309)
"""How much of the square the characters of the one fill against the other's, and where their middles lie."""
LEVEL_STROKES = 7
"""How far before Regular, in steps from Regular to Bold: uprights are as thick as FandolFang's."""
SIGNS = "−≤≥≠≈±‰℃㎡①②③④⑤⑥⑦⑧⑨⑩"
"""What stands on papers beside characters."""
MINUS = 168, 230, 832, 270
"""Where the bar of FandolFang's ÷ lies: left, bottom, right, top."""


def main(serif: Path, sans: Path, fandol: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name, source in NOTO.items():
        trim((serif if "Serif" in name else sans) / source, target / name)
    with_quadratic_outlines(fandol / "FandolFang-Regular.otf", target / "FandolFang-Regular.ttf")
    written_as_light(target)
    for path in sorted(target.glob("*.ttf")):
        print(
            f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {len(TTFont(path).getBestCmap())} characters"
        )


def trim(source: Path, target: Path) -> None:
    """Copy a TrueType font without the tables that nothing here reads."""
    font = TTFont(source, recalcTimestamp=False)
    for table in UNUSED_TABLES:
        if table in font:
            del font[table]
    font.save(target)


def with_quadratic_outlines(source: Path, target: Path) -> None:
    """Convert a CFF font to TrueType outlines with the same glyphs, metrics and characters."""
    font = TTFont(source, recalcTimestamp=False)
    per_em = font["head"].unitsPerEm
    glyphs, outlines = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, per_em * MOST_ERROR_PER_EM, reverse_direction=True))
        outlines[name] = pen.glyph()
    builder = FontBuilder(per_em, isTTF=True)
    builder.setupGlyphOrder(font.getGlyphOrder())
    builder.setupCharacterMap(font.getBestCmap())
    builder.setupGlyf(outlines)
    bearings = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {name: (font["hmtx"][name][0], getattr(bearings[name], "xMin", 0)) for name in outlines}
    )
    builder.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    builder.setupPost(keepGlyphNames=False)
    builder.font["name"], builder.font["OS/2"] = font["name"], font["OS/2"]
    builder.font["head"].created = builder.font["head"].modified = font["head"].modified
    builder.font.recalcTimestamp = False
    builder.save(target)


def written_as_light(folder: Path) -> None:
    """Write what FandolFang lacks of the standard characters, in its weight."""
    known = TTFont(folder / "FandolFang-Regular.ttf").getBestCmap()
    standard = "".join((folder / "standard-characters.txt").read_text(encoding="utf-8").split())
    font = subset_of(folder / "NotoSerifSC-Regular.ttf", known, standard)
    bold = subset_of(folder / "NotoSerifSC-Bold.ttf", known, standard)
    for name in font.getGlyphOrder():
        glyph, heavier = font["glyf"][name], bold["glyf"][name]
        if glyph.numberOfContours > 0:
            if len(glyph.coordinates) != len(heavier.coordinates):
                raise ValueError(f"{name} has other points in the bold font")
            lighter = [
                (placed(x - LIGHTER * (bold_x - x), 0), placed(y - LIGHTER * (bold_y - y), 1))
                for (x, y), (bold_x, bold_y) in zip(glyph.coordinates, heavier.coordinates, strict=True)
            ]
            start = 0
            for end in glyph.endPtsOfContours:
                for at, point in enumerate(thickened(lighter[start : end + 1]), start=start):
                    glyph.coordinates[at] = point
                start = end + 1
            glyph.recalcBounds(font["glyf"])
            font["hmtx"][name] = font["hmtx"][name][0], glyph.xMin
    # The sign of subtraction is as wide as FandolFang's of division, and stands as high.
    font["glyf"][font.getBestCmap()[ord("−")]] = bar(*MINUS)
    font["hmtx"][font.getBestCmap()[ord("−")]] = 1000, MINUS[0]
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = "ZhuqiduiLightSerif" if record.nameID == 6 else "Zhuqidui Light Serif"
    font.recalcTimestamp = False
    font.save(folder / "LightSerif-Rare.ttf")


def placed(place: float, axis: int) -> float:
    return FANDOL_MIDDLE[axis] + SMALLER[axis] * (place - NOTO_MIDDLE[axis])


def thickened(contour: list[tuple[float, float]]) -> list[tuple[int, int]]:
    """Move the level edges of a contour outwards; what is filled lies to the right of its direction."""
    moved = []
    for at, (x, y) in enumerate(contour):
        before, after = direction(contour, at, -1), direction(contour, at, 1)
        along = 1 + before[0] * after[0] + before[1] * after[1]
        shift = (before[0] + after[0]) / max(along, 0.5)
        moved.append((round(x), round(y + LEVEL_STROKES * shift)))
    return moved


def direction(contour: list[tuple[float, float]], at: int, step: int) -> tuple[float, float]:
    """Return which way a contour runs before (-1) or behind (1) a point, as a vector of length one."""
    here, at = contour[at], at + step
    for _ in contour:
        there = contour[at % len(contour)]
        if distance := dist(here, there):
            return step * (there[0] - here[0]) / distance, step * (there[1] - here[1]) / distance
        at += step
    return 0.0, 0.0


def bar(left: int, bottom: int, right: int, top: int) -> Glyph:
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    for corner in ((left, top), (right, top), (right, bottom)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def subset_of(path: Path, known: Collection[int], standard: str) -> TTFont:
    """Return a font with the standard characters and signs alone that another one does not know."""
    font = TTFont(path, recalcTimestamp=False)
    wanted = [ord(sign) for sign in standard + SIGNS if ord(sign) not in known]
    options = Options()
    options.name_IDs, options.notdef_outline, options.hinting = ["*"], True, False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[one for one in wanted if one in font.getBestCmap()])
    subsetter.subset(font)
    return font


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
