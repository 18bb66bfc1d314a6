"""Makes the fonts in resources/fonts from the packages they come in.

    python packaging/fonts.py NOTO_SERIF_SC NOTO_SANS_SC FANDOL TARGET

NOTO_SERIF_SC and NOTO_SANS_SC are the unpacked npm packages @expo-google-fonts/noto-serif-sc and
@expo-google-fonts/noto-sans-sc; FANDOL is the folder of FandolFang-Regular.otf in Debian's
texlive-lang-chinese. TARGET is resources/fonts.

The Noto fonts keep every glyph and lose the tables for vertical and complex setting. FandolFang has cubic
outlines (CFF), which PDF writing here cannot embed: its curves become quadratic, at most 1/1000 em off.
"""

import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "VORG", "vhea", "vmtx", "DSIG", "gasp", "prep")
NOTO = {
    "NotoSerifSC-Regular.ttf": "400Regular/NotoSerifSC_400Regular.ttf",
    "NotoSerifSC-Bold.ttf": "700Bold/NotoSerifSC_700Bold.ttf",
    "NotoSansSC-Regular.ttf": "400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Medium.ttf": "500Medium/NotoSansSC_500Medium.ttf",
}
MOST_ERROR_PER_EM = 1 / 1000


def main(serif: Path, sans: Path, fandol: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name, source in NOTO.items():
        trim((serif if "Serif" in name else sans) / source, target / name)
    with_quadratic_outlines(fandol / "FandolFang-Regular.otf", target / "FandolFang-Regular.ttf")
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


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
