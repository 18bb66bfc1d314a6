"""The backups that make themselves: only where something changed, kept by day, by week and by month."""

from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from domain.store.backup.archive import read_manifest, write_beside_contents
from domain.store.backup.manifest import Manifest, Occasion
from domain.store.backup.places import SUFFIX, backups_folder, state_of
from domain.store.backup.problems import BackupProblem, PassphraseNeeded, translated
from domain.store.backup.shared import alone, bytes_in, let_go
from domain.values.progress import Reporter

RECENT: Final = 3
DAYS: Final = 7
WEEKS: Final = 5
MONTHS: Final = 12
LAST: Final = 5
"""Of each other occasion (before an upgrade, before a restore)."""

ROOM: Final = 5 * 1024**3
"""So many bytes, unpacked, automatic backups take before the older ones go.

Contents of attachments that the newest one refers to are not among them: whoever leaves, they stay. Those
that only older ones refer to count once.
"""

_NAMED: Final = 3
_ELSEWHERE: Final = "elsewhere.json"


class Elsewhere(BaseModel):
    """A backup that was put into another place; ``made_at`` in UTC."""

    place: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """A backup in the program's own folder."""

    path: Path
    manifest: Manifest

    @property
    def made_at(self) -> datetime:
        """In the time of this place."""
        return self.manifest.made_at.astimezone()


@dataclass(frozen=True, slots=True)
class BadBackup:
    """A file in the program's own folder that cannot be used; the sentence says why."""

    path: Path
    sentence: str


def bad_backups_text(bad: Sequence[BadBackup]) -> str:
    """Name the backups that cannot be used; of many only the first."""
    names = "、".join(one.path.name for one in bad[:_NAMED])
    return f"有 {len(bad)} 份备份读不出来，不能使用：{names}{' 等' if len(bad) > _NAMED else ''}。"


def kept_backups(home: Path) -> list[KeptBackup]:
    """Return the backups in the program's own folder that can be read, newest first."""
    return look_through(home)[0]


def look_through(home: Path) -> tuple[list[KeptBackup], list[BadBackup]]:
    """Return the backups in the program's own folder, newest first, and those that cannot be read.

    The latter stay where they are; nobody is offered them.
    """
    found, bad = [], []
    for path in sorted(backups_folder(home).glob(f"*{SUFFIX}")):
        try:
            found.append(KeptBackup(path, read_manifest(path, home)))
        except PassphraseNeeded:
            continue  # Somebody put it there, and can open it.
        except BackupProblem as error:
            bad.append(BadBackup(path, str(error)))
    # Of one second the later one has a number behind its name.
    found.sort(key=lambda one: (one.manifest.made_at, len(one.path.name), one.path.name), reverse=True)
    return found, bad


def back_up_if_changed(home: Path, reporter: Reporter, *, program: str) -> KeptBackup | None:
    """Make the automatic backup; None where nothing changed since one that is kept.

    Raises:
        StoreDamaged: The store is damaged.
        BackupProblem: It cannot be written.
        Cancelled: The program is being closed.
    """
    state = state_of(home)
    if any(backup.manifest.state == state for backup in kept_backups(home)):
        return None
    return keep_backup(home, reporter, occasion=Occasion.AUTOMATIC, program=program)


def keep_backup(home: Path, reporter: Reporter, *, occasion: Occasion, program: str) -> KeptBackup:
    """Make a backup in the program's own folder, and let those go that it takes the place of.

    Raises:
        StoreDamaged: The store is damaged.
        BackupProblem: It cannot be written.
    """
    with alone(home, reporter) as is_certain:
        path = _free_name(backups_folder(home), datetime.now().astimezone(), occasion)
        manifest = write_beside_contents(home, path, reporter, occasion=occasion, program=program)
        made = KeptBackup(path, manifest)
        backups, bad = look_through(home)
        leaving = outdated(backups, just_made=made)
        for old in leaving:
            with suppress(OSError):  # then the next time
                old.path.unlink(missing_ok=True)
        if is_certain and not bad:  # what one that cannot be read refers to nobody knows
            let_go(home, _shared_by([one for one in backups if one not in leaving or one.path.exists()]))
    return made


