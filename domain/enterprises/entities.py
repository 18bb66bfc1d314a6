"""Tables of the register. What people type is validated before it gets here; these only store."""

from datetime import datetime

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import EnterpriseId
from domain.values.uids import new_uid


class Enterprise(SQLModel, table=True):
    """One enterprise.

    Attributes:
        initials, pinyin: How the name is typed (see `register.spelling`), for searching. Stores written
            before names were spelled in full have no ``pinyin`` until the search index is made. Every act
            sees to them by itself (see `sql.index`); an object written in it does not learn of it.
        uid: Its id beyond this store.
        created_at, changed_at: UTC.
        deleted_at: UTC; a deleted enterprise is kept so that deletion can be undone.
    """

    id: EnterpriseId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uscc: str
    name: str
    initials: str = ""
    pinyin: str = ""
    created_at: datetime
    changed_at: datetime
    deleted_at: datetime | None = None
    uid: str = Field(default_factory=new_uid)


class EnterpriseAttribute(SQLModel, table=True):
    """One fact that does not depend on a period; ``value`` as `codec` writes it."""

    __tablename__ = "enterprise_attribute"

    enterprise_id: EnterpriseId = Field(primary_key=True, foreign_key="enterprise.id", sa_type=Integer)
    name: str = Field(primary_key=True)
    value: str


class EnterpriseFigure(SQLModel, table=True):
    """One period figure; ``amount`` in fen."""

    __tablename__ = "enterprise_figure"

    enterprise_id: EnterpriseId = Field(primary_key=True, foreign_key="enterprise.id", sa_type=Integer)
    name: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    amount: int


class EnterpriseTag(SQLModel, table=True):
    """One tag of an enterprise, a word of the office's own."""

    __tablename__ = "enterprise_tag"

    enterprise_id: EnterpriseId = Field(primary_key=True, foreign_key="enterprise.id", sa_type=Integer)
    tag: str = Field(primary_key=True)


class EnterpriseRow(SQLModel, table=True):
    """One row of a list, e.g. one project; ``content`` is JSON, column → value as `codec` writes it.

    ``uid`` says which one it is, wherever it stands in the list and whatever it is called; what belongs to a
    row refers to it by that. Two records of one enterprise that were merged may both have it.
    That a list was entered at all, be it empty, is kept as an attribute with the list's name.
    """

    __tablename__ = "enterprise_row"

    enterprise_id: EnterpriseId = Field(primary_key=True, foreign_key="enterprise.id", sa_type=Integer)
    kind: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    content: str
    uid: str
