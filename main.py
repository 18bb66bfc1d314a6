"""助企兑: composition only. Without arguments the window, otherwise a headless command."""

import gc
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    import typer
    from PySide6.QtWidgets import QApplication

    from domain.enterprises.dictionary import Dictionary
    from domain.policies.files.library import PolicyLibrary
    from domain.policies.policy import Policy
    from domain.store.backup.manifest import Manifest
    from domain.store.engine import Seat, Store
    from gui.early.start import Early
    from gui.services import AppContext
    from reports.sheet.fonts import FontBook

T = TypeVar("T")

VERSION: Final = "0.1.0"
WRITTEN: Final = date(2026, 1, 1)
"""No clock that is right tells an earlier day than that of the program itself."""
RESOURCES: Final = Path(getattr(sys, "_MEIPASS", Path(__file__).parent)) / "resources"
_DEMO_MARK: Final = ".zhuqidui-demo"


def main(arguments: Sequence[str]) -> int:
    """Run the program; return 0 done, 2 bad input or usage, 3 no display, 1 anything else."""
    # numpy's library would start a thread for each core, for a kind of sum that is never asked of it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nothing that is installed beside it takes part, and nothing is searched for it.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if not arguments or is_mute():
        return open_window(arguments)
    _speak_utf8()
    from domain.values.errors import BadInput, DomainError, NotFound, trace_of

    try:
        if wrong := clock_problem(date.today()):
            raise DomainError(wrong)
        _commands()(list(arguments))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except DomainError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, BadInput | NotFound) else 1
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing may be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        # Not the interpreter's own way, which tells what was being worked on.
        print(f"{trace_of(error)}\n程序出错，没有完成；请把以上内容交给技术人员。", file=sys.stderr)
        return 1
    return 0


def is_mute() -> bool:
    """Whether this is the program of Windows that has no console: what a command says nobody could read."""
    return os.name == "nt" and sys.stdout is None


def open_window(arguments: Sequence[str] = ()) -> int:
    """Open the window on the user's own store; a window that was given a command says where those go."""
    # Nothing of what is imported becomes garbage; looking for it would take a tenth of the start.
    gc.disable()
    from gui.early.application import begin_app

    app = begin_app(sys.argv, VERSION)
    if wrong := clock_problem(date.today()) or command_problem(arguments):
        from gui.shell.crash import show_refusal

        return show_refusal(app, wrong, RESOURCES)
    return show_office(app, home_folder(), is_place_fixed="ZHUQIDUI_HOME" in os.environ)


def clock_problem(today: date) -> str:
    """Say that the clock is impossible, as after a dead battery; empty where it is not.

    Days of papers, deadlines and entries come from it, and archives hold no day before 1980.
    """
    if today >= WRITTEN:
        return ""
    return (
        f"电脑的日期是{today.year}年{today.month}月{today.day}日，比本程序还早，一定不对："
        "文书、期限和操作记录的日期都会错。请先校准电脑的日期和时间，再打开助企兑"
    )


def command_problem(arguments: Sequence[str]) -> str:
    """Say that the window takes no commands, nor files dropped on its icon; empty where there are none."""
    if not arguments:
        return ""
    return (
        "打开助企兑时不能带命令或文件：文件请在窗口里导入；"
        "管理员的命令请用同一文件夹里的 zhuqidui-console.exe，在命令提示符里运行"
    )


def show_office(app: "QApplication", home: Path, *, is_place_fixed: bool) -> int:
    """Show the window on the data in a folder until it is closed; return the exit status.

    Its frame and the first rows are shown before the rest of the program is imported.
    """
    early, failure = None, None
    try:
        early = _show_early(app, home)
    except Exception as error:
        failure = error  # The window itself does without, or says why it cannot be shown either.
    from PySide6.QtCore import QTimer

    from gui.early.application import speak_chinese
    from gui.shell.opening import open_office

    speak_chinese(app)
    QTimer.singleShot(0, _collect_garbage_again)
    return open_office(
        app,
        home,
        resources=RESOURCES,
        is_place_fixed=is_place_fixed,
        context_of=build_context,
        early=early,
        early_failure=failure,
    )


def _collect_garbage_again() -> None:
    """Go on as usual once the window is there; what has been imported by then is never looked through."""
    gc.freeze()
    gc.enable()


