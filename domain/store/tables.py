"""Which tables matter, and of what kind the records in them are. A test holds both lists complete."""

from datetime import timedelta
from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """A kind of record: what entries of the trail speak of, and what pages are told that it changed."""

    ACCOUNT = "account"
    ATTACHMENT = "attachment"
    CALENDAR = "calendar_year"
    BATCH = "case_batch"
    BUDGET = "fund_budget"
    CADRE = "cadre"
    CALL = "guide_call"
    CANDIDATES = "candidate_list"
    CASE = "award_case"
    CHARGE = "charge"
    CITY_COUNT = "city_count"
    CULTIVATED = "cultivated"
    DEPARTMENT = "department"
    ENTERPRISE = "enterprise"
    EVENT = "match_event"
    EXCHANGE = "exchange"
    FIGURES = "figures"
    FILTER = "filter"
    FREE_TABLE = "free_table"
    HOLD = "payment_hold"
    IMPORT = "import"
    ISSUER = "trusted_issuer"
    KEY = "paper_key"
    LAYOUT = "payment_layout"
    LETTER = "case_letter"
    MANUAL = "manual_decision"
    MONTH = "month_close"
    NEED = "need"
    NOTICE = "notice"
    NUMBERS = "numbers"
    OFFICE = "office"
    OFFICE_ROAD = "office_road"
    PARK = "business_park"
    PAYMENT = "payment_list"
    POLICY = "policy_file"
    POLICY_DRAFT = "policy_draft"
    POLICY_TEXT = "policy_text"
    PROBLEM = "problem"
    PROJECT = "project"
    PROPOSAL = "proposal"
    RECOVERY = "recovery"
    PROBLEM_ROAD = "problem_road"
    REPORT = "figure_report"
    ROAD = "case_road"
    RULE = "house_rule"
    RULING = "policy_ruling"
    RUN = "assessment_run"
    SETTLEMENT = "payment_settlement"
    STORE = "store"
    TEAM = "team"
    THRESHOLD = "cultivation_threshold"
    TOPIC = "guide_topic"
    UNCLAIMED = "unclaimed"
    VISIT = "visit"
    WORDING = "wording"


class Subject(NamedTuple):
    """What an entry of the trail speaks of; without an id: of the kind as a whole."""

    kind: Kind
    id: int | None = None


KEPT: Final = timedelta(days=90)
"""For so long what was deleted lies in the bin, in reach of everybody."""

HANGING_ON: Final = {Kind.ENTERPRISE: {Kind.ATTACHMENT, Kind.FIGURES, Kind.MANUAL}}
"""Of which kinds the records may be that an entry about one of another kind speaks of as well."""

