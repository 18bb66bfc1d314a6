"""Creating a store and bringing an older one up to date, by migrations."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from domain.store.problems import StoreProblem

_MIGRATIONS: Final = Path(__file__).with_name("migrations")


def configuration() -> Config:
    """Return Alembic's configuration; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def upgrade(path: Path, engine: Engine) -> None:
    """Run the migrations that the store lacks, all in one transaction.

    Raises:
        StoreProblem: The store was written by a newer version, or the file holds something else.
    """
    config = configuration()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.begin() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if found is not None and found not in known:
                raise StoreProblem(
                    f"数据由更新版本的程序写成（数据版本 {found}，本程序最高 {max(known)}），"
                    f"请安装新版本后再打开（{path}）"
                )
        elif tables:
            raise StoreProblem(f"这个文件不是本程序的数据，没有改动它（{path}）")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
