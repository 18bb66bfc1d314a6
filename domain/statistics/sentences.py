"""What was done in a period, in the sentences that superiors are told."""

from collections.abc import Iterator, Mapping

from domain.statistics.counting import Share, Value, wan_text


def sentences(values: Mapping[str, Value], shares: Mapping[str, Share]) -> Iterator[str]:
    """Yield what was done, as superiors are told."""

    def number(id_: str) -> str:
        return values[id_].text

    yield (
        f"{number('teams')} 个工作组、{number('cadres-in-charge')} 名干部包联企业"
        f" {number('enterprises-in-charge')} 户；走访 {number('visits')} 次、{number('visited')} 户。"
    )
    rate = shares["solving-rate"]
    percent = f"，办结率 {rate.percent}（{rate.part:,}/{rate.whole:,}）" if rate.whole else ""
    yield (
        f"收集问题 {number('raised')} 件，已办结 {number('raised-and-solved')} 件{percent}；"
        f"本期销号 {number('solved')} 件，帮办代办 {number('errands')} 次、接诉 {number('complaints')} 件。"
    )
    paid, back = values["paid-amount"].number, values["recovered-amount"].number
    said = f"拨付 {number('paid')} 户、{wan_text(paid)}" if paid >= 0 else f"退票比拨付多 {wan_text(-paid)}"
    returned = f"；收回 {wan_text(back)}" if back > 0 else ""
    returned = f"；冲回的比收回的多 {wan_text(-back)}" if back < 0 else returned
    yield (
        f"奖补获批 {number('awarded')} 户、{wan_text(values['awarded-amount'].number)}；{said}{returned}。"
    )
    if values["projects"].number:
        invested = shares["invested-of-plan"]
        of_plan = f"，占年度计划 {invested.percent}" if invested.whole else ""
        yield (
            f"推进中的项目 {number('projects')} 个，有专班的 {number('projects-with-force')} 个；"
            f"本年完成投资 {wan_text(invested.part)}{of_plan}。"
        )