OF_KIND: Final = {
    "account": Kind.ACCOUNT,
    "assessment_block": Kind.RUN,
    "assessment_column": Kind.RUN,
    "assessment_run": Kind.RUN,
    "attachment": Kind.ATTACHMENT,
    "calendar_year": Kind.CALENDAR,
    "award_case": Kind.CASE,
    "business_park": Kind.PARK,
    "cadre": Kind.CADRE,
    "candidate_list": Kind.CANDIDATES,
    "case_batch": Kind.BATCH,
    "case_letter": Kind.LETTER,
    "case_road": Kind.ROAD,
    "case_step": Kind.CASE,
    "charge": Kind.CHARGE,
    "city_count": Kind.CITY_COUNT,
    "cultivated": Kind.CULTIVATED,
    "cultivation_threshold": Kind.THRESHOLD,
    "department": Kind.DEPARTMENT,
    "distinct_pair": Kind.ENTERPRISE,
    "enterprise": Kind.ENTERPRISE,
    "enterprise_attribute": Kind.ENTERPRISE,
    "enterprise_figure": Kind.FIGURES,
    "enterprise_merge": Kind.ENTERPRISE,
    "enterprise_row": Kind.ENTERPRISE,
    "enterprise_tag": Kind.ENTERPRISE,
    "event_deal": Kind.EVENT,
    "event_guest": Kind.EVENT,
    "figure_report": Kind.REPORT,
    "free_table": Kind.FREE_TABLE,
    "fund_account": Kind.BUDGET,
    "fund_booking": Kind.BUDGET,
    "fund_budget": Kind.BUDGET,
    "fund_movement": Kind.BUDGET,
    "fund_share": Kind.BUDGET,
    "fund_source": Kind.BUDGET,
    "guide_call": Kind.CALL,
    "guide_call_topic": Kind.CALL,
    "guide_topic": Kind.TOPIC,
    "house_rule": Kind.RULE,
    "import_act": Kind.IMPORT,
    "manual_decision": Kind.MANUAL,
    "match_event": Kind.EVENT,
    "month_close": Kind.MONTH,
    "month_difference": Kind.MONTH,
    "need": Kind.NEED,
    "need_outcome": Kind.NEED,
    "notice": Kind.NOTICE,
    "office": Kind.OFFICE,
    "office_road": Kind.OFFICE_ROAD,
    "paper_key": Kind.KEY,
    "park_tenant": Kind.PARK,
    "park_year": Kind.PARK,
    "payment_absent": Kind.PAYMENT,
    "payment_hold": Kind.HOLD,
    "payment_layout": Kind.LAYOUT,
    "payment_line": Kind.PAYMENT,
    "payment_list": Kind.PAYMENT,
    "payment_settlement": Kind.SETTLEMENT,
    "permit": Kind.PROJECT,
    "policy_file": Kind.POLICY,
    "policy_ruling": Kind.RULING,
    "policy_text": Kind.POLICY_TEXT,
    "problem": Kind.PROBLEM,
    "problem_road": Kind.PROBLEM_ROAD,
    "problem_step": Kind.PROBLEM,
    "project": Kind.PROJECT,
    "project_enterprise": Kind.PROJECT,
    "project_month": Kind.PROJECT,
    "project_stage": Kind.PROJECT,
    "project_year": Kind.PROJECT,
    "proposal": Kind.PROPOSAL,
    "recovery": Kind.RECOVERY,
    "recovery_plan": Kind.RECOVERY,
    "recovery_receipt": Kind.RECOVERY,
    "reported_figure": Kind.REPORT,
    "saved_filter": Kind.FILTER,
    "team": Kind.TEAM,
    "trusted_issuer": Kind.ISSUER,
    "unclaimed": Kind.UNCLAIMED,
    "visit": Kind.VISIT,
    "visit_cadre": Kind.VISIT,
    "visit_enterprise": Kind.VISIT,
    "wording": Kind.WORDING,
}
"""The tables that matter: an act that changes one of them leaves an entry in the trail."""

ASIDE: Final = (
    "alembic_version",
    "audit_entry",
    "draft",
    "enterprise_search",
    "heading_choice",
    "paid_flow",
    "policy_draft",
    "sign_in_attempt",
)
"""What the tables begin with that are changed without one: the trail itself, what was typed and not saved,
what is derived and made anew, what the store writes by itself, policies that are being written, what is
remembered for convenience, wrong passwords."""


class KeptUp(NamedTuple):
    """What is derived from a table.

    Attributes:
        by: A module whose ``keep_up(connection)`` brings it up to what an act has changed; see
            `domain.store.derived`.
        columns: From which it follows; a row's ``id`` besides.
    """

    by: str
    columns: tuple[str, ...]


KEPT_UP: Final = {
    "enterprise": KeptUp(
        "domain.enterprises.sql.index", ("name", "uscc", "initials", "pinyin", "deleted_at")
    ),
}
"""The tables from which something is derived that every act keeps up by itself."""

DERIVED: Final = {("enterprise", name) for name in ("initials", "pinyin", "created_at", "changed_at")} | {
    ("case_road", "approves"),
    ("case_road", "grants"),
    ("guide_topic", "spelling"),
    ("visit_enterprise", "done_on"),
    *(("fund_account", name) for name in ("balance", "counted")),
}
"""Columns of tables that matter which only follow from others or from the trail, and need no entry."""

