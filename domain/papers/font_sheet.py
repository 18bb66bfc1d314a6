"""字体测试页: what papers are set in, each font with something of everything."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from domain.papers.blocks import Block, Column, Content, Figures, Heading, Paragraph, Table, Title
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet

TITLE: Final = "字体测试页"
_TEXT: Final = (
    "根据《某区惠企政策》（某政〔2022〕1号）第三条，核定补助资金 1,234,567.89 元"
    "（人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分），同比增长约 29.17%。"
)
_RARE: Final = "生僻字与相邻的字应粗细相同：郑州喆垚公司、𬭎业公司、玥昇公司、堃犇公司、祎淼公司、鑫焱公司。"
_SIGNS: Final = "（1,234.00 元 − 900.00 元）÷ 900.00 元 × 5% + 3；“引号”、《书名》、〔括号〕——……①②③㎡℃‰≥≤。"


def compose_font_sheet(used: Sequence[tuple[str, str]], today: date, now: datetime) -> Paper:
    """Compose it; ``used`` is what each font is for, and which it is; ``now`` in UTC."""
    blocks: tuple[Block, ...] = (
        Title(TITLE, "标志、标题用小标宋，正文用仿宋，小标题用黑体，页码用宋体"),
        Figures(tuple(used), across=1),
        Heading("一、正文"),
        Paragraph(_TEXT),
        Heading("二、生僻字：喆 垚 𬭎 玥 昇 堃 犇 祎"),
        Paragraph(_RARE),
        Heading("三、数字和符号"),
        Paragraph(_SIGNS),
        Table(
            (Column("项目"), Column("期间", Content.WORD), Column("金额（元）", Content.AMOUNT)),
            (("郑州喆垚公司", "2022年二季度", 123_456_789), ("𬭎业公司", "2022年上半年", 90_000)),
            total="合计",
        ),
    )
    sheet = Sheet(Look.FORM, blocks, Footer("页脚用宋体", TITLE, Numbering.OFFICIAL))
    return Paper(TITLE, "", "", "", today, now, (sheet,))
