from datetime import UTC, date, datetime

import pytest

from domain.cases.wording import compose_notice
from domain.papers.blocks import (
    Addressee,
    Annexes,
    Column,
    Content,
    Head,
    Heading,
    Paragraph,
    Signature,
    Table,
    Title,
    Tone,
)
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.papers.wording.kept import OURS
from domain.papers.working import Worked
from domain.policies.one.assessment import assess
from domain.policies.trace import Outcome
from reports.sheet.fonts import FontBook

DAY = date(2022, 11, 1)
NOW = datetime(2022, 11, 1, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def fonts(resources):
    return FontBook.load(resources / "fonts")


@pytest.fixture(scope="session")
def paper():
    """A letter with a bit of everything on its sheet."""
    return Paper(
        title="补助资金审批通知书",
        number="郑东企服〔2022〕1号",
        office="郑东新区企业服务中心",
        addressee="郑州犇驰齿轮有限公司",
        signed_on=DAY,
        made_at=NOW,
        sheets=(
            Sheet(
                Look.LETTER,
                (
                    Head("郑东新区企业服务中心文件", "郑东企服〔2022〕1号"),
                    Title("补助资金审批通知书"),
                    Addressee("郑州犇驰齿轮有限公司"),
                    Heading("一、审批依据"),
                    Paragraph("根据郑东新区2022年助企纾困政策，经审核，你单位符合工业企业运费补助的条件。"),
                    Table(
                        (Column("项目"), Column("期间"), Column("金额（元）", Content.AMOUNT)),
                        (("国内运费", "2022年二季度", 123_456_789),),
                    ),
                    Paragraph("注：本通知书一式两份。", Tone.NOTE),
                    Annexes(("核定过程单",)),
                    Signature(
                        "郑东新区企业服务中心", "2022年11月1日", "（联系人：李敏　电话：0371-66668888）"
                    ),
                ),
                Footer(numbering=Numbering.OFFICIAL),
            ),
        ),
    )


@pytest.fixture(scope="session")
def worked(sample, dictionary, zhengdong):
    """Every clause that the sample office grants something by, with what it was decided on."""
    return [
        Worked(zhengdong, zhengdong.clauses[decision.clause_id], facts, decision, dictionary)
        for facts in sample.enterprises
        for decision in assess(zhengdong, facts, dictionary)
        if decision.outcome is Outcome.GRANTED and decision.amount
    ]


@pytest.fixture(scope="session")
def sample_papers(worked, sample):
    """Every notice of the sample office."""
    return [
        compose_notice(
            one,
            office=sample.office,
            number=f"郑东企服〔2022〕{serial}号",
            signed_on=DAY,
            made_at=NOW,
            wordings=OURS,
            is_sample=False,
        )
        for serial, one in enumerate(worked, start=1)
    ]
