"""The commands without a window, run as a person runs them."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from domain.office.accounts.entities import AccountFields
from domain.office.accounts.queries import unconfirmed
from domain.office.accounts.service import change_account, open_account, recover
from domain.office.accounts.signing_in import sign_in as signed_in
from domain.policies.signatures import Issuer, Standing, origin_of, read_public_key
from domain.store.engine import Store
from domain.store.permits import Role
from domain.values.errors import BadInput
from gui.early.application import NO_DISPLAY
from main import seat_of
from tests.domain.policies.authoring.word_files import paragraph, word_file
from tests.running.forked import run_program

ROOT = Path(__file__).parent.parent
CODE = "91410100MAYA000162"
FACTS = [
    {
        "uscc": CODE,
        "name": "郑州测试有限公司",
        "attributes": {"industry_kind": "industry", "above_scale": True},
        "indicators": {
            "output_value": {"2022H1": "55000000.00", "2021H1": 48000000},
            "freight_domestic": {"2022Q2": "1234567.89"},
        },
        "projects": [],
    }
]


def run(*arguments, home=None, typed="", **environment):
    settings = {"LC_ALL": "C", "ZHUQIDUI_HOME": str(home or "/nonexistent"), **environment}
    return run_program(arguments, settings, typed=typed.encode("utf-8"))


def start(*arguments, **environment):
    """Run it by an interpreter of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, arguments)],
        capture_output=True,
        env={**kept, "LC_ALL": "C", "ZHUQIDUI_HOME": "/nonexistent", **environment},
        check=False,
        timeout=300,
    )


def said(result):
    return result.stdout.decode("utf-8"), result.stderr.decode("utf-8")


@pytest.fixture
def facts_file(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS, ensure_ascii=False), encoding="utf-8")
    return path


def test_that_facts_are_decided_as_json_lines_in_utf8_whatever_the_locale(facts_file):
    result = start("assess", facts_file, "--policy", "zhengdong-2022", "--json")
    assert result.returncode == 0
    lines = [json.loads(line) for line in said(result)[0].splitlines()]
    assert len(lines) == 10
    found = {line["clause"]: line for line in lines}
    assert found["freight"]["outcome"] == "granted"
    assert Decimal(found["freight"]["amount"]) == Decimal("61728.39")
    assert found["output"]["outcome"] == "missing"
    assert found["output"]["missing"] == ["revenue[2021H1]", "revenue[2022H1]"]
    assert found["rent"]["amount"] == "0.00"
    assert all(line["uscc"] == CODE for line in lines)
    assert [check["text"] for check in found["freight"]["trace"]][:2] == ["工业企业", "规模以上"]


def test_that_facts_are_shown_as_a_table(facts_file):
    result = run("assess", facts_file, "--policy", "zhengdong-2022")
    assert result.returncode == 0
    assert "郑州测试有限公司" in said(result)[0]
    assert "61,728.39" in said(result)[0]


def changed(**changes):
    return json.dumps([{**FACTS[0], **changes}], ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[", "第 1 行第 2 列"),
        ("{}", "最外层应为企业的列表"),
        (changed(uscc="91410100MAYA000163"), "校验"),
        (changed(indicators={"freight_domestic": {"2022Q2": "-1"}}), "不能小于 0"),
        (changed(indicators={"freight_domestic": {"2022Q5": "1"}}), "2022Q5"),
        (changed(indicators={"freight_domestic": {"2022Q2": "1.001"}}), "最多两位小数"),
        (changed(indicators={"freight_domestic": {"2022Q2": "10000000000001"}}), "10 万亿"),
        (changed(indicators={"freight_domestic": {"2022Q2": "三十万"}}), "应为数字"),
        (changed(indicators={"freight_domestic": {"2022Q2": True}}), "应为数字"),
        (changed(indicators={"freight": {"2022Q2": "1"}}), "不认识“freight”"),
        (changed(attributes={"above_scale": "是"}), "应为 true 或 false"),
        (changed(attributes={"industry_kind": "fishing"}), "没有“fishing”"),
        (changed(attributes={"stat_entry_date": "2022/1/1"}), "应为日期"),
        (changed(projects=[{"start": "2022-01-01"}]), "不认识“start”"),
        (changed(name=""), "缺少企业名称"),
        (changed().replace('"name"', '"name": "又一个", "name"'), "出现了两次"),
        ('[{"uscc": NaN}]', "NaN 不是数"),
        ("[" * 100_000, "facts.json"),
        ("[1" + "0" * 5000 + "]", "太长"),
        (json.dumps(FACTS * 2, ensure_ascii=False), "重复"),
    ],
)
def test_that_bad_facts_are_refused_with_their_place(tmp_path, text, words):
    path = tmp_path / "facts.json"
    path.write_text(text, encoding="utf-8")
    result = run("assess", path, "--policy", "zhengdong-2022", "--json")
    out, err = said(result)
    assert result.returncode == 2, err
    assert out == ""
    assert words in err
    assert "facts.json" in err
    assert "Traceback" not in err