def _show_early(app: "QApplication", home: Path) -> "Early | None":
    """Show the window ahead of the program, where nothing but opening the store is to be expected."""
    from domain.store.plain import READY, STORE_NAME, at_a_glance

    store = home / STORE_NAME
    if not store.is_file() or any((home / name).exists() for name in ("zhuqidui.lock", READY)):
        return None
    glance = at_a_glance(store)
    if glance is None:
        return None
    from gui.early.start import Early

    who = "" if glance.is_shared else glance.alone or _user()
    early = Early(app, home, resources=RESOURCES, store=store, office=glance.office, who=who)
    is_shown = False
    try:
        is_shown = early.sign_in is not None or early.show_rows()
    finally:
        if not is_shown:
            early.end()
    return early if is_shown else None


def build_context(store: "Store", home: Path) -> "AppContext":
    """Return what the window is given to work with."""
    from domain.office.accounts.signing_in import seat_without_proof
    from gui.services import AppContext

    return AppContext(
        seat=seat_without_proof(store, _user()),
        office=load_dictionary(),
        load_shipped=_read_once(load_policies),
        resources=RESOURCES,
        home=home,
        fonts=_font_loader(home),
    )


def _user() -> str:
    """Return who acts, as the trail names them; the name comes from the environment."""
    name = getpass.getuser()
    if name.isascii() and name.isprintable():
        return name  # as nearly all are: what looks through others takes as long as the window's first button
    from domain.values.texts import safe_text

    return safe_text(name)


def home_folder() -> Path:
    """Return the user's data folder: ZHUQIDUI_HOME, the one chosen at the first start, or the usual one."""
    if override := os.environ.get("ZHUQIDUI_HOME"):
        return Path(override).expanduser().absolute()
    from gui.first_run.place import default_home, remembered_home

    return remembered_home() or default_home()


def _office_folder() -> Path:
    """Return the data folder for a command, without what a killed one left there in the clear."""
    from domain.store.backup.places import sweep_dead

    home = _reachable(home_folder())
    sweep_dead(home)
    return home


def _reachable(home: Path) -> Path:
    """Return a data folder; refuses one of another user of the system, saying whose it is."""
    from domain.store.plain import STORE_NAME
    from domain.store.rights import missing_rights
    from domain.values.errors import DomainError

    if lacks := missing_rights(home, (STORE_NAME,)):
        raise DomainError(f"{lacks}（{home}）")
    return home


def home_with_data() -> Path:
    """Return the user's data folder, for what makes no sense without data.

    Raises:
        NotFound: There are none.
    """
    from domain.store.plain import STORE_NAME
    from domain.values.errors import NotFound

    home = _office_folder()
    if not (home / STORE_NAME).exists():
        raise NotFound(
            f"还没有数据（{home}）：请先打开窗口登记，或用 restore 恢复备份；"
            "数据在别的文件夹时，用环境变量 ZHUQIDUI_HOME 指明"
        )
    return home


def load_dictionary() -> "Dictionary":
    from domain.enterprises.dictionary import load_dictionary as load

    return load(RESOURCES / "facts" / "office.toml")


def load_policies() -> "PolicyLibrary":
    from domain.policies.files.library import PolicyLibrary

    return PolicyLibrary.load(RESOURCES / "policies", load_dictionary())


def find_policy(name: str, library: "PolicyLibrary | None" = None) -> "Policy":
    """Return a policy by its id, among the shipped ones or those of a library, or from the file at a path.

    Raises:
        BadInput: Of the file there is something that nobody has looked at since it was drafted.
    """
    from domain.policies.files.files import load_policy, unchecked_in
    from domain.values.errors import BadInput

    path = Path(name)
    if path.suffix == ".toml" or path.is_file():
        policy = load_policy(path, load_dictionary())
        if policy.unchecked:
            raise BadInput(unchecked_in(policy))
        return policy
    return (library or load_policies()).find(name)


def assess_file(facts: Path, policy_name: str, *, as_json: bool) -> None:
    """Decide a policy for every enterprise of a file and print it; nothing is stored.

    What a policy decides among all enterprises is decided among those of the file.
    """
    from domain.exchange.decisions import json_lines, table_lines
    from domain.exchange.facts_files import read_facts
    from domain.policies.contests.field import Entrant, settle_contests
    from domain.policies.one.assessment import decide_each

    policy = find_policy(policy_name)
    dictionary = load_dictionary().extended(policy.facts)
    entries = read_facts(facts, dictionary, partial(print, file=sys.stderr))
    field = [Entrant(entry, decide_each(policy, entry, dictionary)) for entry in entries]
    results = list(zip(entries, settle_contests(policy, field), strict=True))
    if as_json:
        for entry, decisions in results:
            for line in json_lines(entry, decisions):
                print(line)
    else:
        for line in table_lines(policy, dictionary, results):
            print(line)


