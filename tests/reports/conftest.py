from datetime import date

import pytest

from domain.cases.papers import Figures, Paper, Text, TextStyle
from domain.cases.wording import compose_notice
from domain.policies.one.assessment import assess
from domain.policies.trace import Outcome
from reports.fonts import FontBook


@pytest.fixture(scope="session")
def fonts(resources):
    return FontBook.load(resources / "fonts")


@pytest.fixture(scope="session")
def paper():
    return Paper(
        mark="郑东新区企业服务中心文件",
        number="郑东企服〔2022〕1号",
        title="补助资金审批通知书",
        addressee="郑州犇驰齿轮有限公司",
        body=(
            Text("一、审批依据", TextStyle.HEADING),
            Text("根据郑东新区2022年助企纾困政策，经审核，你单位符合工业企业运费补助的条件。"),
            Figures(
                ("项目", "期间", "数值"),
                (("国内运费", "2022年二季度", "1,234,567.89 元"), ("四上", "—", "是")),
            ),
            Text("注：本通知书一式两份。", TextStyle.NOTE),
        ),
        signer="郑东新区企业服务中心",
        signed_on=date(2022, 11, 1),
        contact="（联系人：李敏　电话：0371-66668888）",
    )


@pytest.fixture(scope="session")
def sample_papers(sample, dictionary, zhengdong):
    """Every notice of the sample office."""
    granted = [
        (facts, decision)
        for facts in sample.enterprises
        for decision in assess(zhengdong, facts, dictionary)
        if decision.outcome is Outcome.GRANTED and decision.amount
    ]
    return [
        compose_notice(
            policy=zhengdong,
            clause=zhengdong.clauses[decision.clause_id],
            facts=facts,
            decision=decision,
            office=sample.office,
            number=f"郑东企服〔2022〕{serial}号",
            signed_on=date(2022, 11, 1),
            is_sample=False,
        )
        for serial, (facts, decision) in enumerate(granted, start=1)
    ]
