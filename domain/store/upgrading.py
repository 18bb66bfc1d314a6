"""Creating a store and bringing an older one up to date, by migrations."""

import logging
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from domain.store.backup.contents import version_number, version_text
from domain.store.backup.keeping import keep_backup
from domain.store.backup.manifest import Occasion
from domain.store.problems import StoreBroken, StoreProblem
from domain.values.errors import DomainError
from domain.values.progress import Silent

logger = logging.getLogger(__name__)

MIGRATIONS: Final = Path(__file__).with_name("migrations")


def configuration(migrations: Path = MIGRATIONS) -> Config:
    """Return Alembic's configuration; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return config


def upgrade(path: Path, engine: Engine, *, program: str = "", migrations: Path = MIGRATIONS) -> None:
    """Run the migrations that the store lacks, all in one transaction, after a backup of what is there.

    Args:
        path: The store's file.
        engine: Begins transactions that write.
        program: This program's version, kept with the store so that an older program can name it.
        migrations: Alembic's folder.

    Raises:
        StoreProblem: The store was written by a newer version, the file holds something else, or a
            migration failed. The store is as it was.
        BackupProblem: The backup cannot be made; nothing was begun.
    """
    config = configuration(migrations)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.connect() as connection:
        with connection.begin():
            found, is_new = _refuse_foreign(connection, path, known, program)
        if found == max(known):
            return
        if not is_new:
            keep_backup(path.parent, Silent(), occasion=Occasion.BEFORE_UPGRADE, program=program)
        _set_foreign_keys(connection, enforced=False)
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                _refuse_orphans(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {version_number(program)}")
        except Exception as error:
            if is_new or isinstance(error, DomainError):
                raise
            logger.exception("migration failed")
            raise StoreProblem(
                f"数据升级没有成功，原来的数据没有改动；请用原来的版本继续工作，并把日志交给技术人员（{path}）"
            ) from error
        finally:
            _set_foreign_keys(connection, enforced=True)
        _give_back(connection)


def _refuse_foreign(
    connection: Connection, path: Path, known: set[str], program: str
) -> tuple[str | None, bool]:
    """Return the store's migration, and whether the file is still empty."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise StoreBroken(f"这个文件不是本程序的数据，没有改动它（{path}）")
        return None, True
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in known:
        writer = version_text(connection.execute(text("PRAGMA user_version")).scalar_one())
        raise StoreProblem(
            f"数据由更新的程序{f'（{writer}）' if writer else ''}写成，数据版本 {found}；"
            f"本程序{f'是 {program}，' if program else ''}最高认得 {max(known)}，没有改动数据。"
            f"请安装{f' {writer} 或' if writer else ''}更新的版本后再打开（{path}）"
        )
    return found, False


def _set_foreign_keys(connection: Connection, *, enforced: bool) -> None:
    """Suspend the keys while tables are rebuilt: dropping the old table would delete what refers to it.

    https://sqlite.org/lang_altertable.html#otheralter; inside a transaction the pragma does nothing.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys = {'ON' if enforced else 'OFF'}")


def _give_back(connection: Connection) -> None:
    """Make the file smaller where most of it is empty now; every backup would carry the empty pages along.

    That it cannot be done, e.g. since the disk has no room for both, leaves all as it is.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    (pages,), (free,) = (
        driver.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count")
    )
    if free * 2 > pages:
        with suppress(sqlite3.OperationalError):
            driver.execute("VACUUM")


def _refuse_orphans(connection: Connection) -> None:
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan is not None:
        raise ValueError(f"a migration left a row of {orphan[0]} without its {orphan[2]}")
