"""Tables of imported policies and drafts of them, of kept assessments, and of what persons decided."""

from datetime import datetime

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import (
    AccountId,
    EnterpriseId,
    IssuerId,
    ManualId,
    PolicyDraftId,
    PolicyFileId,
    RulingId,
    RunId,
)


class AssessmentRun(SQLModel, table=True):
    """One assessment of the whole register.

    Attributes:
        policy_sha256: Of the policy's file as it was decided by.
        clauses: JSON, title by id in the order of the policy.
        taken_at: UTC.
        enterprises: How many were assessed.
        granted, amount: How many results are granted, and what they come to, in fen.
        deleted_at: UTC; a deleted one is kept for a while with its results, so that it can be brought back.
    """

    __tablename__ = "assessment_run"

    id: RunId | None = Field(default=None, primary_key=True, sa_type=Integer)
    policy_id: str
    policy_title: str
    policy_version: str
    policy_sha256: str
    clauses: str
    taken_at: datetime
    taken_by: str
    enterprises: int
    granted: int = 0
    amount: int = 0
    deleted_at: datetime | None = None


class AssessmentBlock(SQLModel, table=True):
    """Some enterprises of a run, with their codes and names as they were; see `domain.store.packing`."""

    __tablename__ = "assessment_block"

    run_id: RunId = Field(primary_key=True, sa_type=Integer)
    number: int = Field(primary_key=True)
    ids: bytes
    usccs: bytes
    names: bytes


class AssessmentColumn(SQLModel, table=True):
    """What one clause came to for the enterprises of a block; see `domain.store.packing`."""

    __tablename__ = "assessment_column"

    run_id: RunId = Field(primary_key=True, sa_type=Integer)
    number: int = Field(primary_key=True)
    clause_id: str = Field(primary_key=True)
    outcomes: bytes
    amounts: bytes
    most: bytes
    reasons: bytes
    reason_places: bytes


class PolicyDraftRow(SQLModel, table=True):
    """A policy that is being written.

    Attributes:
        title, clauses: What it is called, and how many clauses it has, as ``draft`` says it.
        draft, document: JSON of `authoring.draft.PolicyDraft` and of the document that it is made from
            (``null``: none); see `authoring.kept`.
        version: How often it was saved.
        begun_at, changed_at, deleted_at: UTC; a deleted one is kept for a while.
    """

    __tablename__ = "policy_draft"

    id: PolicyDraftId | None = Field(default=None, primary_key=True, sa_type=Integer)
    title: str
    clauses: int
    draft: str
    document: str
    version: int
    begun_by: str
    begun_at: datetime
    changed_by: str
    changed_at: datetime
    deleted_at: datetime | None = None


class PolicyFile(SQLModel, table=True):
    """One imported version of a policy, byte by byte.

    Attributes:
        sha256: Of ``content``, in hexadecimal.
        imported_at, in_force_since: UTC; the latter is None while it is not in force.
        signature: The detached signature that came with it.
        signed_by: The trusted issuer whose signature held when it was imported; empty for none.
        accepted_because: Why it was taken in without one.
        version: As the office calls it, which may be otherwise than in the file.
        disagreement_reason: Why it is used although its wording and its formulas disagree; empty where nobody
            said so, ``disagreement_accepted_at`` in UTC.
    """

    __tablename__ = "policy_file"

    id: PolicyFileId | None = Field(default=None, primary_key=True, sa_type=Integer)
    policy_id: str
    version: str
    title: str
    sha256: str
    content: bytes
    file_name: str
    imported_at: datetime
    imported_by: str
    in_force_since: datetime | None = None
    in_force_by: str | None = None
    signature: bytes | None = None
    signed_by: str = ""
    accepted_because: str = ""
    disagreement_reason: str = ""
    disagreement_accepted_by: str | None = None
    disagreement_accepted_at: datetime | None = None


class PolicyText(SQLModel, table=True):
    """A version that came with the program and that something was decided by, byte by byte.

    Attributes:
        sha256: Of ``content``, in hexadecimal.
    """

    __tablename__ = "policy_text"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str
    policy_id: str
    title: str
    version: str
    content: bytes


class PolicyRuling(SQLModel, table=True):
    """That notices go out under a version of a policy whose wording is not the official text, and why.

    Attributes:
        policy_sha256: Of the version's file; a version that came with the program has no `PolicyFile`.
        ruled_at: UTC.
    """

    __tablename__ = "policy_ruling"

    id: RulingId | None = Field(default=None, primary_key=True, sa_type=Integer)
    policy_id: str
    policy_sha256: str
    policy_title: str
    policy_version: str
    reason: str
    ruled_by: str
    ruled_at: datetime


class ManualDecision(SQLModel, table=True):
    """What a person decided of a clause for one enterprise where the rule leaves it to one (人工认定).

    Nothing of it changes afterwards but whether it was withdrawn. Of a clause and an enterprise the last one
    alone may count. What is decided of several enterprises at once is a row for each of them.

    Attributes:
        policy_sha256: Of the version's file that it was decided on.
        joint: The number of the decision of several enterprises; None where it is of one.
        place: Of the enterprise among those who are level; None where it is not that.
        outcome: ``granted`` or ``not_met``; ``manual`` where it is only a place.
        amount: In fen; 0 unless granted.
        doubt: Why the rule left it to a person.
        facts: JSON, what the clause read, see `one.by_person.read_of`; of several enterprises what is at
            stake for this one (``stake``), and the title of the cap that they exceed (``cap``).
        evidence_kind: As `manual.deciding.Evidence` has it.
        attachments: JSON, of each file its id, its name and the SHA-256 of its content.
        account_id: Of who decided, where there are accounts.
        decided_at, withdrawn_at: UTC.
    """

    __tablename__ = "manual_decision"

    id: ManualId | None = Field(default=None, primary_key=True, sa_type=Integer)
    enterprise_id: EnterpriseId = Field(foreign_key="enterprise.id", sa_type=Integer)
    policy_id: str
    policy_sha256: str
    policy_version: str
    clause_id: str
    joint: int | None = None
    place: int | None = None
    outcome: str
    amount: int = 0
    reason: str
    doubt: str
    facts: str
    evidence_kind: str
    evidence: str
    attachments: str = "[]"
    decided_by: str
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    decided_at: datetime
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawal_reason: str = ""


class TrustedIssuer(SQLModel, table=True):
    """One whose signature the office trusts; ``public_key`` in base64, ``added_at`` UTC."""

    __tablename__ = "trusted_issuer"

    id: IssuerId | None = Field(default=None, primary_key=True, sa_type=Integer)
    name: str
    public_key: str
    added_at: datetime
    added_by: str