def seat_of(store: "Store", name: str, password_from: int | None) -> "Seat":
    """Return the place from which a command does something: of who signs in, where several people work.

    Args:
        store: The office's own.
        name: Who it is, by their sign-in name; empty for who works alone on this machine.
        password_from: The file descriptor their password is read from; None to ask for it.

    Raises:
        BadInput: Somebody has to sign in, and does not.
    """
    from domain.office.accounts.signing_in import seat_without_proof, sign_in
    from domain.store.engine import is_shared_in
    from domain.values.errors import BadInput

    if not store.ask(is_shared_in):
        return seat_without_proof(store, _user())
    if not name:
        raise BadInput("本单位由多人使用，请用 --as 写明登录名")
    if password_from is None:
        return sign_in(store, name, getpass.getpass("密码："))
    try:
        with os.fdopen(password_from, encoding="utf-8") as file:
            password = file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"从 --password-fd {password_from} 读不到密码；要一行 UTF-8 文字") from error
    return sign_in(store, name, password)


def reset_account(name: str, *, others_lost: bool) -> None:
    """Give out a recovery code for an account, to who has the data folder; the trail keeps that for ever.

    `others_lost` says that whoever else manages cannot sign in either.
    """
    from domain.office.accounts.service import reset_locally
    from domain.store.engine import Store

    store = Store.open(home_with_data())
    try:
        code = reset_locally(store.seat(_user()), name, others_lost=others_lost)
    finally:
        store.close()
    print(f"恢复码：{code}")
    print("登录时点“忘了密码，用恢复码”，设新密码。这次重置记入操作记录，并一直显示到另一位同事确认为止。")


def assess_register_and_keep(
    policy_name: str, target: Path | None, *, who: str, password_from: int | None
) -> None:
    """Decide a policy for every enterprise of the office's own store, keep it, and say what changed."""
    from domain.exchange.summary import write_run
    from domain.policies.runs.service import compare_runs, describe, list_runs, results_of, take_run
    from domain.policies.shelf import library_of
    from domain.store.engine import Store
    from domain.values.progress import Silent

    store = Store.open(home_with_data())
    try:
        library = store.ask(library_of, load_policies())
        policy = find_policy(policy_name, library)
        dictionary = library.dictionary.extended(policy.facts)
        id_ = take_run(seat_of(store, who, password_from), policy, dictionary, Silent())
        with store.read() as session:
            latest, *earlier = list_runs(session, policy.id)
            results = results_of(session, id_)
            changes = compare_runs(session, earlier[0].id, id_) if earlier else []
    finally:
        store.close()
    for line in describe(latest, results, earlier[0] if earlier else None, changes):
        print(line)
    if target is not None:
        write_run(target, latest, results)
        print(f"结果已写入 {target}", file=sys.stderr)


def write_template_file(target: Path) -> None:
    """Write the Excel template for facts."""
    from domain.exchange.template import write_template
    from domain.values.errors import BadInput

    if target.suffix.lower() != ".xlsx":
        raise BadInput(f"模板是 Excel 文件，文件名应以 .xlsx 结尾：{target}")
    policies = load_policies()
    write_template(target, policies.dictionary, policies.policies.values())
    print(f"模板已写入 {target}", file=sys.stderr)


def check_policy_as_json(path: Path) -> int:
    """Print everything that is found in a policy file as JSON, a line each; return 2 where it is refused."""
    from domain.exchange.policy_findings import find_in_policy, finding_lines

    found = find_in_policy(path, load_dictionary())
    for line in finding_lines(found):
        print(line)
    return 2 if any(one.is_error for one in found) else 0


def check_policy_file(path: Path) -> None:
    """Read a policy file and say what is in it; mistakes are refused with their places.

    Figures on which wording and formulas disagree are warned of.
    """
    from domain.policies.agreement.differences import disagreements_of
    from domain.policies.files.files import PolicyMistakes, load_policy, unchecked_in
    from domain.policies.trials.examples import failures_of

    policy = load_policy(path, load_dictionary())
    print(
        f"{path.name}：没有发现错误。《{policy.title}》第 {policy.version} 版，共 {len(policy.clauses)} 条："
    )
    for clause in policy.clauses.values():
        print(f"  {clause.id}  {clause.title}")
    if failures := list(failures_of(policy, load_dictionary().extended(policy.facts))):
        raise PolicyMistakes(f"{path.name}：{failure}" for failure in failures)
    count = sum(len(clause.examples) for clause in policy.clauses.values())
    print(f"  随附案例 {count} 个，全部相符。" if count else "  没有随附案例。")
    for sentence in unchecked_in(policy):
        print(f"    注意：{sentence}")
    if policy.unchecked:
        print(f"  还没有人核对的 {len(policy.unchecked)} 处：核对完才能导入。")
    disagreements = disagreements_of(policy)
    print(f"  条文与公式不一致 {len(disagreements)} 处：" if disagreements else "  条文与公式里的数字一致。")
    for one in disagreements:
        print(f"    注意：{one.sentence}")
    if disagreements:
        print("  改正以前，这一版要写明理由才能启用、出具通知书。")