def test_that_other_bad_input_is_refused(tmp_path, facts_file):
    encoded = tmp_path / "gb.json"
    encoded.write_bytes(json.dumps(FACTS, ensure_ascii=False).encode("gb18030"))
    for arguments, words in (
        (("assess", encoded, "--policy", "zhengdong-2022"), "UTF-8"),
        (("assess", tmp_path / "none.json", "--policy", "zhengdong-2022"), "没有这个文件"),
        (("assess", tmp_path, "--policy", "zhengdong-2022"), "文件夹"),
        (("assess", facts_file, "--policy", "no-such"), "没有编号为“no-such”的政策"),
        (("template", tmp_path / "a.doc"), ".xlsx"),
        (("assess", facts_file), "--policy"),
        (("no-such-command",), "no-such-command"),
    ):
        result = run(*arguments)
        assert result.returncode == 2
        assert words in said(result)[1]
        assert "Traceback" not in said(result)[1]


def test_that_a_policy_file_is_checked_and_used(tmp_path, facts_file):
    policy = tmp_path / "某政策.toml"
    text = (ROOT / "resources" / "policies" / "zhengdong-2022.toml").read_text("utf-8")
    policy.write_text(text, encoding="utf-8")
    checked = run("check-policy", policy)
    assert checked.returncode == 0
    assert "没有发现错误" in said(checked)[0]
    assert "freight" in said(checked)[0]
    assert "条文与公式里的数字一致" in said(checked)[0]
    policy.write_text(
        text.replace("全年租金[2022] × 20%, 50万", "全年租金[2022] × 25%, 80万"), encoding="utf-8"
    )
    warned = run("check-policy", policy)
    assert warned.returncode == 0
    assert "条文与公式不一致 4 处" in said(warned)[0]
    assert "注意：条款“建筑业总部企业办公用房租金补助”：公式（金额）里的“25%”，条文里没有" in said(warned)[0]
    policy.write_text(text.replace("国内运费[2022Q2] × 5%", "国内运废[2022Q2] × 5%"), encoding="utf-8")
    wrong = run("check-policy", policy)
    assert wrong.returncode == 2
    assert "某政策.toml：条款 freight：第" in said(wrong)[1]
    assert "是不是“国内运费”" in said(wrong)[1]
    assert run("assess", facts_file, "--policy", policy).returncode == 2


def test_that_a_road_file_is_checked(tmp_path):
    road = tmp_path / "某程序.toml"
    text = (ROOT / "resources" / "roads" / "standard.toml").read_text("utf-8")
    road.write_text(text, encoding="utf-8")
    checked = run("check-road", road)
    assert checked.returncode == 0
    version = tomllib.loads(text)["version"]
    assert f"“标准程序”第 {version} 版，至少 3 人" in said(checked)[0]
    assert "复核  “复核”，限3个工作日" in said(checked)[0]
    road.write_text(text.replace("people = 3", "people = 2"), encoding="utf-8")
    wrong = run("check-road", road)
    assert wrong.returncode == 2
    assert "某程序.toml：第 9 行，“people”：按各步的 other_than，至少要 3 个人" in said(wrong)[1]


def test_that_a_calendar_file_is_checked(tmp_path):
    calendar = tmp_path / "2026.toml"
    (text,) = re.findall(
        r"```toml\n(format = 1\nyear.*?)```", (ROOT / "docs/roads.md").read_text("utf-8"), re.DOTALL
    )
    calendar.write_text(text, encoding="utf-8")
    checked = run("check-calendar", calendar)
    assert checked.returncode == 0
    assert "周一至周五放假 19 天，周末调休上班 6 天" in said(checked)[0]
    calendar.write_text(text.replace("worked = [2026-01-04]", ""), encoding="utf-8")
    wrong = run("check-calendar", calendar)
    assert wrong.returncode == 2
    assert "2026.toml：第 5 行，“holidays”第 1 项：“元旦”" in said(wrong)[1]