def bytes_kept(home: Path) -> int:
    """Return how much the backups in the program's own folder take, the contents they share included."""
    return bytes_in(home) + sum(path.stat().st_size for path in backups_folder(home).glob(f"*{SUFFIX}"))


def note_elsewhere(home: Path, target: Path, manifest: Manifest) -> None:
    """Note down that a backup was put into another place, e.g. on a stick.

    Raises:
        BackupProblem: The note cannot be written.
    """
    note = Elsewhere(place=str(target), made_at=manifest.made_at)
    with translated(home):
        backups_folder(home).mkdir(parents=True, exist_ok=True, mode=0o700)
        (backups_folder(home) / _ELSEWHERE).write_text(note.model_dump_json(), encoding="utf-8")


def last_elsewhere(home: Path) -> Elsewhere | None:
    """Return when and where the last backup outside of this folder was made; None if never."""
    try:
        return Elsewhere.model_validate_json((backups_folder(home) / _ELSEWHERE).read_bytes())
    except (OSError, ValidationError):
        return None


def outdated(backups: Sequence[KeptBackup], *, just_made: KeptBackup) -> list[KeptBackup]:
    """Return which backups may go: not the newest, nor the last of a recent day, week or month.

    The one just made stays whatever the clock says: it may have been set back by years. One in which
    something is damaged takes the place of none that is whole.
    """
    newest_first = sorted(backups, key=lambda backup: backup.manifest.made_at, reverse=True)
    flawed = [backup for backup in newest_first if backup.manifest.flaws]
    newest_first = [backup for backup in newest_first if not backup.manifest.flaws]
    automatic = [backup for backup in newest_first if backup.manifest.occasion is Occasion.AUTOMATIC]
    kept = {just_made.path, *(backup.path for backup in (*automatic[:RECENT], *flawed[:RECENT]))}
    kept |= _last_of_each(automatic, lambda at: at.date(), DAYS)
    kept |= _last_of_each(automatic, lambda at: at.isocalendar()[:2], WEEKS)
    kept |= _last_of_each(automatic, lambda at: (at.year, at.month), MONTHS)
    kept -= _beyond_room([backup for backup in automatic if backup.path in kept], just_made)
    for occasion in set(Occasion) - {Occasion.AUTOMATIC}:
        same = [backup.path for backup in newest_first if backup.manifest.occasion is occasion]
        kept |= set(same[:LAST])
    return [backup for backup in backups if backup.path not in kept]


def _beyond_room(newest_first: Sequence[KeptBackup], just_made: KeptBackup) -> set[Path]:
    """Return those for which there is no room; the newest few stay however large they are."""
    taken, beyond, counted = 0, set(), _shared_by([just_made, *newest_first[:1]])
    for place, backup in enumerate(newest_first):
        more = dict(backup.manifest.contents)
        taken += backup.manifest.own_size + sum(size for one, size in more.items() if one not in counted)
        counted |= more.keys()
        if place >= RECENT and taken > ROOM and backup.path != just_made.path:
            beyond.add(backup.path)
    return beyond


def _shared_by(backups: Sequence[KeptBackup]) -> set[str]:
    return {sha256 for backup in backups for sha256, _ in backup.manifest.contents}


def _last_of_each(
    newest_first: Sequence[KeptBackup], span: Callable[[datetime], Hashable], count: int
) -> set[Path]:
    last: dict[Hashable, Path] = {}
    for backup in newest_first:
        last.setdefault(span(backup.made_at), backup.path)
    return set(list(last.values())[:count])


def _free_name(folder: Path, now: datetime, occasion: Occasion) -> Path:
    stem = f"zhuqidui-{now:%Y%m%d-%H%M%S}-{occasion}"
    path = folder / f"{stem}{SUFFIX}"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{SUFFIX}"
    return path