def draft_policy_file(path: Path, target: Path | None, since: str, until: str) -> None:
    """Write the policy file that a document comes to, with comments where it was not understood."""
    from domain.policies.authoring.making import made_from
    from domain.policies.authoring.writing import checked, file_of
    from domain.values.dates import parse_date
    from domain.values.errors import BadInput
    from domain.values.files import write_whole
    from gui.files.documents import read_file

    days = [parse_date(one) if one else None for one in (since, until)]
    dictionary, document = load_dictionary(), read_file(path)
    try:
        made = made_from(document, dictionary, valid_from=days[0], valid_to=days[1])
    except BadInput as error:
        raise BadInput(f"{path.name}：{error}；可以用 --from、--to 写明，如 --from 2022-01-01") from error
    content = file_of(made.draft, made.remarks)
    if target is None:
        print(content.decode(), end="")
    else:
        write_whole(content, target, is_public=True)
        print(f"草稿已写入 {target}", file=sys.stderr)
    doubtful = sum(bool(made.remarks[clause.id]) for clause in made.draft.clauses)
    wrong = len(checked(made.draft, dictionary).complaints)
    print(
        f"共 {len(made.draft.clauses)} 条，其中 {doubtful} 条有没读懂或说不准的地方，写在各条上面的注释里；"
        f"要改正的 {wrong} 处，用 check-policy 逐处查看。",
        file=sys.stderr,
    )


def check_figures_file(path: Path) -> None:
    """Read a file of figures and tables and say what it has; mistakes are refused with their places."""

    from domain.statistics.figures import FigureMistakes, load_figures
    from domain.statistics.tables.columns import strange_in

    found = load_figures(path)
    office, today = load_dictionary(), date.today()
    strange = [
        f"{path.name}：自选表“{table.title}”：{complaint}"
        for table in found.tables.values()
        for *_, complaint in strange_in(table, office, today)
    ]
    if strange:
        raise FigureMistakes(strange)
    counts = f"{len(found.figures)} 个数，{len(found.rates)} 个率，{len(found.tables)} 张表"
    print(f"{path.name}：没有发现错误，{counts}：")
    for one in found.figures.values():
        print(f"  {one.title}（{one.unit}）  {one.says}")
    for rate in found.rates.values():
        print(f"  {rate.title}  {rate.says}")
    for table in found.tables.values():
        print(f"  {table.title}  {table.says}")


def check_road_file(path: Path) -> None:
    """Read a road file and say how it goes; mistakes are refused with their places."""
    from domain.roads.files import load_road
    from domain.roads.road import named_roles

    road = load_road(path)
    print(f"{path.name}：没有发现错误。“{road.title}”第 {road.version} 版，至少 {road.people} 人：")
    for state in road.way:
        within = f"，限{state.within.text}" if state.within else ""
        runs = f"，公示{state.publicity.runs.text}" if state.publicity else ""
        print(f"  {state.title}  {named_roles(state.by)}{within}{runs}")
    print(f"  结局：{'、'.join(end.title for end in road.ends.values())}")
    if road.beside:
        print(f"  路旁：{'、'.join(one.title for one in road.beside.values())}")


def check_calendar_file(path: Path) -> None:
    """Read a calendar file and say what it comes to; mistakes are refused with their places."""
    from domain.office.calendar.year_files import load_year

    year = load_year(path)
    print(f"{path.name}：没有发现错误。{year.number} 年（{year.source}）：")
    print(f"  周一至周五放假 {len(year.off)} 天，周末调休上班 {len(year.worked)} 天")