TOLD_WITH: Final = {
    "account": (Kind.ACCOUNT, "id"),
    "assessment_run": (Kind.RUN, "id"),
    "attachment": (Kind.ENTERPRISE, "enterprise_id"),
    "calendar_year": (Kind.CALENDAR, "id"),
    "award_case": (Kind.CASE, "id"),
    "business_park": (Kind.PARK, "id"),
    "cadre": (Kind.CADRE, "id"),
    "candidate_list": (Kind.CANDIDATES, "id"),
    "case_batch": (Kind.BATCH, "id"),
    "case_letter": (Kind.LETTER, "id"),
    "case_road": (Kind.ROAD, "id"),
    "case_step": (Kind.CASE, "case_id"),
    "charge": (Kind.CHARGE, "id"),
    "city_count": (Kind.CITY_COUNT, "id"),
    "cultivated": (Kind.CULTIVATED, "id"),
    "cultivation_threshold": (Kind.THRESHOLD, "id"),
    "department": (Kind.DEPARTMENT, "id"),
    "distinct_pair": (Kind.ENTERPRISE, "first_id"),
    "enterprise": (Kind.ENTERPRISE, "id"),
    "enterprise_merge": (Kind.ENTERPRISE, "gone_id"),
    "event_deal": (Kind.EVENT, "event_id"),
    "event_guest": (Kind.EVENT, "event_id"),
    "figure_report": (Kind.REPORT, "id"),
    "free_table": (Kind.FREE_TABLE, "id"),
    "fund_account": (Kind.BUDGET, "budget_id"),
    "fund_booking": (Kind.BUDGET, "budget_id"),
    "fund_budget": (Kind.BUDGET, "id"),
    "fund_movement": (Kind.BUDGET, "budget_id"),
    "fund_share": (Kind.BUDGET, "budget_id"),
    "fund_source": (Kind.BUDGET, "budget_id"),
    "guide_call": (Kind.CALL, "id"),
    "guide_call_topic": (Kind.CALL, "call_id"),
    "guide_topic": (Kind.TOPIC, "id"),
    "house_rule": (Kind.RULE, "id"),
    "import_act": (Kind.IMPORT, "id"),
    "manual_decision": (Kind.ENTERPRISE, "enterprise_id"),
    "match_event": (Kind.EVENT, "id"),
    "month_close": (Kind.MONTH, "id"),
    "month_difference": (Kind.MONTH, "close_id"),
    "need": (Kind.NEED, "id"),
    "need_outcome": (Kind.NEED, "need_id"),
    "notice": (Kind.NOTICE, "id"),
    "office": (Kind.OFFICE, "id"),
    "office_road": (Kind.OFFICE_ROAD, "id"),
    "paper_key": (Kind.KEY, "id"),
    "park_tenant": (Kind.PARK, "park_id"),
    "park_year": (Kind.PARK, "park_id"),
    "payment_absent": (Kind.PAYMENT, "list_id"),
    "payment_hold": (Kind.HOLD, "id"),
    "payment_layout": (Kind.LAYOUT, "id"),
    "payment_line": (Kind.PAYMENT, "list_id"),
    "payment_list": (Kind.PAYMENT, "id"),
    "payment_settlement": (Kind.SETTLEMENT, "id"),
    "permit": (Kind.PROJECT, "project_id"),
    "policy_file": (Kind.POLICY, "id"),
    "policy_ruling": (Kind.RULING, "id"),
    "policy_text": (Kind.POLICY_TEXT, "id"),
    "problem": (Kind.PROBLEM, "id"),
    "problem_road": (Kind.PROBLEM_ROAD, "id"),
    "problem_step": (Kind.PROBLEM, "problem_id"),
    "project": (Kind.PROJECT, "id"),
    "project_enterprise": (Kind.PROJECT, "project_id"),
    "project_month": (Kind.PROJECT, "project_id"),
    "project_stage": (Kind.PROJECT, "project_id"),
    "project_year": (Kind.PROJECT, "project_id"),
    "proposal": (Kind.PROPOSAL, "id"),
    "recovery": (Kind.RECOVERY, "id"),
    "recovery_plan": (Kind.RECOVERY, "recovery_id"),
    "recovery_receipt": (Kind.RECOVERY, "recovery_id"),
    "reported_figure": (Kind.REPORT, "report_id"),
    "saved_filter": (Kind.FILTER, "id"),
    "team": (Kind.TEAM, "id"),
    "trusted_issuer": (Kind.ISSUER, "id"),
    "unclaimed": (Kind.UNCLAIMED, "id"),
    "visit": (Kind.VISIT, "id"),
    "visit_cadre": (Kind.VISIT, "visit_id"),
    "visit_enterprise": (Kind.VISIT, "visit_id"),
    "wording": (Kind.WORDING, "id"),
}
"""Whose entries tell of a table's rows: of which kind they are, and the column that holds their id.

What became of an object is taken down by itself; what a statement does, the act says (`Entry.details`).
"""

