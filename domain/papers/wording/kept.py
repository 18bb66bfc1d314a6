"""Texts that the office has in place of those that came with the program: every version of them stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Final

from sqlmodel import Field, Integer, Session, SQLModel, col, func, select

from domain.papers.wording.checking import check
from domain.papers.wording.form import PIECES, Form, piece_called
from domain.papers.wording.parsing import Complaint, Mark, Piece, Start, Text, parse, walked
from domain.papers.wording.shipped import shipped_text
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError
from domain.values.ids import WordingId
from domain.values.texts import clean, reason_of

_WIDE_BLANK: Final = "\u3000"
"""Kept where it was typed: papers set it between words, as in 户　名."""


class Wording(SQLModel, table=True):
    """A version of a text.

    Attributes:
        of: The `Form.id` of what it is of.
        version: Counted for each of them, from 1.
        text: None where from here on the program's own holds again.
        because: Why it was changed.
        made_at: UTC.
    """

    id: WordingId | None = Field(default=None, primary_key=True, sa_type=Integer)
    of: str
    version: int
    text: str | None = None
    because: str
    by_name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Wordings:
    """The texts that papers are written by.

    Attributes:
        own: The office's last versions, by `Form.id`; those without a text hand back to the program's.
        tried: Texts in place of those that are kept, to be looked at.
    """

    own: Mapping[str, Wording]
    tried: Mapping[str, str] = dataclass_field(default_factory=dict)

    def text(self, form_id: str) -> str:
        """Return the text of a document or piece."""
        if form_id in self.tried:
            return self.tried[form_id]
        own = self.own.get(form_id)
        return shipped_text(form_id) if own is None or own.text is None else own.text

    def prefixes(self) -> dict[str, str]:
        """Return the 代字 that the office's texts name for their numbers, by `Form.id`."""
        return {id_: found for id_ in self.own if (found := self.prefix(id_))}

    def prefix(self, form_id: str) -> str:
        """Return the 代字 that the text of a document names for its numbers; empty where it names none."""
        nodes = iter(parse(self.text(form_id)).nodes)
        for node in nodes:
            if isinstance(node, Start) and node.mark is Mark.PREFIX:
                following = next(nodes, None)
                return following.text.strip() if isinstance(following, Text) else ""
        return ""

    def pieces(self) -> dict[str, str]:
        """Return the texts of all pieces by their words."""
        return {one.word: self.text(one.id) for one in PIECES}

    def trying(self, form: Form, text: str) -> "Wordings":
        """Return the same as if this text were kept."""
        return replace(self, tried={**self.tried, form.id: text})

    def recorded(self, form: Form) -> str:
        """Say by which of the office's versions a document is written, as it is kept with it.

        Empty where all of it is the program's own.
        """
        versions = ((id_, self.own.get(id_)) for id_ in dict.fromkeys(self._used(form.id)))
        return " ".join(f"{id_}:{own.version}" for id_, own in versions if own and own.text is not None)

    def _used(self, form_id: str) -> Iterator[str]:
        yield form_id
        for node in walked(parse(self.text(form_id)).nodes):
            piece = piece_called(node.name) if isinstance(node, Piece) else None
            if piece is not None:
                yield from self._used(piece.id)


OURS: Final = Wordings({})
"""Those that came with the program."""


class WordingMistakes(DomainError):
    """A text has mistakes; ``complaints`` are all of them."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        more = f"，共 {len(complaints)} 处" if len(complaints) > 1 else ""
        super().__init__(f"措辞没有保存：{complaints[0]}{more}")
        self.complaints = tuple(complaints)


class WordingChanged(DomainError):
    """Somebody else has saved another version meanwhile; ``version`` is what is in force."""

    def __init__(self, form: Form, now: Wording) -> None:
        super().__init__(
            f"没有保存：您打开之后，{now.by_name}存了“{form.word}”的第 {now.version} 版，请先看一看；"
            "再按一次保存就以您写的为准"
        )
        self.version = now.version


def wordings_in(session: Session, moment: datetime | None = None) -> Wordings:
    """Return the texts in force; those of a ``moment`` (UTC), where it is given."""
    last = select(func.max(col(Wording.id))).group_by(col(Wording.of))
    if moment is not None:
        last = last.where(Wording.made_at <= moment)
    rows = session.exec(select(Wording).where(col(Wording.id).in_(last)))
    return Wordings({row.of: row for row in rows})


def versions_of(session: Session, form: Form) -> list[Wording]:
    """Return every version that the office ever had of a text, the newest first."""
    asked = select(Wording).where(Wording.of == form.id).order_by(col(Wording.version).desc())
    return list(session.exec(asked))


def save_wording(seat: Seat, form: Form, text: str, *, because: str, seen: int) -> Wording:
    """Keep a new version of a text; papers that were issued keep their words.

    Args:
        seat: Who does it, and where.
        form: What it is of.
        text: All of it.
        because: Why.
        seen: The version that was begun with; 0 for none.

    Raises:
        BadInput: No reason is given, nothing has changed, or a sign in it is none.
        WordingMistakes: It cannot stand; nothing was kept.
        WordingChanged: Somebody else has saved a version since.
    """
    because, text = reason_of(because, "修改措辞"), tidied(text)
    with seat.act(Action.WORDING_SAVE) as act:
        now = wordings_in(act.session)
        _refuse_old(now, form, seen)
        if text == tidied(now.text(form.id)):
            raise BadInput(f"“{form.word}”的措辞没有变化，不用保存")
        if complaints := check(form, text, now.pieces()):
            raise WordingMistakes(complaints)
        return _keep(act, now, form, text, because)


def back_to_ours(seat: Seat, form: Form, *, because: str, seen: int) -> Wording:
    """Have the program's own text hold again; as `save_wording`."""
    because = reason_of(because, "恢复原来的措辞")
    with seat.act(Action.WORDING_SAVE) as act:
        now = wordings_in(act.session)
        _refuse_old(now, form, seen)
        own = now.own.get(form.id)
        if own is None or own.text is None:
            raise BadInput(f"“{form.word}”用的就是程序自带的措辞")
        if complaints := check(form, shipped_text(form.id), now.pieces()):
            raise WordingMistakes(complaints)
        return _keep(act, now, form, None, because)


def tidied(text: str) -> str:
    """Return a text as it is kept: nothing unseen in it, no blanks at the ends of lines.

    Raises:
        BadInput: A sign in it is none.

    >>> tidied("【标题】甲\\u200b  \\r\\n户　名\\n\\n")
    '【标题】甲\\n户　名'
    """
    parts = (clean(part) for part in text.replace("\r\n", "\n").split(_WIDE_BLANK))
    lines = _WIDE_BLANK.join(parts).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _keep(act: Act, now: Wordings, form: Form, text: str | None, because: str) -> Wording:
    own = now.own.get(form.id)
    row = Wording(
        of=form.id,
        version=1 if own is None else own.version + 1,
        text=text,
        because=because,
        by_name=act.who.name,
        made_at=act.at,
    )
    act.session.add(row)
    act.session.flush()
    what = f"修改“{form.word}”的措辞" if text is not None else f"“{form.word}”恢复程序自带的措辞"
    act.note(Subject(Kind.WORDING, row.id), f"{what}，第 {row.version} 版：{because}")
    return row


def _refuse_old(now: Wordings, form: Form, seen: int) -> None:
    own = now.own.get(form.id)
    if own is not None and own.version != seen:
        raise WordingChanged(form, own)