def check_notices(given: Sequence[str], keys: Path | None) -> int:
    """Say what the codes of papers are worth; return 0 if all are good, else 1.

    Args:
        given: Each a code as it was typed, or a photograph or PDF that has some.
        keys: A file of public keys; None for the office's own, whose store says besides what became of each.
    """
    from domain.funds.proving import prove_each, prove_own
    from domain.office.keys.signing import read_public_file
    from domain.store.engine import Store
    from domain.values.errors import BadInput
    from domain.values.progress import Silent

    codes = [code for one in given for code in _codes_of(one)]
    if keys is not None:
        try:
            known = read_public_file(keys.read_text("utf-8-sig")).keys
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{keys} 不是能读的公钥文件") from error
        proved = prove_each(codes, known, Silent())
    else:
        store = Store.open(home_with_data())
        try:
            proved = store.ask(prove_own, codes, Silent())
        finally:
            store.close()
    for one in proved:
        print(f"{'✓' if one.is_good else '✗'} {''.join(one.sentences)}")
    return 0 if all(one.is_good for one in proved) else 1


def _codes_of(given: str) -> Sequence[str]:
    """Return the codes on a photograph or a PDF, or the one that was typed."""
    from domain.papers.codes import codes_in
    from domain.values.progress import Silent

    path = Path(given)
    # As somebody types it, wide ones too; asked for as a file, so long a name is an error.
    if "|" in given or "｜" in given or not path.is_file():
        return codes_in(given) or [given]
    from gui.files.reading_codes import read_codes

    return read_codes(path, Silent())


def run_demo(out: Path) -> None:
    """Fill a fresh store with the sample office, assess everyone, and write notices and a summary."""

    from domain.cases.queries import papers_by_award
    from domain.cases.service import Approval, awards_of, issue_notices
    from domain.enterprises.importing.comparing import Known
    from domain.enterprises.importing.entries import Entries
    from domain.enterprises.importing.service import merge_enterprises
    from domain.exchange.samples import load_sample_office
    from domain.exchange.summary import write_summary
    from domain.office.service import save_office
    from domain.policies.rulings import allow_notices
    from domain.policies.runs.register import assess_register
    from domain.roads.library import Roads
    from domain.store.engine import Store
    from domain.values.progress import Silent
    from reports.documents.papers import write_papers

    _prepare_demo_folder(out)
    dictionary, policy, silent = load_dictionary(), find_policy("zhengdong-2022"), Silent()
    sample = load_sample_office(RESOURCES / "samples", dictionary)
    store = Store.open(out / "store")
    try:
        save_office(store.seat("demo"), sample.office)
        entries, seat = Entries.of(sample.enterprises), store.seat("demo")
        merge_enterprises(seat, entries, dictionary, silent, known=Known.SKIP, source="示例")
        assessed = assess_register(store, policy, dictionary, silent)
        awards = awards_of(assessed)
        allow_notices(seat, policy, because="示例，不对外发文；条文已与报道核对")
        issue_notices(
            store.seat("demo"),
            awards,
            silent,
            policy=policy,
            dictionary=dictionary,
            approval=Approval("示例批准人", date.today()),
            road=Roads.load(RESOURCES / "roads").alone_on(date.today()),
        )
        papers = store.ask(papers_by_award, policy.id)
    finally:
        store.close()
    fonts = _font_loader(out / "store")()
    for (uscc, clause), paper in papers.items():
        write_papers([paper.as_sample()], out / "notices" / f"{uscc}-{clause}.pdf", fonts, silent, count=1)
    write_summary(out / "summary.xlsx", policy, assessed, dictionary)
    print(f"示例数据：{len(assessed)} 户企业，存于 {out / 'store'}")
    print(f"通知书（样张）：{len(papers)} 份，存于 {out / 'notices'}")
    print(f"汇总表：{out / 'summary.xlsx'}")


def _prepare_demo_folder(out: Path) -> None:
    """Empty a folder that an earlier demonstration filled; refuse one that holds anything else."""
    import shutil

    from domain.values.errors import BadInput

    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} 不是文件夹，请另指定一个")
    if out.is_dir() and any(out.iterdir()) and not (out / _DEMO_MARK).exists():
        raise BadInput(f"{out} 里已有别的文件，请另指定一个空文件夹")
    for name in ("store", "notices"):
        shutil.rmtree(out / name, ignore_errors=True)
    (out / "notices").mkdir(parents=True)
    (out / _DEMO_MARK).touch()


