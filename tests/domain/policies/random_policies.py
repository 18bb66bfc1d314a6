"""Random policies and random facts for them: every construct of the language, at and beside round figures.

Made by a seeded `Random`, since thousands of them are wanted and none of them has to be made smaller: a test
that fails names the clause and the enterprise.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from stdnum.cn import uscc

from tests.domain.policies.conftest import HEAD
from tests.domain.policies.test_language import LOANS, LPR, NUMBERS

LISTED = "91410100MAYA000162"
FACTS = (
    NUMBERS
    + """
[[judgements]]
name = "points"
label = "评审得分"
kind = "number"
least = "0"
most = "100"
[[facts]]
name = "big"
label = "出口额万"
kind = "number"
unit = "万美元"
[[facts]]
name = "small"
label = "进口额"
kind = "number"
unit = "美元"
"""
    + LOANS
    + LPR
    + f"""
[[rosters]]
term = "失信名单"
source = "某通报"
codes = ["{LISTED}"]
"""
)

PERIODS = ("2021", "2022", "2021H1", "2022H1", "2021Q2", "2022Q1", "2022Q2", "2022Q3")
ODD_PERIODS = ("2021C06", "2022C05", "2022C06", "2022M05", "2022M06")
REPORTED = (*PERIODS, *ODD_PERIODS, "2021Q1", "2021C03", "2022M04", "2022C03", "2022C09", "2022H2", "2021C12")
DAYS = ("2021-12-31", "2022-01-31", "2022-02-28", "2022-06-30", "2022-07-01", "2022-12-31")
COMPARATORS = (">=", ">", "<=", "<", "=", "!=")
ROW_CONDITIONS = (
    "本金 >= 10万",
    "本金 > 100万",
    "本金 = 10万",
    "用途 = 生产经营",
    "年利率 <= 5%",
    "放款日期 在 2022H1",
    "四上 = 是",
    "贷款银行 包含 “农”",
    "贷款银行 开头是 (“农”, “工”)",
    "用途 = 生产经营 且 本金 >= 10万",
    "用途 = 其他 或 年利率 > 5%",
    "非 (用途 = 其他)",
    "还款日期 <= 2022-07-01",
    "还款日期 = 无",
    "还款日期 <= 放款日期 + 1个月",
    "年利率 <= 一年期LPR[放款日期]",
)
ROW_AWARDS = (
    "本金",
    "10万",
    "实际支出",
    "本金 × 年利率",
    "本金 × 5%",
    "本金 × 一年期LPR[放款日期]",
    "封顶(本金 × 年利率 × 天数(放款日期, 还款日期) ÷ 360, 1万)",
    "本金 - 50万",
    "若(用途 = 生产经营, 本金 × 1%, 1万)",
    "整月(放款日期, 还款日期) × 1000元",
    "本金 × 2% × 整年(成立日期, 还款日期)",
    "若(用途 = 生产经营, 天数(放款日期, 还款日期), 30) × 100元",
    "分档(整月(放款日期, 还款日期), >= 6: 2万, > 1: 1万, 其余: 0)",
)
ROW_NUMBERS = (
    "天数(放款日期, 还款日期)",
    "整月(放款日期, 2022-12-31)",
    "若(年利率 > 5%, 3, 整月(放款日期, 还款日期))",
)
ROW_DAYS = ("放款日期", "还款日期", "还款日期 + 1个月")
GATHERED = ("平均", "中位数", "合计", "最高", "最低")


class PolicyMaker:
    """Writes formulas; ``depth`` is how far they may be nested."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def policy(self, *, most_clauses: int = 3, depth: int = 2) -> str:
        """Return a policy file."""
        count = self.random.randint(1, most_clauses)
        parts = [HEAD + FACTS]
        contested = self.clause(count + 1, depth, contest=self._contest()) if self._perhaps() else ""
        among = [f"c{number}" for number in range(1, count + 1 + bool(contested))]
        if len(among) > 1 and self._perhaps():
            parts.append(f"[[groups]]\ntitle = '从高'\nclauses = {self.random.sample(among, 2)}\n")
        if len(among) > 1 and self._perhaps():
            cap = self._of("1万", "5万", "100万", self.money(0))
            capped = self.random.sample(among, self.random.randint(2, len(among)))
            parts.append(f"[[shared_caps]]\ntitle = '合计'\nclauses = {capped}\ncap = '''{cap}'''\n")
        if self._perhaps():
            capped = self.random.sample(among, self.random.randint(1, len(among)))
            rule = self._of("manual", "in_proportion")
            across = self._of("注册地", "行业门类")
            cap = f"cap = '{self._of('3万', '1000万')}'\nacross = '{across}'\nexceeded = '{rule}'\n"
            parts.append(f"[[shared_caps]]\ntitle = '同地'\nclauses = {capped}\n{cap}")
        return "\n".join([*parts, *(self.clause(number, depth) for number in range(1, count + 1)), contested])

    def clause(self, number: int, depth: int, contest: str = "") -> str:
        """Return a clause: for the enterprise or loan by loan, paid at once or in stages, or contested."""
        lines = ["[[clauses]]", f"id = 'c{number}'", f"title = '第{number}条'", "wording = '……'"]
        shape = "whole" if contest else self._of("whole", "whole", "staged", "by loan")
        if shape == "by loan":
            lines += ["each = 'loans'", f"award = '''{self._of(*ROW_AWARDS)}'''"]
            lines.append(f"conditions = [{self._requirements([self._of(*ROW_CONDITIONS)])}]")
            if self._perhaps():
                lines.append("total = '封顶(合计, 3万)'")
            return "\n".join(lines)
        conditions = [self.condition(depth) for _ in range(self.random.randint(0, 3))]
        lines += [f"award = '''{self.money(depth)}'''", f"conditions = [{self._requirements(conditions)}]"]
        if shape == "staged":
            stages = (
                f"{{ title = '一期', share = '{share}', conditions = [{self._one_requirement()}] }}"
                for share in ("33.3%", "66.7%")
            )
            lines.append(f"stages = [{', '.join(stages)}]")
        return "\n".join([*lines, contest])

    def _contest(self) -> str:
        """Return places, a pot, or both."""
        ties = self._of("all_in", "all_out", "manual")
        order = self._of("largest_first", "smallest_first")
        by = f"by = '{self._of(self._figure(), self._day())}', ties = '{ties}', order = '{order}'"
        ranked = self._of(
            f"{by}, places = {self._of(1, 3, 8)}",
            f"{by}, share = '{self._of('30%', '1/3')}'",
            f"{by}, amounts = ['5万', '3万', '3万']",
        )
        pot = f"pot = '{self._of('1万', '100万')}'"
        in_order = f"{self._of(by, ranked)}, {pot}, pot_goes = 'in_order'"
        return f"contest = {{ {self._of(ranked, pot, f'{ranked}, {pot}', in_order)} }}\n"

    def money(self, depth: int) -> str:
        """Return a formula that gives an amount."""
        leaves: list[Callable[[], str]] = [
            lambda: self._of("1万", "3万", "5万", "30万", "100万", "1000万", "0.5元", "99.99元", "1亿"),
            self._figure,
            lambda: self._of("实际支出", "产值[2021 至 2022]", "自用面积 × 30元", "平均(产值[2021 至 2022])"),
            lambda: self._of("自用面积 × 30元/平方米/月 × 租用月数", "出口额万 × 0.5元/美元"),
        ]
        if depth == 0:
            return self._of(*leaves)()
        inner = depth - 1
        return self._of(
            *leaves,
            self._over_loans,
            self._over_loans,
            lambda: f"({self.money(inner)}) × {self.rate(inner)}",
            lambda: f"({self.money(inner)}) ÷ {self.number()}",
            lambda: f"({self.money(inner)} + {self.money(inner)})",
            lambda: f"({self.money(inner)} - {self.money(inner)})",
            lambda: f"封顶({self.money(inner)}, {self._of('1万', '50万')})",
            lambda: f"保底({self.money(inner)}, {self._of('1万', '50万')})",
            lambda: f"较小({self.money(inner)}, {self.money(inner)})",
            lambda: f"较大({self.money(inner)}, {self.money(inner)})",
            lambda: f"若({self.condition(inner)}, {self.money(inner)}, {self.money(inner)})",
            lambda: (
                f"分情形({self.condition(inner)}: {self.money(inner)}, "
                f"{self.condition(inner)}: {self.money(inner)}, 其余: 0)"
            ),
            lambda: (
                f"分档({self.rate(inner)}, {self._of('>=', '>')} 20%: {self.money(inner)}, "
                f"{self._of('>=', '>')} 10%: {self.money(inner)}, 其余: 0)"
            ),
            lambda: f"分档({self.money(inner)}, >= 1000万: 5万, > 100万: 1万, 其余: 0)",
            lambda: f"累进({self.money(inner)}, <= 100万: 5%, <= 500万: 3.3%, 其余: 1%)",
            lambda: f"累进({self.money(inner)}, <= 100万: 5%, <= {self._figure()}: 3%, 其余: {self.rate(0)})",
            lambda: f"累进({self.number()}, <= 2: 1000元, <= 12.5: {self.money(0)}, 其余: 99.99元)",
            lambda: f"每满({self.money(inner)}, 1000万) × 2万",
            lambda: f"每档({self.money(inner)}, 30万) × 1万",
            lambda: f"每满({self.rate(inner)}, 10%) × 2万",
            lambda: f"个数(贷款, {self._of(*ROW_CONDITIONS)}) × 1万",
            lambda: f"{self.number()} × 1000元",
            lambda: f"按选项(信用等级, A级: {self.money(inner)}, B级: 1万, 其余: 0)",
            lambda: f"分档({self.number()}, >= 12: {self.money(inner)}, > 1: 1万, 其余: 0.01元)",
            lambda: f"若({self.condition(inner)}, {self.number()}, {self.number()}) × 100元",
        )()

    def rate(self, depth: int) -> str:
        """Return a formula that gives a rate."""
        leaves: list[Callable[[], str]] = [
            lambda: self._of("5%", "10%", "33.3%", "150%", "0.5‰", "1/3", "2/7"),
            self._growth_over_time,
            lambda: self._of("研发占比", "一年期LPR[2022-03-01]", "一年期LPR[成立日期]"),
        ]
        if depth == 0:
            return self._of(*leaves)()
        inner = depth - 1
        return self._of(
            *leaves,
            lambda: f"增长率({self.money(inner)}, {self.money(inner)})",
            lambda: f"(({self.money(inner)}) ÷ ({self.money(inner)}))",
            lambda: f"较小({self.rate(inner)}, {self.rate(inner)})",
            lambda: f"({self.rate(inner)} + {self.rate(inner)})",
        )()

    def number(self) -> str:
        """Return a formula that gives a number."""
        return self._of(
            "3",
            "0.5",
            "自用面积",
            "参保人数[2022]",
            "租用月数",
            "评审得分",
            self._of(
                "(出口额万 ÷ 进口额)", "(出口额万 ÷ 1万美元)", "(进口额 - 出口额万)", "较小(出口额万, 进口额)"
            ),
            f"整月({self._day()}, {self._day()})",
            f"整年({self._day()}, {self._day()})",
            f"天数({self._day()}, {self._day()})",
            f"个数(贷款, {self._of(*ROW_CONDITIONS)})",
            f"{self._of(*GATHERED)}(贷款, {self._of(*ROW_NUMBERS)})",
            f"最高几合计(贷款, 2, {self._of(*ROW_NUMBERS)}, {self._of(*ROW_CONDITIONS)})",
        )

    def condition(self, depth: int) -> str:
        """Return a formula that is true or not."""
        sign = self._of(*COMPARATORS)
        leaves: list[Callable[[], str]] = [
            lambda: self._of("统计专业 = 工业", "统计专业 属于 (零售业, 住宿业)", "四上 = 是", "高耗能 = 否"),
            lambda: self._of("信用等级 = A级", "注册地 包含 “郑”", "注册地 = “郑东新区”", "列入(失信名单)"),
            lambda: self._of("评审得分 >= 80", "评审得分 < 60"),
            lambda: f"{self._day()} 在 {self._of('2022H1', '2022', '2021-06-01 至 2022-01-31')}",
            lambda: f"{self._day()} {sign} {self._day()}",
            lambda: self._of("成立日期 = 无", "迁入日期 != 无"),
            lambda: f"{self._of('最高', '最低')}(贷款, {self._of(*ROW_DAYS)}) {sign} {self._day()}",
            lambda: f"{self._of('有', '都')}(贷款, {self._of(*ROW_CONDITIONS)})",
            lambda: f"{self.money(depth)} {sign} {self.money(max(0, depth - 1))}",
            lambda: f"{self.rate(depth)} {sign} {self._of('5%', '10%', '0%')}",
            lambda: f"出口额万 {sign} {self._of('进口额', '50万美元', '1200美元')}",
            lambda: self._of(
                "机构类型 = 企业", "行业门类 = 制造业", "行业代码 开头是 (“39”, “515”)", "机构类型 != 机关"
            ),
            lambda: f"{self.number()} {sign} {self._of('1', '12', '0.5')}",
        ]
        if depth == 0:
            return self._of(*leaves)()
        inner = depth - 1
        return self._of(
            *leaves,
            lambda: f"({self.condition(inner)}) 且 ({self.condition(inner)})",
            lambda: f"({self.condition(inner)}) 或 ({self.condition(inner)})",
            lambda: f"非 ({self.condition(inner)})",
        )()

    def _over_loans(self) -> str:
        value = self._of(*ROW_AWARDS)
        test = self._of("", f", {self._of(*ROW_CONDITIONS)}")
        count = self._of("1", "2", "租用月数", "(租用月数 - 5)", "个数(贷款, 本金 >= 10万)")
        return self._of(
            f"平均(贷款, {value}{test})",
            f"中位数(贷款, {value}{test})",
            f"各组最高合计(贷款, {self._of('用途', '贷款银行')}, {value}{test})",
            f"各组前几合计(贷款, {self._of('用途', '贷款银行')}, {count}, {value}{test})",
            f"合计(贷款, {value}{test})",
            f"最高(贷款, {value}{test})",
            f"最低(贷款, {value}{test})",
            f"前几合计(贷款, {count}, {value}{test})",
            f"最高几合计(贷款, {count}, {value}{test})",
        )

    def _figure(self) -> str:
        return self._figure_of(*PERIODS, *ODD_PERIODS)

    def _growth_over_time(self) -> str:
        # Nothing comes just before 累计.
        return self._of(f"环比({self._figure_of(*PERIODS)})", f"同比({self._figure()})")

    def _figure_of(self, *periods: str) -> str:
        return f"{self._of('产值', '营业收入', '销售额')}[{self._of(*periods)}]"

    def _day(self) -> str:
        day = self._of(*DAYS, *("成立日期", "统计入库日期", "迁入日期") * 2)
        return self._of(
            day, day, day, f"{day} {self._of('+', '-')} {self._of('1个月', '30天', '2年', '11个月')}"
        )

    def _requirements(self, formulas: list[str]) -> str:
        return "".join(f"{{ formula = '''{one}''' }}, " for one in formulas)

    def _one_requirement(self) -> str:
        return self._requirements([self.condition(0)])

    def _of(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def _perhaps(self) -> bool:
        return self.random.random() < 1 / 2


class RecordMaker:
    """Makes enterprises; a share of their facts, ``gaps``, is not entered."""

    def __init__(self, seed: int, gaps: float) -> None:
        self.random = Random(seed)
        self._gaps = gaps
        self._made = 0

    def record(self) -> dict[str, Any]:
        """Return what is known of one more enterprise."""
        attributes = self._known(
            industry_kind=self._of("industry", "retail", "lodging", "other"),
            above_scale=self._of(True, False),
            high_energy_consumption=self._of(True, False),
            grade=self._of("a", "b"),
            place=self._of("郑东新区", "金水区", "郑州"),
            founded=self._day(),
            stat_entry_date=self._day(),
            move_in_date=self._day(),
            spent=self._amount(),
            area=self._of("0", "12.5", "120", "100000.0001"),
            months=self._of("0", "6", "12.5"),
            rd_share=self._of("0", "3.5", "20"),
            points=self._of("60", "80", "95.5"),
            big=self._of("0", "50", "0.12"),
            small=self._of("0", "1200", "500000"),
            entity_type=self._of("enterprise", "state_organ"),
            industry_code=self._of("3921", "1339", "5151", "39"),
            industry_section=self._of("C", "F"),
        )
        if "points" in attributes:
            attributes["points_reason"] = "专家评审"
        figures = {
            name: self._known(**{period: self._signed() for period in REPORTED})
            for name in ("output_value", "revenue", "sales")
        }
        figures["employees"] = self._known(
            **{period: self._of("0", "12", "300") for period in ("2022", "2022Q4", "2022M12", "2022Q3")}
        )
        record = {
            "uscc": self._code(),
            "name": f"郑州测试{self._made}有限公司",
            "attributes": attributes,
            "indicators": figures,
        }
        if self.random.random() >= self._gaps:
            record["rows"] = {"loans": [self._loan() for _ in range(self.random.randint(0, 4))]}
        return record

    def _loan(self) -> dict[str, Any]:
        return self._known(
            name=self._of("农业银行", "建设银行"),
            principal=self._amount(),
            rate=self._of("0", "4.35", "5", "12.5"),
            start=self._day(),
            end=self._day(),
            use=self._of("work", "other"),
        )

    def _known(self, **values: Any) -> dict[str, Any]:
        return {name: value for name, value in values.items() if self.random.random() >= self._gaps}

    def _code(self) -> str:
        self._made += 1
        code = f"91410100MB{self._made:07d}"
        return LISTED if self._made == 1 else code + uscc.calc_check_digit(code)

    def _amount(self) -> str:
        if self.random.random() < 2 / 3:
            return str(self._of("0", "100000", "99999.99", "300000", "1000000", "10000000", "100000000.01"))
        fen = self.random.randrange(10 ** self.random.randint(1, 15))
        return f"{fen // 100}.{fen % 100:02d}"

    def _signed(self) -> str:
        amount = self._amount()
        return f"-{amount}" if amount != "0" and self.random.random() < 1 / 8 else amount

    def _day(self) -> str | None:
        return self._of(None, *DAYS, *DAYS)

    def _of(self, *choices: Any) -> Any:
        return self.random.choice(choices)
