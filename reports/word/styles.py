"""The styles of a Word file: what a sheet sets its blocks by, under the names that Word shows.

Lengths of a sheet are points; Word's are twentieths of one, sizes of type half points.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from reports.documents.blocks import BELOW_NUMBER, CAPTION, LABEL_EM, LEADING, PAD, TITLE_LEADING
from reports.documents.looks import Layout, Spacing
from reports.sheet.fonts import Role

FACES: Final = {Role.TITLE: "方正小标宋简体", Role.BODY: "仿宋", Role.HEADING: "黑体", Role.PLAIN: "宋体"}
"""As Word and WPS call what GB/T 9704-2012 asks for."""
RED: Final = "DB0F0F"
FOOT_PT, NUMBER_PT = 9.5, 14.0
GRID: Final = "TableGrid"
_BORDER: Final = 0.5
_MOST_BORDER_SPACE: Final = 31


class Part(StrEnum):
    """What has a style of its own; the value is its id."""

    BODY = "Normal"
    COPY = "Copy"
    SECRECY = "Secrecy"
    MARK = "Mark"
    NUMBER = "Number"
    TITLE = "Title"
    BELOW = "Subtitle"
    ADDRESSEE = "Salutation"
    HEADING = "Heading1"
    NOTE = "Note"
    ANNEX = "Annex"
    LABELLED = "Labelled"
    ANNEXES = "Annexes"
    SIGNER = "Signature"
    DAY = "Date"
    REMARK = "Remark"
    SEALS = "Seals"
    RULE = "Rule"
    RED_RULE = "RedRule"
    HEAD_CELL = "HeadCell"
    NAME_CELL = "NameCell"
    TEXT_CELL = "TextCell"
    WORD_CELL = "WordCell"
    FIGURE_CELL = "FigureCell"
    CAPTION = "Caption"
    CONTENTS = "TOC1"


_NAMES: Final = {
    Part.BODY: "Normal",
    Part.COPY: "份号",
    Part.SECRECY: "密级和保密期限",
    Part.MARK: "发文机关标志",
    Part.NUMBER: "发文字号",
    Part.TITLE: "Title",
    Part.BELOW: "Subtitle",
    Part.ADDRESSEE: "Salutation",
    Part.HEADING: "heading 1",
    Part.NOTE: "注",
    Part.ANNEX: "附件",
    Part.LABELLED: "分项",
    Part.ANNEXES: "附件说明",
    Part.SIGNER: "Signature",
    Part.DAY: "Date",
    Part.REMARK: "附注",
    Part.SEALS: "签章处",
    Part.RULE: "横线",
    Part.RED_RULE: "红线",
    Part.HEAD_CELL: "表格 表头",
    Part.NAME_CELL: "表格 项目",
    Part.TEXT_CELL: "表格 文字",
    Part.WORD_CELL: "表格 居中",
    Part.FIGURE_CELL: "表格 数字",
    Part.CAPTION: "caption",
    Part.CONTENTS: "toc 1",
}
"""Word's own styles have their English name in a file, and are shown as `_LOCAL` says."""
_LOCAL: Final = {
    "Normal": "正文",
    "Title": "标题",
    "Subtitle": "副标题",
    "Salutation": "称呼",
    "heading 1": "标题 1",
    "Signature": "签名",
    "Date": "日期",
    "caption": "题注",
    "toc 1": "目录 1",
}


@dataclass(frozen=True, slots=True)
class _Type:
    """How one style sets its paragraphs; ``pitch`` is from line to line."""

    role: Role
    size: float
    pitch: float
    align: str = "left"
    indent: float = 0.0
    before: float = 0.0
    after: float = 0.0
    keeps: bool = False
    colour: str = ""
    more: str = ""
    """Rules and tabs, which the standard has before the spacing."""
    hanging: float = 0.0
    beyond: float = 0.0
    """How far lines may go into the margin."""
    outline: str = ""