def back_up(target: Path, passphrase: str) -> None:
    """Write everything of the user's folder into one file, and prove it by a test restore."""
    from domain.store.backup.archive import write_backup
    from domain.store.backup.manifest import Occasion
    from domain.store.backup.restoring import try_out
    from domain.store.entering import backup_text, enter_command
    from domain.values.progress import Silent

    home = home_with_data()
    write_backup(home, target, Silent(), occasion=Occasion.BY_HAND, program=VERSION, passphrase=passphrase)
    manifest = try_out(target, home, Silent(), passphrase=passphrase)
    enter_command(home, _user(), backup_text("用命令备份到", target, manifest, home))
    print(f"已备份并试还原：{manifest.enterprises} 户企业、{manifest.notices} 份通知书，存于 {target}")
    _print_flaws(manifest)


def restore(source: Path, passphrase: str, *, is_trial: bool) -> None:
    """Put a backup in the place of the user's data, or only prove it good."""
    from PySide6.QtCore import QCoreApplication

    from domain.cases.leaving import lines_since
    from domain.store.acts import Person
    from domain.store.backup.restoring import finish, stage, try_out
    from domain.values.progress import Silent
    from gui.shell.instance import Instance

    home = _office_folder()
    if is_trial:
        manifest = try_out(source, home, Silent(), passphrase=passphrase)
        verdict = "备份可以恢复" if manifest.flaws else "备份完好"
        print(f"{verdict}：{manifest.enterprises} 户企业、{manifest.notices} 份通知书（{source}）")
        _print_flaws(manifest)
        return
    app = QCoreApplication([])
    instance = Instance(home, app, waits=False)
    try:
        by = Person(_user())
        staged = stage(home, source, Silent(), program=VERSION, passphrase=passphrase, by=by)
        finish(home)
    finally:
        instance.release()
    manifest = staged.manifest
    print(f"已恢复：{manifest.enterprises} 户企业、{manifest.notices} 份通知书，原来的数据还留着（{home}）")
    for line in lines_since(staged.since):
        print(line)
    _print_flaws(manifest)


def verify_trail(typed: str, *, with_rows: bool) -> int:
    """Hold the trail against itself, the backups and a head from paper; return 0 if it is sound, else 1.

    That is entered where it was: in a trail that was meddled with nothing more is written.
    """
    from domain.store.entering import enter_command
    from domain.store.verifying import verify
    from domain.values.progress import Silent

    home = _office_folder()
    verified = verify(home, Silent(), typed=typed, with_rows=with_rows)
    for sentence in verified.sentences():
        print(sentence)
    if verified.is_sound:
        with_it = "连同数据" if with_rows else ""
        enter_command(home, _user(), f"用命令{with_it}核对操作记录 {verified.entries} 条，没有发现改动")
    return 0 if verified.is_sound else 1


def _print_flaws(manifest: "Manifest") -> None:
    for flaw in manifest.flaws:
        print(f"注意，其中有不完好的内容：{flaw}", file=sys.stderr)


def self_check(folder: Path, screenshot: Path | None) -> int:
    """Drive the window through the main job in an empty folder; return 0 if all was well, else 1.

    It is opened as a clerk's double-click opens it: the first start, then again, early window first.
    """
    from domain.values.errors import BadInput

    if folder.exists() and any(folder.iterdir()):
        raise BadInput(f"自检要用一个空文件夹，{folder} 里已有文件")
    from gui.early.application import begin_app
    from gui.shell.self_check import SelfCheck, run_self_check

    app = begin_app(sys.argv[:1], VERSION)
    check = SelfCheck(
        folder, resources=RESOURCES, policies=load_policies(), screenshot=screenshot, tell=_print_now
    )
    open_it = partial(show_office, app, check.home, is_place_fixed=True)
    failure = run_self_check(open_it, app, check)
    _print_now(f"✗ {failure}" if failure else "自检通过")
    return 1 if failure else 0


def _print_now(line: str) -> None:
    print(line, flush=True)


def _font_loader(home: Path) -> "Callable[[], FontBook]":
    """Return what loads the fonts, once, when the first paper needs them."""

    def load() -> "FontBook":
        from reports.sheet.fonts import FontBook

        return FontBook.load(RESOURCES / "fonts", home / "fonts")

    return _read_once(load)


def _read_once(load: Callable[[], T]) -> Callable[[], T]:
    """Return what calls `load` the first time, and gives back the same from then on, to every thread."""
    from threading import Lock

    lock = Lock()

    @cache
    def read() -> T:
        return load()

    def read_alone() -> T:
        with lock:
            return read()

    return read_alone


