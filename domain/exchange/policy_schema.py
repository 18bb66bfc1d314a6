"""The shape of a policy file as JSON Schema, for editors that complete keys and mark what does not fit."""

import json
from typing import Any, Final

from domain.policies.files.schema import PolicyPart, RequirementPart

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_SAID: Final = {
    "format": "文件格式，写 1",
    "id": "编号：小写字母、数字、下划线和连字符；全文件或全政策内唯一",
    "version": "版本，如 1",
    "title": "名称",
    "issuer": "发文机关",
    "document_number": "文号，如 某政〔2022〕8号；可以空着",
    "source": "条文和数值的来源",
    "official_text": "条文是不是正式文本；false 的处处注明",
    "is_template": "是不是供改编的模板",
    "road": "办理程序的编号；不写用一般的",
    "valid_from": "从哪一天起有效",
    "valid_to": "到哪一天为止有效，含当天",
    "unchecked": "起草以后还没有人核对的地方，如 freight conditions 2；核对一处删去一处，删完才能导入",
    "readings": "口径：对条文怎么理解",
    "exclusions": "排除情形：符合其中一项的，各条都不给",
    "facts": "政策要用、本单位数据里没有的数据项",
    "judgements": "由本单位在范围内认定的数据，要写理由",
    "lists": "清单，如贷款；columns 是它的各列",
    "parameters": "外部数值，如一年期LPR，按起始日期",
    "rosters": "企业名单，按统一社会信用代码",
    "definitions": "起了名称、可以反复用的数额或条件",
    "groups": "就高不重复：几条里只给最高的一条",
    "shared_caps": "几条合计的上限",
    "clauses": "各条补助",
    "wording": "条文",
    "who": "适用对象，先判断",
    "conditions": "条件，都要符合",
    "award": "金额的公式，如 封顶(国内运费[2022Q2] × 5%, 20万)",
    "each": "逐行审核：清单的名称（name）",
    "total": "各行相加以后的公式，如 封顶(合计, 50万)",
    "zero_note": "条件都符合、金额为 0 时说什么",
    "by_person": "金额由人工确定的理由，代替 award",
    "stages": "分期：各期的比例和条件",
    "contest": "在全部符合的企业里排名次、分资金总额",
    "papers": "申报材料",
    "cases": "案例：虚拟的企业和应有的结果",
    "formula": "公式",
    "text": "条件的文字；不写就按公式说",
    "term": "公式里怎么叫它",
    "label": "人们怎么叫它；公式里也这么叫，除非另写 term",
    "name": "文件和接口里的名称：小写英文字母、数字、下划线",
    "kind": "text 文字、choice 选项、truth 是非、date 日期、money 金额、number 数、rate 比率",
    "unit": "数的单位；金额总是元，比率总是 %",
    "choices": '选项：代码 = "名称"',
    "by_period": "按期间填报，如 产值[2022H1]",
    "is_stock": "期末数，各期不能相加",
    "is_whole": "只能是整数",
    "may_be_negative": "可以小于 0",
    "least": "最小",
    "most": "最大",
    "hint": "填写的提示",
    "share": "比例，如 60% 或 1/3",
    "cap": "上限的公式，如 300万",
    "across": "哪一项相同的企业共用这个上限，如 实际控制人",
    "outcome": "granted 符合、not_met 不符合、missing 资料缺失、manual 待人工认定",
    "amount": "应得的金额，元，如 15000.00",
    "by": "按什么排名",
    "places": "前几名",
    "pot": "资金总额，如 500万",
    "order": "largest_first 从大到小，smallest_first 从小到大",
    "amounts": "各名次的金额，第一名在前",
    "ties": "最后一名并列时：all_in 都要，all_out 都不要，manual 由人定",
    "pot_goes": "in_proportion 按比例分，in_order 按名次分完为止",
    "exceeded": "超过共用的上限时：manual 由人定，in_proportion 按比例减",
    "columns": "清单的各列",
    "values": "各段时间的数值",
    "since": "从哪一天起",
    "value": "数值",
    "codes": "统一社会信用代码",
}
"""What editors say of a key, by its name: it means the same wherever it stands."""


def policy_schema() -> dict[str, Any]:
    """Return the schema of policy files; what formulas say is no part of it."""
    schema = PolicyPart.model_json_schema(ref_template="#/definitions/{model}")
    found = {"$schema": _DRAFT, **schema, "title": "政策文件", "definitions": schema.pop("$defs")}
    found.pop("$defs", None)
    for part in (found, *found["definitions"].values()):
        for key, value in part.get("properties", {}).items():
            value.pop("title", None)
            _without_letters(value)
            if key in _SAID:
                value["description"] = _SAID[key]
        part.pop("description", None)
    found["properties"]["format"]["const"] = 1
    whole: dict[str, Any] = _with_plain_conditions(found)
    return whole


def schema_text() -> str:
    """Return the schema as a file has it."""
    return f"{json.dumps(policy_schema(), ensure_ascii=False, indent=2)}\n"


def _without_letters(value: Any) -> None:
    """Leave out what letters a text may have, since those of JSON Schema are the Latin ones alone."""
    if "\\W" in value.get("pattern", ""):
        value |= {"minLength": 1}
        del value["pattern"]
    for one in value.get("anyOf", ()):
        _without_letters(one)


def _with_plain_conditions(value: Any) -> Any:
    """Let a condition be a formula alone, as it is read."""
    if isinstance(value, list):
        return [_with_plain_conditions(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("$ref") == f"#/definitions/{RequirementPart.__name__}":
        return {"anyOf": [{"type": "string", "minLength": 1}, value]}
    return {key: _with_plain_conditions(one) for key, one in value.items()}
