"""What people call what entries of the trail tell of, and how they read its values."""

from typing import Any, Final

COLUMN_WORDS: Final = {
    "answered": "答复情况",
    "asked": "问的什么",
    "asks": "常见问法",
    "answer": "怎么答复",
    "caller": "来电人",
    "checked_on": "核对日期",
    "hours": "办公时间",
    "keeper": "由谁维护",
    "problem_id": "问题编号",
    "rating": "满意度",
    "shipped": "自带的编号",
    "time": "时间",
    "valid_from": "有效期起",
    "valid_until": "有效期止",
    "name": "姓名或名称",
    "sign_in": "登录名",
    "phone": "电话",
    "roles": "角色",
    "since": "启用日期",
    "until": "停用日期",
    "password": "密码",
    "recovery": "恢复码",
    "unconfirmed": "待确认的重置",
    "uscc": "统一社会信用代码",
    "deleted_at": "删除时间",
    "uid": "通用编号",
    "mark": "发文机关标志",
    "number_prefix": "发文机关代字",
    "contact": "联系人",
    "signer": "署名",
    "voided_by": "作废人",
    "voided_at": "作废时间",
    "void_reason": "作废理由",
    "reason": "理由",
    "title": "标题",
    "amount": "金额（分）",
    "approver": "批准人",
    "approved_on": "批准日期",
    "file_name": "文件名",
    "clause_id": "条款编号",
    "clause_title": "条款",
    "decision": "评定过程",
    "enterprise_id": "企业编号",
    "enterprise_name": "企业名称",
    "facts": "所依据的数据",
    "issued_at": "出具时间",
    "issued_by": "出具人",
    "kind": "种类",
    "number_serial": "序号",
    "number_year": "年份",
    "paper": "正文",
    "policy_id": "政策编号",
    "policy_sha256": "政策文件的 SHA-256",
    "policy_title": "政策",
    "policy_version": "政策版本",
    "account": "账号",
    "account_id": "账户编号",
    "account_number": "账号",
    "address": "地址",
    "at": "到哪一步",
    "back_on": "退回日期",
    "balance": "余额（分）",
    "bank": "开户行",
    "batch_id": "批次编号",
    "borne": "各来源承担（分）",
    "computed": "核算金额（分）",
    "content": "内容",
    "day": "日期",
    "done_on": "办结日期",
    "duty": "职务",
    "ended": "结局",
    "number": "编号",
    "paid": "已付（分）",
    "payee": "收款人",
    "remark": "说明",
    "set_at": "设置时间",
    "set_by": "设置人",
    "source": "来源",
    "state": "状态",
    "version": "第几次改动",
    "why": "原因",
    "year": "年份",
    "asked_on": "受理日期",
    "because": "理由",
    "cadre_id": "干部编号",
    "department_id": "部门编号",
    "done": "完成",
    "ended_because": "结束的理由",
    "ended_on": "结束日期",
    "ends_on": "计划竣工",
    "given_on": "批复日期",
    "park": "园区或楼宇",
    "plan": "方案",
    "planned": "计划",
    "planned_on": "计划达标",
    "post": "身份",
    "lost_on": "失去日期",
    "moved_on": "到这一阶段的日期",
    "project_id": "项目编号",
    "promised": "承诺期限（工作日）",
    "reached_on": "达标日期",
    "row_uid": "企业资料里的项目",
    "stage": "阶段",
    "standard": "标准编号",
    "starts_on": "计划开工",
    "statutory": "法定期限（工作日）",
    "street": "街道",
    "target": "培育目标",
    "team_id": "专班或工作组编号",
    "total": "总投资（分）",
    "working_days": "用了几个工作日",
}
"""What people call the columns that entries tell of; the others stand as they are."""

_VALUE_MOST: Final = 200


def value_text(value: Any) -> str:
    """Return a value of an entry as people read it.

    >>> value_text(None), value_text(True), value_text({"sha256": "ab", "length": 3})
    ('（无）', '是', '（较长的内容，SHA-256 ab）')
    """
    match value:
        case None:
            return "（无）"
        case bool():
            return "是" if value else "否"
        case {"sha256": digest}:
            return f"（较长的内容，SHA-256 {digest}）"
        case str():
            return value if len(value) <= _VALUE_MOST else f"{value[:_VALUE_MOST]}…"
    return str(value)