def _commands() -> "typer.Typer":
    # Plain words, also where somebody reads them from a file.
    os.environ.setdefault("TYPER_USE_RICH", "0")
    import typer

    commands = typer.Typer(
        help="助企兑：惠企政策逐户评定与通知书。不带参数时打开窗口。",
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
    )

    @commands.command(help="评定：对文件里的每户企业逐条判定一项政策，不保存任何数据。")
    def assess(
        facts: Path = typer.Argument(help="企业数据：JSON，或用 template 命令导出的 Excel 模板"),
        policy: str = typer.Option(..., "--policy", help="政策编号（如 zhengdong-2022）或政策文件的路径"),
        as_json: bool = typer.Option(False, "--json", help="每户每条输出一行 JSON"),
    ) -> None:
        assess_file(facts, policy, as_json=as_json)

    @commands.command("assess-all", help="评定：对本机数据里的全部企业逐条判定并留存，说明与上一次的差别。")
    def assess_all(
        policy: str = typer.Option(..., "--policy", help="政策编号（如 zhengdong-2022）或政策文件的路径"),
        out: Path | None = typer.Option(None, "--out", help="把结果另写成 Excel 文件"),
        who: str = typer.Option("", "--as", help="多人使用时：谁来办，写登录名"),
        password_from: int | None = typer.Option(
            None, "--password-fd", help="从这个文件描述符读密码，不询问"
        ),
    ) -> None:
        assess_register_and_keep(policy, out, who=who, password_from=password_from)

    @commands.command(help="导出填写企业数据的 Excel 模板。")
    def template(target: Path = typer.Argument(help="写到哪个 .xlsx 文件")) -> None:
        write_template_file(target)

    @commands.command("check-road", help="检查程序文件：逐处列出错误，没有错误时列出各步。")
    def check_road(file: Path = typer.Argument(help="程序文件（.toml）")) -> None:
        check_road_file(file)

    @commands.command("check-figures", help="检查统计口径文件：逐处列出错误，没有错误时列出数什么。")
    def check_figures(file: Path = typer.Argument(help="统计口径文件（.toml）")) -> None:
        check_figures_file(file)

    @commands.command("check-calendar", help="检查日历文件：一年的放假安排是否齐全，逐处列出错误。")
    def check_calendar(file: Path = typer.Argument(help="日历文件（.toml）")) -> None:
        check_calendar_file(file)

    @commands.command(help="演示：用示例单位建一个新库，评定全部企业，写出通知书样张和汇总表。")
    def demo(out: Path = typer.Option(..., "--out", help="写到哪个文件夹")) -> None:
        run_demo(out)

    _add_policies(commands)
    _add_signing(commands)
    _add_upkeep(commands)

    @commands.command(help="显示版本。")
    def version() -> None:
        print(VERSION)

    return commands


def _add_policies(commands: "typer.Typer") -> None:
    """Add what who writes policy files needs."""
    import typer

    @commands.command("check-policy", help="检查政策文件：逐处列出错误，没有错误时列出条款。")
    def check_policy(
        file: Path = typer.Argument(help="政策文件（.toml）"),
        as_json: bool = typer.Option(False, "--json", help="每处错误和提醒输出一行 JSON"),
    ) -> None:
        if as_json:
            raise typer.Exit(check_policy_as_json(file))
        check_policy_file(file)

    @commands.command(
        "draft-policy", help="起草政策文件：读政策原文（.docx、.pdf、.txt），没读懂的写成注释。"
    )
    def draft_policy(
        file: Path = typer.Argument(help="政策原文"),
        out: Path | None = typer.Option(None, "-o", "--out", help="写到哪个 .toml 文件；不写时输出到屏幕"),
        since: str = typer.Option("", "--from", help="政策从哪一天起有效，原文没有写明时用"),
        until: str = typer.Option("", "--to", help="政策到哪一天为止有效"),
    ) -> None:
        draft_policy_file(file, out, since, until)

    @commands.command("policy-schema", help="输出政策文件的 JSON Schema：编辑器据此补全各项、标出写错的。")
    def policy_schema() -> None:
        from domain.exchange.policy_schema import schema_text

        print(schema_text(), end="")