@dataclass
class Styles:
    """The styles of a paper, a set for each way in which one of its sheets is set."""

    _settings: list[tuple[Layout, Spacing]] = field(default_factory=list)

    def of(self, layout: Layout, spacing: Spacing) -> int:
        """Return the number of the set for sheets that are set so."""
        if (layout, spacing) not in self._settings:
            self._settings.append((layout, spacing))
        return self._settings.index((layout, spacing))

    def xml(self) -> str:
        """Return all of them."""
        own = "".join(
            _style(part, at, type_)
            for at, (layout, spacing) in enumerate(self._settings)
            for part, type_ in _types(layout, spacing)
        )
        return f"{_DEFAULTS}{own}{_FOOT}{_GRID}"


def id_of(part: Part, number: int) -> str:
    """Return the id of a style of the set with this number."""
    return f"{part}{number + 1}" if number else str(part)


def twentieths(points: float) -> int:
    return round(points * 20)


def cell_margins(spacing: Spacing) -> str:
    """Return the room within cells: so much above and below that a row is as high as on the sheet."""
    level = max(0.0, (spacing.table * (spacing.row - LEADING) - _BORDER) / 2)
    sides = (("top", level), ("left", PAD), ("bottom", level), ("right", PAD))
    return "".join(f'<w:{name} w:w="{twentieths(size)}" w:type="dxa"/>' for name, size in sides)


def above_mark(spacing: Spacing, taken: float = 0.0) -> float:
    """Return the blank above 发文机关标志; ``taken`` is how high is what stands above it."""
    return max(0.0, spacing.drop - taken - spacing.mark * (LEADING - 1) / 2)


def ruled(colour: str, thickness: float, space: float, side: str = "bottom") -> str:
    """Return a line beside a paragraph."""
    eighths, room = max(2, round(thickness * 8)), min(_MOST_BORDER_SPACE, round(space))
    line = f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{room}" w:color="{colour}"/>'
    return f"<w:pBdr>{line}</w:pBdr>"


