"""Stores as earlier versions left them: what migrations did is taken back, one after the other."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Final

from domain.policies.runs.results import Result
from domain.store.audit import sha256_of

_COLUMNS: Final = "run_id, enterprise_id, uscc, enterprise_name, clause_id, outcome, amount, most, reason"
_NOT_REPLACED: Final = ("account", "award_case", "case_step", "notice", "problem_step", "proposal")
_BACK: Final = {
    "0059": """
        DROP INDEX ix_enterprise_row_kind;
        DROP INDEX ix_project_month; CREATE INDEX ix_project_month ON project_month (month, done);
    """,
    "0058": "DROP INDEX ix_award_case_enterprise;",
    "0057": """
        DROP TRIGGER paper_key_ends; DROP TRIGGER paper_key_begins_in_use;
        DROP TRIGGER notice_keeps_letter;
        DROP TRIGGER four_eyes_notice_void;
        CREATE TRIGGER four_eyes_notice_void BEFORE UPDATE OF voided_at ON notice
            BEGIN SELECT RAISE(ABORT, 'needs a second person'); END;
        DROP INDEX ix_notice_letter;
        ALTER TABLE notice DROP COLUMN letter_said;
        ALTER TABLE notice DROP COLUMN letter_of;
        ALTER TABLE notice DROP COLUMN letter;
    """,
    "0056": """
        DROP TRIGGER account_leaves_two;
        DROP TRIGGER policy_file_stays; DROP TRIGGER policy_file_undeleted;
        DROP TRIGGER policy_file_is_not_replaced;
        DROP TRIGGER manual_decision_stays; DROP TRIGGER manual_decision_undeleted;
        DROP TRIGGER manual_decision_is_not_replaced; DROP TRIGGER manual_decision_is_withdrawn_once;
    """,
    "0055": "DROP TABLE policy_draft;",
    "0054": "DROP TABLE paper_key;",
    "0053": """
        DROP TABLE wording;
        DROP TRIGGER notice_keeps_wording;
        ALTER TABLE notice DROP COLUMN wording;
    """,
    "0052": """
        DROP INDEX ix_visit_day; CREATE INDEX ix_visit_day ON visit (state, day, deleted_at);
        DROP INDEX ix_visit_enterprise;
        CREATE INDEX ix_visit_enterprise ON visit_enterprise (enterprise_id, visit_id);
        DROP INDEX ix_problem_step_asked;
    """,
    "0051": "DROP TABLE case_letter;",
    "0050": """
        DROP TABLE reported_figure;
        DROP TRIGGER case_road_stays;
        ALTER TABLE case_road DROP COLUMN grants;
        CREATE TRIGGER case_road_stays BEFORE UPDATE ON case_road
            BEGIN SELECT RAISE(ABORT, 'a road that a case began is never changed'); END;
    """,
    "0049": """
        DROP TABLE park_tenant; DROP TABLE park_year; DROP TABLE business_park;
        DROP TABLE event_guest; DROP TABLE event_deal; DROP TABLE match_event;
        DROP TABLE need_outcome; DROP TABLE need;
    """,
    "0048": "DROP TABLE candidate_list; DROP TABLE city_count; DROP TABLE cultivated;"
    " DROP TABLE cultivation_threshold;",
    "0047": """
        DROP TABLE unclaimed;
        DROP TRIGGER visit_done;
        CREATE TRIGGER visit_done AFTER UPDATE OF state, day, deleted_at ON visit BEGIN
            UPDATE visit_enterprise SET done_on = (SELECT day FROM visit WHERE id = NEW.id AND state = 'done'
            AND deleted_at IS NULL) WHERE visit_id = NEW.id; END;
    """,
    "0046": """
        DROP TRIGGER team_begins;
        DROP TRIGGER visit_done;
        DROP TRIGGER visit_enterprise_done;
        DROP INDEX ix_problem_step_reopen;
        DROP INDEX ix_visit_enterprise_done;
        DROP INDEX ix_problem_raised;
        DROP INDEX ix_problem_ended;
        CREATE INDEX ix_problem_raised ON problem (raised_on, matter, ended, enterprise_id, ended_on, kind);
        CREATE INDEX ix_problem_ended ON problem (ended_on, matter, ended, enterprise_id, content);
        ALTER TABLE visit_enterprise DROP COLUMN done_on;
        ALTER TABLE team DROP COLUMN since;
        ALTER TABLE figure_report DROP COLUMN told;
    """,
    "0044": "DROP TABLE guide_call_topic; DROP TABLE guide_call; DROP TABLE guide_topic;",
    "0043": """
        DROP TRIGGER problem_step_stays;
        DROP TRIGGER problem_stays;
        CREATE TRIGGER problem_stays BEFORE UPDATE OF number ON problem WHEN NEW.id IS NOT OLD.id
            BEGIN SELECT RAISE(ABORT, 'which problem it is never changes'); END;
        DROP TRIGGER problem_moves;
        DROP TRIGGER problem_begins;
        DROP TRIGGER problem_ends;
        DROP TRIGGER problem_four_eyes;
        ALTER TABLE problem_step DROP COLUMN content;
        CREATE TRIGGER problem_step_stays BEFORE UPDATE OF number, did ON problem_step
            BEGIN SELECT RAISE(ABORT, 'a step is never changed'); END;
        CREATE TRIGGER problem_moves BEFORE UPDATE OF at ON problem WHEN OLD.version IS NEW.version
            BEGIN SELECT RAISE(ABORT, 'a problem is only moved by a step'); END;
        CREATE TRIGGER problem_ends BEFORE UPDATE OF ended ON problem WHEN NEW.ended_on < NEW.raised_on
            BEGIN SELECT RAISE(ABORT, 'a problem ends on a day'); END;
        CREATE TRIGGER problem_four_eyes BEFORE UPDATE OF ended ON problem WHEN NEW.ended = 'x'
            BEGIN SELECT RAISE(ABORT, 'needs another person'); END;
    """,
    "0042": """
        DROP TABLE permit;
        DROP TABLE project_year;
        DROP TABLE project_month;
        DROP TABLE project_stage;
        DROP TABLE project_enterprise;
        DROP TABLE project;
        DROP INDEX ix_problem_project;
        ALTER TABLE problem DROP COLUMN project_id;
        ALTER TABLE charge RENAME TO later_charge;
        CREATE TABLE charge (
            id INTEGER NOT NULL PRIMARY KEY,
            uid VARCHAR NOT NULL UNIQUE,
            enterprise_id INTEGER NOT NULL,
            cadre_id INTEGER NOT NULL,
            post VARCHAR NOT NULL,
            since DATE NOT NULL,
            until DATE,
            because VARCHAR NOT NULL
        );
        INSERT INTO charge SELECT id, uid, enterprise_id, cadre_id, post, since, until, because
            FROM later_charge WHERE enterprise_id IS NOT NULL;
        DROP TABLE later_charge;
        CREATE INDEX ix_charge_enterprise ON charge (enterprise_id, until);
        CREATE INDEX ix_charge_cadre ON charge (cadre_id, until);
        CREATE UNIQUE INDEX uq_charge ON charge (enterprise_id, cadre_id, post) WHERE until IS NULL;
        CREATE TRIGGER charge_ends BEFORE UPDATE OF until ON charge WHEN NEW.until < NEW.since
            BEGIN SELECT RAISE(ABORT, 'it ends before it began'); END;
    """,
    "0041": "DROP TABLE free_table;",
    "0040": """
        DROP TRIGGER problem_undeleted;
        DROP TRIGGER problem_step_undeleted;
        DROP TRIGGER problem_import_stays;
        ALTER TABLE import_act DROP COLUMN ledger;
        ALTER TABLE problem DROP COLUMN import_id;
        CREATE TRIGGER problem_undeleted BEFORE DELETE ON problem
            BEGIN SELECT RAISE(ABORT, 'a problem is never deleted'); END;
        CREATE TRIGGER problem_step_undeleted BEFORE DELETE ON problem_step
            BEGIN SELECT RAISE(ABORT, 'a step is never deleted'); END;
    """,
    "0039": """
        DROP TRIGGER payment_line_comes_partly_back;
        DROP TRIGGER payment_line_is_partly_recovered;
        DROP TRIGGER payment_line_stays;
        DROP TRIGGER payment_absent_stays;
        ALTER TABLE payment_line DROP COLUMN back_on;
        ALTER TABLE payment_line DROP COLUMN borne;
        ALTER TABLE payment_absent DROP COLUMN back_on;
        CREATE TRIGGER payment_line_stays BEFORE UPDATE OF amount ON payment_line
            BEGIN SELECT RAISE(ABORT, 'what was sent is never changed'); END;
        CREATE TRIGGER payment_absent_stays BEFORE UPDATE OF amount ON payment_absent
            BEGIN SELECT RAISE(ABORT, 'what was sent is never changed'); END;
    """,
    "0038": """
        DROP TABLE office_road;
        DROP INDEX ix_award_case_papers;
        DROP INDEX ix_award_case_as_of;
        DROP INDEX ix_award_case_beside;
        DROP INDEX ix_case_step_papers;
        DROP INDEX ix_case_step_opinion;
        DROP INDEX ix_case_step_rival;
        DROP INDEX ix_case_step_declared;
        DROP TRIGGER case_step_keeps_declared;
        ALTER TABLE case_step DROP COLUMN declared;
    """,
    "0037": """
        DROP TRIGGER account_stays;
        CREATE TRIGGER account_stays BEFORE UPDATE OF id, uid, since ON account
            WHEN (NEW.id, NEW.uid, NEW.since) IS NOT (OLD.id, OLD.uid, OLD.since)
            BEGIN SELECT RAISE(ABORT, 'who came when is never changed'); END;
        DROP TABLE policy_text;
        DROP TRIGGER audit_entry_unchanged;
        UPDATE audit_entry SET kind = 'store', subject_id = NULL, details = '{}' WHERE kind = 'policy_text';
        CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry
            BEGIN SELECT RAISE(ABORT, 'an entry of the trail is never changed'); END;
    """,
    "0036": """
        ALTER TABLE visit DROP COLUMN photos;
        DROP TRIGGER case_step_voids;
        DROP TRIGGER award_case_keeps;
        DROP TRIGGER award_case_is_seen;
        DROP TRIGGER case_road_undeleted;
        DROP TRIGGER case_batch_undeleted;
        DROP TRIGGER case_road_is_not_replaced;
        DROP TRIGGER case_batch_is_not_replaced;
    """,
    "0035": f"""
        DROP VIEW four_eyes;
        CREATE VIEW four_eyes AS SELECT
            (SELECT count(*) FROM account WHERE since <= date('now', 'localtime')
            AND (until IS NULL OR until > date('now', 'localtime'))) > 1
            AND NOT EXISTS (SELECT 1 FROM house_rule WHERE name = 'four_eyes' AND number = 0) AS are_on,
            ifnull((SELECT number FROM house_rule WHERE name = 'import_size'), 1000) AS import_size;
        DROP TRIGGER four_eyes_enterprise_delete;
        CREATE TRIGGER four_eyes_enterprise_delete BEFORE UPDATE OF deleted_at ON enterprise
            WHEN NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL AND EXISTS (SELECT 1 FROM notice
            WHERE kind = '' AND voided_at IS NULL AND enterprise_id = NEW.id)
            AND (SELECT are_on FROM four_eyes) AND NOT EXISTS (SELECT 1 FROM proposal
            WHERE state = 'in_hand' AND action IN ('enterprise.delete', 'enterprise.merge'))
            BEGIN SELECT RAISE(ABORT, 'needs a second person'); END;
        DROP TRIGGER four_eyes_enterprise_merge;
        CREATE TRIGGER four_eyes_enterprise_merge BEFORE INSERT ON enterprise_merge
            WHEN EXISTS (SELECT 1 FROM notice
            WHERE kind = '' AND voided_at IS NULL AND enterprise_id IN (NEW.kept_id, NEW.gone_id))
            AND (SELECT are_on FROM four_eyes) AND NOT EXISTS (SELECT 1 FROM proposal
            WHERE state = 'in_hand' AND action IN ('enterprise.merge'))
            BEGIN SELECT RAISE(ABORT, 'needs a second person'); END;
        DROP TRIGGER enterprise_undeleted;
        DROP TRIGGER audit_entry_follows;
        DROP TRIGGER notice_stays;
        DROP TRIGGER notice_is_not_renumbered;
        DROP TRIGGER notice_undeleted;
        DROP TRIGGER four_eyes_policy_ruling_changes;
        DROP TRIGGER four_eyes_trusted_issuer_changes;
        DROP TRIGGER account_undeleted;
        DROP TRIGGER account_stays;
        DROP TRIGGER four_eyes_off_insert;
        DROP TRIGGER four_eyes_off_update;
        {" ".join(f"DROP TRIGGER {table}_is_not_replaced;" for table in _NOT_REPLACED)}
    """,
    "0034": """
        DROP TRIGGER fund_budget_is_new;
        DROP TRIGGER fund_source_is_new;
        DROP TRIGGER fund_account_is_new;
        DROP TRIGGER fund_booking_is_new;
        DROP TRIGGER fund_movement_is_new;
        DROP TRIGGER payment_list_is_new;
        DROP TRIGGER payment_line_is_new;
        DROP TRIGGER payment_absent_is_new;
        DROP TRIGGER payment_hold_is_new;
        DROP TRIGGER payment_settlement_is_new;
        DROP TRIGGER recovery_is_new;
        DROP TRIGGER recovery_plan_is_new;
        DROP TRIGGER recovery_receipt_is_new;
        DROP TRIGGER paid_flow_is_new;
        DROP TRIGGER month_close_is_new;
        DROP TRIGGER month_difference_is_new;
        DROP TRIGGER payment_list_is_numbered_anew;
        DROP TRIGGER recovery_receipt_comes_after;
        DROP TRIGGER payment_line_begins_unpaid;
    """,
    "0033": """
        DROP TABLE figure_report;
        DROP TABLE problem_step;
        DROP TABLE problem;
        DROP TABLE problem_road;
        DROP TABLE visit_cadre;
        DROP TABLE visit_enterprise;
        DROP TABLE visit;
        DROP TABLE charge;
        DROP TABLE cadre;
        DROP TABLE team;
        DROP TABLE department;
    """,
    "0032": "DROP INDEX ix_award_case_since;",
    "0031": """
        DROP TRIGGER four_eyes_payment_before;
        DROP TRIGGER payment_list_begins_signed;
        DROP TRIGGER payment_list_four_eyes;
        DROP TRIGGER payment_line_begins_four_eyes;
        DROP TRIGGER payment_line_goes_on_four_eyes;
        DROP TRIGGER recovery_receipt_taken_off_four_eyes;
        DROP TRIGGER case_road_stays;
        ALTER TABLE case_road DROP COLUMN approves;
        CREATE TRIGGER case_road_stays BEFORE UPDATE ON case_road
            BEGIN SELECT RAISE(ABORT, 'a road that a case began is never changed'); END;
        ALTER TABLE office DROP COLUMN finance;
    """,
    "0030": """
        DROP TRIGGER payment_line_begins_settled;
        DROP TRIGGER payment_line_begins_ahead;
        DROP TRIGGER payment_line_goes_on_settled;
        DROP TRIGGER payment_line_goes_on_ahead;
        DROP TRIGGER payment_list_ahead_stays;
        DROP TABLE payment_settlement;
        ALTER TABLE payment_list DROP COLUMN ahead;
    """,
    "0029": """
        DROP TRIGGER payment_line_is_paid;
        DROP TRIGGER payment_line_was_paid;
        DROP TRIGGER payment_line_comes_back;
        DROP TRIGGER recovery_receipt_moves;
        DROP TABLE month_difference;
        DROP TABLE month_close;
        DROP TABLE paid_flow;
    """,
    "0028": """
        DROP TABLE recovery_receipt;
        DROP TABLE recovery_plan;
        DROP TRIGGER payment_line_begins_within;
        DROP TRIGGER payment_line_goes_on_within;
        DROP TRIGGER payment_line_is_recovered;
        DROP TABLE recovery;
        ALTER TABLE fund_budget DROP COLUMN frees;
        ALTER TABLE office DROP COLUMN account_name;
        ALTER TABLE office DROP COLUMN account_bank;
        ALTER TABLE office DROP COLUMN account_number;
    """,
    "0027": """
        DROP TRIGGER payment_line_begins_unsent;
        DROP TRIGGER payment_line_goes_on_unsent;
        DROP TRIGGER payment_line_stays;
        DROP TRIGGER payment_list_stays;
        DROP TABLE payment_absent;
        DROP TABLE payment_layout;
        ALTER TABLE payment_line DROP COLUMN place;
        ALTER TABLE payment_list DROP COLUMN kind;
        ALTER TABLE payment_list DROP COLUMN cleared_account;
        ALTER TABLE payment_list DROP COLUMN cleared_by;
        ALTER TABLE payment_list DROP COLUMN cleared_at;
        ALTER TABLE payment_list DROP COLUMN cleared_because;
        CREATE TRIGGER payment_line_stays BEFORE UPDATE OF amount ON payment_line
            BEGIN SELECT RAISE(ABORT, 'what was sent is never changed'); END;
        CREATE TRIGGER payment_list_stays BEFORE UPDATE ON payment_list WHEN OLD.number IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'a list that was sent is never changed'); END;
    """,
    "0026": """
        DROP TRIGGER award_case_is_unpaid;
        DROP TABLE payment_line;
        DROP TABLE payment_list;
        DROP TABLE payment_hold;
        DROP TRIGGER award_case_is_freed;
        DROP TRIGGER award_case_is_funded;
        DROP INDEX ix_case_step_queue;
        DROP TABLE fund_movement;
        DROP TABLE fund_booking;
        DROP TABLE fund_account;
        DROP TABLE fund_share;
        DROP TABLE fund_source;
        DROP TABLE fund_budget;
    """,
    "0025": """
        ALTER TABLE manual_decision DROP COLUMN joint;
        ALTER TABLE manual_decision DROP COLUMN place;
    """,
    "0024": """
        DROP TRIGGER award_case_noticed;
        DROP TRIGGER four_eyes_notice_issue;
        CREATE TRIGGER four_eyes_notice_issue BEFORE INSERT ON notice
            WHEN NEW.kind = '' AND (SELECT are_on FROM four_eyes)
            AND NOT EXISTS (SELECT 1 FROM proposal WHERE state = 'in_hand' AND action IN ('notice.issue'))
            BEGIN SELECT RAISE(ABORT, 'needs a second person'); END;
        DROP INDEX uq_notice_award;
        ALTER TABLE notice DROP COLUMN part;
        CREATE UNIQUE INDEX uq_notice_award ON notice (enterprise_id, policy_id, clause_id)
            WHERE voided_at IS NULL AND kind = '' AND enterprise_id IS NOT NULL;
    """,
    "0023": """
        DROP INDEX ix_award_case_list;
        CREATE INDEX ix_award_case_ended ON award_case (ended, at, since);
        DROP INDEX ix_award_case_batch;
        CREATE INDEX ix_award_case_batch ON award_case (batch_id);
        DROP INDEX ix_case_step_public;
        DROP INDEX ix_case_step_objection;
        DROP INDEX ix_case_step_signed;
        DROP INDEX ix_case_step_pace;
    """,
    "0022": """
        DROP TRIGGER case_step_keeps_files;
        ALTER TABLE case_step DROP COLUMN files;
    """,
    "0021": "DROP TABLE calendar_year;",
    "0020": """
        DROP TABLE case_step;
        DROP TABLE award_case;
        DROP TABLE case_batch;
        DROP TABLE case_road;
        DROP TRIGGER audit_entry_undeleted;
        DELETE FROM audit_entry WHERE kind IN ('award_case', 'case_batch', 'case_road');
        CREATE TRIGGER audit_entry_undeleted BEFORE DELETE ON audit_entry
            BEGIN SELECT RAISE(ABORT, 'an entry of the trail is never deleted'); END;
    """,
    "0019": """
        DROP INDEX ix_enterprise_deleted;
        CREATE INDEX ix_enterprise_deleted ON enterprise (id) WHERE deleted_at IS NOT NULL;
        DELETE FROM assessment_run WHERE deleted_at IS NOT NULL;
        ALTER TABLE assessment_run DROP COLUMN deleted_at;
        DROP INDEX uq_saved_filter_name;
        ALTER TABLE saved_filter RENAME TO later_filter;
        CREATE TABLE saved_filter (
            id INTEGER PRIMARY KEY,
            name VARCHAR NOT NULL UNIQUE,
            content VARCHAR NOT NULL,
            saved_at DATETIME NOT NULL
        );
        DELETE FROM later_filter WHERE deleted_at IS NOT NULL;
        INSERT INTO saved_filter SELECT id, name, content, saved_at FROM later_filter;
        DROP TABLE later_filter;
    """,
    "0018": "DROP TABLE manual_decision; ALTER TABLE attachment DROP COLUMN evidence_since;",
    "0017": """
        DROP TRIGGER four_eyes_notice_issue;
        DROP TRIGGER four_eyes_notice_void;
        DROP TRIGGER four_eyes_enterprise_delete;
        DROP TRIGGER four_eyes_enterprise_merge;
        DROP TRIGGER four_eyes_enterprise_import;
        DROP TRIGGER four_eyes_policy_put_in_force;
        DROP TRIGGER four_eyes_policy_come_in_force;
        DROP TRIGGER four_eyes_policy_accept_disagreements;
        DROP TRIGGER four_eyes_policy_rule;
        DROP TRIGGER four_eyes_issuer_trust;
        DROP VIEW four_eyes;
        DROP TABLE proposal;
        DROP TABLE house_rule;
    """,
    "0016": "DROP TABLE account; DROP TABLE sign_in_attempt;",
    "0015": """
        DROP TRIGGER audit_entry_unchanged;
        DROP TRIGGER audit_entry_undeleted;
        ALTER TABLE audit_entry DROP COLUMN previous;
        ALTER TABLE audit_entry DROP COLUMN account_id;
        UPDATE audit_entry SET sha256 =
            hash_of_older(at, actor, action, kind, subject_id, summary, details, import_id);
    """,
    "0014": "DROP TABLE policy_ruling;",
    "0013": """
        DROP TABLE assessment_column;
        DROP TABLE assessment_block;
        CREATE TABLE assessment_result (
            run_id INTEGER NOT NULL REFERENCES assessment_run (id) ON DELETE CASCADE,
            enterprise_id INTEGER NOT NULL,
            clause_id VARCHAR NOT NULL,
            uscc VARCHAR NOT NULL,
            enterprise_name VARCHAR NOT NULL,
            outcome VARCHAR NOT NULL,
            amount INTEGER NOT NULL,
            most INTEGER NOT NULL,
            reason VARCHAR NOT NULL,
            PRIMARY KEY (run_id, enterprise_id, clause_id)
        ) WITHOUT ROWID;
    """,
    "0012": """
        DROP INDEX uq_enterprise_uid;
        DROP INDEX uq_enterprise_row_uid;
        DROP INDEX uq_notice_uid;
        ALTER TABLE enterprise DROP COLUMN uid;
        ALTER TABLE enterprise_row DROP COLUMN uid;
        ALTER TABLE notice DROP COLUMN uid;
        ALTER TABLE attachment DROP COLUMN row_uid;
    """,
    "0011": """
        ALTER TABLE draft RENAME TO owned;
        CREATE TABLE draft (key VARCHAR PRIMARY KEY, content VARCHAR NOT NULL, saved_at DATETIME NOT NULL);
        INSERT INTO draft SELECT key, content, saved_at FROM owned;
        DROP TABLE owned;
    """,
    "0010": "ALTER TABLE audit_entry DROP COLUMN sha256;",
    "0009": """
        ALTER TABLE assessment_run DROP COLUMN granted;
        ALTER TABLE assessment_run DROP COLUMN amount;
    """,
}


def take_back(path: Path, schema: str, runs: Mapping[int, Sequence[Result]] | None = None) -> None:
    """Make a store that nobody has open one of an earlier schema; what it had no place for is gone.

    Args:
        path: The store.
        schema: As it is to be.
        runs: All the results that are kept in it, by run, as older programs kept them: a row for each.
    """
    rows = [(run_id, *astuple(one)[:8]) for run_id, results in (runs or {}).items() for one in results]
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("hash_of_older", -1, sha256_of)
        for later in sorted(_BACK, reverse=True):
            if later > schema:
                connection.executescript(_BACK[later])
        if rows:
            marks = ", ".join("?" * len(_COLUMNS.split(", ")))
            connection.executemany(f"INSERT INTO assessment_result ({_COLUMNS}) VALUES ({marks})", rows)
        connection.execute("UPDATE alembic_version SET version_num = ?", (schema,))
        connection.commit()