def test_that_a_policy_file_is_drafted_from_a_document(tmp_path):
    document, target = tmp_path / "政策.docx", tmp_path / "草稿.toml"
    awards = ("对二季度国内运费30万元以上的工业企业，按5%补助，最高20万元。", "对呱呱的，啾啾给予3万元奖励。")
    lines = ["某县支持企业政策", *(f"第{sign}条 {text}" for sign, text in zip("一二", awards, strict=True))]
    document.write_bytes(word_file("".join(map(paragraph, lines))))
    refused = run("draft-policy", document)
    assert refused.returncode == 2
    assert "政策.docx：没有读到政策从哪一天到哪一天有效" in said(refused)[1]
    drafted = run("draft-policy", document, "-o", target, "--from", "2022-01-01", "--to", "2022-12-31")
    assert drafted.returncode == 0
    text = target.read_text("utf-8")
    assert [clause["wording"] for clause in tomllib.loads(text)["clauses"]] == list(awards)
    assert "共 2 条" in said(drafted)[1]
    assert any(line.startswith("# ") and "啾啾" in line for line in text.splitlines())
    unchecked = tomllib.loads(text)["unchecked"]
    assert "c1 award" in unchecked
    # What nobody has looked at decides nothing.
    shipped = (ROOT / "resources/policies/zhengdong-2022.toml").read_text("utf-8")
    target.write_text(
        shipped.replace("\nid = ", '\nunchecked = ["freight award"]\nid = ', 1), encoding="utf-8"
    )
    refused = run("assess", tmp_path / "企业.json", "--policy", target)
    assert refused.returncode == 2
    assert "“freight award”起草以后还没有人核对" in said(refused)[1]