_OF_CASES: Final = "SELECT {0} FROM {1} WHERE case_id IN (SELECT id FROM of_case)"
BELONGING: Final = {
    Kind.CALL: "SELECT id FROM guide_call WHERE enterprise_id IN of_enterprise",
    Kind.CASE: "SELECT id FROM of_case",
    Kind.CHARGE: "SELECT id FROM charge WHERE enterprise_id IN of_enterprise",
    Kind.CULTIVATED: "SELECT id FROM cultivated WHERE enterprise_id IN of_enterprise",
    Kind.ENTERPRISE: "SELECT id FROM of_enterprise",
    Kind.EVENT: "SELECT event_id FROM event_guest WHERE enterprise_id IN of_enterprise"
    " UNION SELECT event_id FROM event_deal WHERE enterprise_id IN of_enterprise",
    Kind.HOLD: "SELECT id FROM payment_hold WHERE enterprise_id IN of_enterprise UNION "
    + _OF_CASES.format("id", "payment_hold"),
    Kind.LETTER: _OF_CASES.format("id", "case_letter"),
    Kind.NEED: "SELECT id FROM need WHERE enterprise_id IN of_enterprise",
    Kind.NOTICE: "SELECT id FROM notice WHERE enterprise_id IN of_enterprise",
    Kind.PARK: "SELECT park_id FROM park_tenant WHERE enterprise_id IN of_enterprise",
    Kind.PAYMENT: _OF_CASES.format("list_id", "payment_line"),
    Kind.PROBLEM: "SELECT id FROM problem WHERE enterprise_id IN of_enterprise",
    Kind.PROJECT: "SELECT project_id FROM project_enterprise WHERE enterprise_id IN of_enterprise",
    Kind.RECOVERY: _OF_CASES.format("id", "recovery"),
    Kind.SETTLEMENT: _OF_CASES.format("id", "payment_settlement"),
    Kind.UNCLAIMED: "SELECT id FROM unclaimed WHERE enterprise_id IN of_enterprise",
    Kind.VISIT: "SELECT visit_id FROM visit_enterprise WHERE enterprise_id IN of_enterprise",
}
"""Which records belong to some enterprises, whose ids are in ``of_enterprise``, those of their cases in
``of_case``. What else hangs on an enterprise, such as its attachments, its own entries tell of."""

STAYING: Final = frozenset(
    {"case_step", "fund_account", "fund_booking", "fund_movement", "fund_share", "fund_source"}
    | {"event_deal", "event_guest", "need_outcome", "park_tenant", "park_year"}
    | {"month_difference", "payment_absent", "payment_line", "problem_step"}
    | {"permit", "project_enterprise", "project_month", "project_stage", "project_year"}
    | {"recovery_plan", "recovery_receipt", "reported_figure"}
)
"""Tables whose rows hang on the same thing for good, so that they can be held against the trail in parts."""