def _add_signing(commands: "typer.Typer") -> None:
    """Add what has to do with signatures: of who issues policies, and of the office's papers."""
    import typer

    locked = typer.Option(
        "", "--passphrase", envvar="ZHUQIDUI_PASSPHRASE", help="私钥的口令；写在环境变量里，别人看不到"
    )

    @commands.command("signing-key", help="为发布单位生成签名用的密钥：私钥自己保管，公钥发给各单位。")
    def signing_key(
        folder: Path = typer.Argument(help="写到哪个文件夹"),
        name: str = typer.Option("zhuqidui", "--name", help="两个文件叫什么"),
        passphrase: str = locked,
    ) -> None:
        from domain.policies.signatures import check_of, make_keys, read_public_key

        secret, public = make_keys(name, folder, passphrase)
        print(f"私钥：{secret}（不要外传{'' if passphrase else '；没有设口令'}）\n公钥：{public}")
        print(f"核对码：{check_of(read_public_key(public.read_text('utf-8')))}")

    @commands.command("sign-policy", help="给检查无误的政策文件签名，签名写在文件旁边（.minisig）。")
    def sign_policy(
        file: Path = typer.Argument(help="政策文件（.toml）"),
        key: Path = typer.Option(..., "--key", help="私钥文件（.key）"),
        passphrase: str = locked,
    ) -> None:
        from domain.policies.signatures import sign

        policy = find_policy(str(file))
        print(f"已签名：{sign(file, policy.content, key, passphrase)}")

    @commands.command("check-notice", help="核对文件真伪：二维码的内容，或文件的照片、PDF。")
    def check_notice(
        given: list[str] = typer.Argument(help="二维码的内容（助企兑1|…），或照片、PDF 的路径；可以几个"),
        keys: Path | None = typer.Option(
            None, "--key", help="签发单位的公钥文件；不写就用本机数据核对，连同作废、调减、拨付"
        ),
    ) -> None:
        raise typer.Exit(check_notices(given, keys))


def _add_upkeep(commands: "typer.Typer") -> None:
    """Add what an administrator runs: backup, restore, diagnose, self-check."""
    import typer

    locked = typer.Option(
        "", "--passphrase", envvar="ZHUQIDUI_PASSPHRASE", help="口令；写在环境变量里，别人看不到"
    )

    @commands.command(help="备份：把全部数据写成一个文件，并试还原。")
    def backup(
        target: Path = typer.Argument(help="写到哪个文件，如 U 盘上的 备份.zqdbak"),
        passphrase: str = locked,
    ) -> None:
        back_up(target, passphrase)

    @commands.command("restore", help="恢复：用备份换下现在的数据；现在的数据先留一份备份。")
    def restore_command(
        source: Path = typer.Argument(help="备份文件"),
        passphrase: str = locked,
        is_trial: bool = typer.Option(False, "--try", help="只检验备份是否完好，不改动数据"),
    ) -> None:
        restore(source, passphrase, is_trial=is_trial)

    @commands.command(help="核对：操作记录是否逐条相连，与备份、存证码是否相符；除记下核对过以外不改动数据。")
    def verify(
        head: str = typer.Option("", "--head", help="纸面上的存证码，如 1234-ABCD-EFGH-IJKL-MNOP"),
        with_rows: bool = typer.Option(False, "--rows", help="把每一项数据也与操作记录核对"),
    ) -> None:
        raise typer.Exit(verify_trail(head, with_rows=with_rows))

    @commands.command(
        "reset-account", help="唯一的管理人员忘了密码又没有恢复码：给账户发新的恢复码，记入操作记录。"
    )
    def reset_account_command(
        name: str = typer.Argument(help="登录名"),
        others_lost: bool = typer.Option(
            False,
            "--others-lost",
            help="其他管理人员也都忘了密码又没有恢复码；这一点记入操作记录",
        ),
    ) -> None:
        reset_account(name, others_lost=others_lost)

    @commands.command(help="诊断：把版本、日志和数据检查结果写成一个压缩文件，交给技术人员。")
    def diagnose(target: Path = typer.Argument(help="写到哪个 .zip 文件")) -> None:
        from domain.store.diagnosis import write_diagnosis
        from domain.store.entering import enter_command

        home = _office_folder()
        write_diagnosis(home, target, program=VERSION)
        enter_command(home, _user(), f"用命令导出诊断信息到 {target}")
        print(f"诊断信息已写入 {target}")

    @commands.command(
        "self-check", help="自检：在空文件夹里把主要工作走一遍（从首次设置到拨付和备份），再打开一次。"
    )
    def self_check_command(
        home: Path = typer.Option(..., "--home", help="自检用的空文件夹"),
        screenshot: Path = typer.Option(None, "--screenshot", help="把最后的窗口存成图片（.png）"),
    ) -> None:
        raise typer.Exit(self_check(home.absolute(), screenshot))


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


if __name__ == "__main__":
    if getattr(sys, "frozen", False) and len(sys.argv) > 1:
        # The second process of very many papers begins as the program itself.
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main(sys.argv[1:]))