def test_that_the_template_is_filled_in_and_decided(tmp_path):
    template = tmp_path / "模板.xlsx"
    assert run("template", template).returncode == 0
    sheets = CalamineWorkbook.from_path(template).sheet_names
    assert {"企业", "资质荣誉", "项目"} < set(sheets)
    result = run("assess", template, "--policy", "zhengdong-2022", "--json")
    assert (result.returncode, said(result)[0]) == (0, "")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """What the demonstration wrote, beside a user's folder that has nothing in it."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "home").mkdir()
    result = run("demo", "--out", folder / "演示", home=folder / "home")
    assert result.returncode == 0, said(result)[1]
    return folder


def test_that_the_demonstration_writes_notices_and_leaves_the_users_store_alone(demonstration, tmp_path):
    home, out = demonstration / "home", demonstration / "演示"
    assert list(home.iterdir()) == []
    assert (out / "store" / "zhuqidui.db").exists()
    notices = sorted((out / "notices").glob("*.pdf"))
    assert len(notices) > 50
    uscc, _, clause = notices[0].stem.partition("-")
    assert len(uscc) == 18
    pages = PdfReader(notices[0]).pages
    assert len(pages) >= 2
    assert all("样张" in page.extract_text() for page in pages)
    assert clause
    assert CalamineWorkbook.from_path(out / "summary.xlsx").sheet_names
    assert run("demo", "--out", out, home=home).returncode == 0
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "重要.txt").write_text("不能动", encoding="utf-8")
    assert run("demo", "--out", tmp_path / "mine", home=home).returncode == 2
    assert (tmp_path / "mine" / "重要.txt").read_text("utf-8") == "不能动"


def test_that_the_whole_register_is_assessed_kept_and_compared(demonstration, tmp_path):
    home = shutil.copytree(demonstration / "演示" / "store", tmp_path / "office")
    first = run("assess-all", "--policy", "zhengdong-2022", home=home)
    assert first.returncode == 0, said(first)[1]
    assert "共 66 户" in said(first)[0]
    assert "比 " not in said(first)[0]
    target = tmp_path / "结果.xlsx"
    second = run("assess-all", "--policy", "zhengdong-2022", "--out", target, home=home)
    assert "0 项有变化，金额 +0.00 元" in said(second)[0]
    rows = CalamineWorkbook.from_path(target).get_sheet_by_name("逐户逐条").to_python()
    assert len(rows) == 1 + 66 * 10


WANG, LI = "白鸽-算盘-雨伞", "芦苇-铜铃-纸船"


@pytest.fixture
def shared_home(filled_store, tmp_path):
    """An office where two people work."""
    home = Path(shutil.copytree(filled_store, tmp_path / "office"))
    store = Store.open(home)
    for name, sign_in, role, password in (
        ("王", "wangxm", Role.MANAGE, WANG),
        ("李", "lijg", Role.AUDIT, LI),
    ):
        open_account(store.seat("root"), AccountFields(name=name, sign_in=sign_in), {role}, password)
    store.close()
    return home


@pytest.mark.parametrize(
    ("who", "password", "status", "word"),
    [
        ([], "", 2, "请用 --as 写明登录名"),
        (["--as", "wangxm", "--password-fd", "0"], LI, 2, "登录名或密码不对"),
        (["--as", "lijg", "--password-fd", "0"], LI, 1, "要由有“经办”或“复核”或“批准”角色的人办理"),
        (["--as", "wangxm", "--password-fd", "77"], WANG, 2, "从 --password-fd 77 读不到密码"),
    ],
)
def test_that_a_command_that_changes_something_is_somebodys(shared_home, who, password, status, word):
    asked = ("assess-all", "--policy", "zhengdong-2022", *who)
    result = run(*asked, home=shared_home, typed=f"{password}\n")
    assert (result.returncode, said(result)[0]) == (status, "")
    assert word in said(result)[1]
    assert password not in said(result)[1] or not password


def test_that_a_password_that_is_no_text_is_said_in_a_sentence(shared_home):
    reading, writing = os.pipe()
    os.write(writing, b"\xff\xfe\n")
    os.close(writing)
    store = Store.open(shared_home)
    with pytest.raises(BadInput, match="读不到密码；要一行 UTF-8 文字"):
        seat_of(store, "wangxm", reading)
    store.close()


def test_that_who_has_the_data_gets_back_in_and_the_trail_is_looked_through(shared_home):
    store = Store.open(shared_home)
    manager = AccountFields(name="李", sign_in="lijg")
    change_account(signed_in(store, "wangxm", WANG), 2, manager, {Role.HANDLE, Role.MANAGE})
    store.close()
    refused = run("reset-account", "wangxm", home=shared_home)
    assert refused.returncode == 2
    assert "李（登录名 lijg）" in said(refused)[1]
    reset = run("reset-account", "wangxm", "--others-lost", home=shared_home)
    assert reset.returncode == 0
    code = re.search(r"恢复码：(\S+)", said(reset)[0])[1]
    store = Store.open(shared_home)
    [shown] = store.ask(unconfirmed)
    assert shown.unconfirmed.endswith("，称其他管理人员也不能登录：李（登录名 lijg）")
    recover(store, "wangxm", code, "竹篮-风车-瓦片")
    store.close()
    verified = run("verify", "--rows", home=shared_home)
    assert verified.returncode == 0, said(verified)[0]
    assert "逐条相连，没有发现改动" in said(verified)[0]
    denied = run("verify", "--head", "3-AAAA-AAAA-AAAA-AAAA", home=shared_home)
    assert denied.returncode == 1
    assert "与现在的操作记录不符" in said(denied)[0]


@pytest.mark.parametrize(
    "arguments", [("backup", "备份.zqdbak"), ("assess-all", "--policy", "zhengdong-2022")]
)
def test_that_where_there_are_no_data_that_is_said_and_none_are_made_up(tmp_path, arguments):
    result = run(*arguments, home=tmp_path / "none")
    assert (result.returncode, said(result)[0]) == (2, "")
    assert said(result)[1].startswith(f"还没有数据（{tmp_path / 'none'}）")
    assert said(result)[1].count("\n") == 1
    assert not (tmp_path / "none").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
@pytest.mark.parametrize(
    "display", [{}, {"DISPLAY": ":65000"}, {"QT_QPA_PLATFORM": "wayland", "WAYLAND_DISPLAY": "none"}]
)
def test_that_without_a_display_one_sentence_says_so(tmp_path, display):
    result = start(ZHUQIDUI_HOME=str(tmp_path), **display)
    assert (result.returncode, said(result)[0]) == (NO_DISPLAY, "")
    assert said(result)[1].startswith("没有可用的显示器")
    assert all(value in said(result)[1] for value in display.values())
    assert said(result)[1].count("\n") == 1


def test_that_the_version_is_the_packages(tmp_path):
    result = run("version")
    assert said(result)[0].strip() in (ROOT / "pyproject.toml").read_text("utf-8")


def test_that_a_reader_who_leaves_early_is_no_error(facts_file):
    parts = (sys.executable, ROOT / "main.py", "assess", facts_file, "--policy", "zhengdong-2022", "--json")
    command = f"{shlex.join(map(str, parts))} | head -n 1"
    result = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, timeout=300)
    assert json.loads(result.stdout)["uscc"] == CODE
    assert result.stderr == b""


def test_that_a_policy_file_is_signed_with_a_key_made_here(tmp_path):
    file = tmp_path / "政策.toml"
    file.write_bytes((ROOT / "resources" / "policies" / "zhengdong-2022.toml").read_bytes())
    made = run("signing-key", tmp_path, "--name", "省厅", ZHUQIDUI_PASSPHRASE="口令")
    assert "核对码" in said(made)[0]
    signed = run("sign-policy", file, "--key", tmp_path / "省厅.key", ZHUQIDUI_PASSPHRASE="口令")
    assert signed.returncode == 0
    issuer = Issuer(
        1, "省厅", read_public_key((tmp_path / "省厅.pub").read_text("utf-8")), "", datetime.now(UTC), ""
    )
    origin = origin_of(file.read_bytes(), (tmp_path / "政策.toml.minisig").read_bytes(), [issuer])
    assert origin.standing is Standing.TRUSTED
    refused = run("sign-policy", file, "--key", tmp_path / "省厅.key", ZHUQIDUI_PASSPHRASE="错")
    assert (refused.returncode, "口令不对" in said(refused)[1]) == (2, True)