def type_of(role: Role, size: float, colour: str = "") -> str:
    """Return what sets type: the nearest size that Word has, brought to the width of the sheet's."""
    face, half_points = FACES[role], round(size * 2)
    tint = f'<w:color w:val="{colour}"/>' if colour else ""
    nearer = twentieths(size - half_points / 2)
    spread = f'<w:spacing w:val="{nearer}"/>' if nearer else ""
    return (
        f'<w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}"/>'
        f'{tint}{spread}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    )


def _types(layout: Layout, spacing: Spacing) -> Iterator[tuple[Part, _Type]]:
    body, frame, pitch = spacing.body, layout.frame, spacing.pitch
    text = layout.body
    indent = layout.indent * body
    yield Part.BODY, _Type(text, body, pitch, "both", indent)
    yield Part.COPY, _Type(text, body, pitch)
    yield Part.SECRECY, _Type(Role.HEADING, body, pitch)
    # Type of the title has ink beyond its square; what its lines are higher is taken from beside it.
    beyond = spacing.mark * (LEADING - 1)
    above = above_mark(spacing)
    yield (
        Part.MARK,
        _Type(
            Role.TITLE,
            spacing.mark or body,
            (spacing.mark or body) * LEADING,
            "center",
            before=above,
            after=max(0.0, spacing.mark_gap - beyond + spacing.drop - above),
            colour=RED,
        ),
    )
    red = ruled(RED, 1.13, BELOW_NUMBER)
    yield Part.NUMBER, _Type(text, body, pitch, "center", more=red)
    title = _Type(
        Role.TITLE,
        spacing.title,
        spacing.title * TITLE_LEADING,
        "center",
        before=spacing.above_title,
        after=spacing.below_title,
        keeps=True,
    )
    yield Part.TITLE, title
    yield Part.BELOW, _Type(text, spacing.note, spacing.note * 1.7, "center", after=spacing.below_title)
    yield Part.ADDRESSEE, _Type(text, body, pitch)
    yield (
        Part.HEADING,
        _Type(
            Role.HEADING,
            body,
            pitch,
            indent=indent,
            before=spacing.above_heading,
            keeps=True,
            outline="0",
        ),
    )
    note = spacing.note or body
    yield Part.NOTE, _Type(text, note, pitch * note / body, "both", layout.indent * note)
    yield Part.ANNEX, _Type(Role.HEADING, body, pitch)
    hanging = LABEL_EM * body
    yield Part.LABELLED, _Type(text, body, pitch, "both", hanging=hanging)
    yield Part.ANNEXES, _Type(text, body, pitch, "both", 2 * body)
    yield Part.SIGNER, _Type(text, body, pitch, "right", before=spacing.breath, keeps=True)
    yield Part.DAY, _Type(text, body, pitch, "right")
    # One line as long as it can be: a face that is wider than ours may take a character of the margin.
    yield Part.REMARK, _Type(text, body, pitch, indent=2 * body, beyond=body)
    yield Part.SEALS, _Type(text, body, pitch, before=spacing.breath, after=pitch)
    yield Part.RULE, _Type(text, 1.0, body * 0.5, more=ruled("000000", 0.4, 0))
    yield Part.RED_RULE, _Type(text, 1.0, body * 0.5, more=ruled(RED, 0.8, 0))
    size, line = spacing.table, spacing.table * LEADING
    yield Part.HEAD_CELL, _Type(Role.HEADING, size, line, "center", keeps=True)
    yield Part.NAME_CELL, _Type(Role.HEADING, size, line)
    yield Part.TEXT_CELL, _Type(text, size, line)
    yield Part.WORD_CELL, _Type(text, size, line, "center")
    yield Part.FIGURE_CELL, _Type(text, size, line, "right")
    yield Part.CAPTION, _Type(text, note, note * CAPTION, "center")
    dots = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{twentieths(frame.across)}"/></w:tabs>'
    yield Part.CONTENTS, _Type(text, 12.0, 24.0, more=dots)


def _style(part: Part, number: int, type_: _Type) -> str:
    name = _NAMES[part]
    if number:
        name = f"{_LOCAL.get(name, name)}（{number + 1}）"
    default = ' w:default="1"' if part is Part.BODY and not number else ""
    rules, tabs = ("", type_.more) if "w:tabs" in type_.more else (type_.more, "")
    side = f' w:left="{twentieths(type_.hanging)}" w:hanging="{twentieths(type_.hanging)}"'
    chars = round(type_.indent / type_.size * 100)
    side = side if type_.hanging else f' w:firstLineChars="{chars}" w:firstLine="{twentieths(type_.indent)}"'
    side += f' w:right="{-twentieths(type_.beyond)}"' if type_.beyond else ""
    exact = f'w:line="{twentieths(type_.pitch)}" w:lineRule="exact"'
    outline = f'<w:outlineLvl w:val="{type_.outline}"/>' if type_.outline and not number else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{id_of(part, number)}"><w:name w:val="{name}"/>'
        f"<w:qFormat/><w:pPr>{'<w:keepNext/>' if type_.keeps else ''}{rules}{tabs}"
        # As papers break lines: no room between Chinese and figures.
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:before="{twentieths(type_.before)}" w:after="{twentieths(type_.after)}" {exact}/>'
        f'<w:ind{side}/><w:jc w:val="{type_.align}"/>{outline}</w:pPr>'
        f"{type_of(type_.role, type_.size, type_.colour)}</w:style>"
    )


_DEFAULTS: Final = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{FACES[Role.BODY]}" w:hAnsi="{FACES[Role.BODY]}" w:eastAsia="{FACES[Role.BODY]}"'
    f' w:cs="{FACES[Role.BODY]}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:widowControl/><w:snapToGrid w:val="0"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
)
_FOOT: Final = (
    '<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:pPr>'
    f'<w:spacing w:line="{twentieths(NUMBER_PT)}" w:lineRule="exact"/></w:pPr>{type_of(Role.PLAIN, FOOT_PT)}'
    "</w:style>"
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr>'
    f'<w:rFonts w:ascii="{FACES[Role.HEADING]}" w:hAnsi="{FACES[Role.HEADING]}"'
    f' w:eastAsia="{FACES[Role.HEADING]}"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="End"><w:name w:val="页末"/><w:pPr>'
    f'<w:spacing w:line="20" w:lineRule="exact"/></w:pPr>{type_of(Role.BODY, 1.0)}</w:style>'
)
_GRID: Final = (
    f'<w:style w:type="table" w:styleId="{GRID}"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{one} w:val="single" w:sz="{round(_BORDER * 8)}" w:space="0" w:color="000000"/>'
        for one in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr></w:style>"
)
