"""核对助企兑的操作记录。只用 Python 标准库（3.8 以上），不需要助企兑本身，不改动任何文件。

用法：python verify.py 数据文件 [存证码 …]

数据文件是审计包里的 操作记录.jsonl，或 zhuqidui.db（最好是一份复制件）。
存证码形如 1234-ABCD-EFGH-IJKL-MNOP，印在文书和存根上，也写在每份备份
的 manifest.json 里（head）。全部相符时退出码为 0，否则为 1。

核对三件事：
  一、每条记录自己的 SHA-256：把十一列依次写成 JSON 数组（无空格，UTF-8，不转义中文）求得；
  二、每条记录都记着前一条的 SHA-256，编号连续；旧版本数据的第一条相连记录，记的是此前全部 SHA-256
      依次相接后的 SHA-256；
  三、存证码：那一条记录 SHA-256 的前 10 个字节写成 base32。数据里找不到、而落在恢复备份时放弃的一段里的，
      说明是那一段的，不算不符。
"""

import base64
import hashlib
import json
import re
import sqlite3
import sys
from pathlib import Path

LINKED = (
    "id", "previous", "at", "actor", "account_id", "action", "kind", "subject_id", "summary", "details",
    "import_id",
)  # fmt: skip
BEFORE = tuple(name for name in LINKED if name not in ("id", "previous", "account_id"))
FIRST = "0" * 64
ACTION, DETAILS = LINKED.index("action"), LINKED.index("details")
MISREAD = str.maketrans("018", "OIB")


def digest(said):
    """求 SHA-256；记录里不该有的东西（字节、坏掉的文字）求不出，返回空。"""
    try:
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    except (TypeError, ValueError):
        return ""


def is_hash(text):
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def code_of(sha256):
    return base64.b32encode(bytes.fromhex(sha256)[:10]).decode("ascii")


def read_head(text):
    """读出编号和存证码；大小写、空格、短横不论，0、1、8 当作 O、I、B。不是存证码时返回 None。"""
    found = re.match(r"\s*(\d{1,12})[^0-9A-Z]+(.*)", text.upper(), re.ASCII)
    letters = re.sub("[^0-9A-Z]", "", found[2]).translate(MISREAD) if found else ""
    return (int(found[1]), letters) if re.fullmatch("[A-Z2-7]{16}", letters) else None


def entries(path):
    """依次给出每条记录的十一列和它的 SHA-256。"""
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                yield json.loads(line)
        return
    connection = sqlite3.connect(path.absolute().as_uri() + "?mode=ro", uri=True)
    connection.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
    yield from connection.execute(f"SELECT {', '.join(LINKED)}, sha256 FROM audit_entry ORDER BY id")
    connection.close()


def faults(rows, seen, given_up):
    """逐条核对，给出每一处不符；seen 里记下每条的 SHA-256，given_up 里记下恢复备份放弃的各段。"""
    older, last, is_linked = hashlib.sha256(), None, False
    for row in rows:
        said, sha256 = dict(zip(LINKED, row)), row[-1]
        if not is_linked and said["previous"]:
            is_linked = True
            last = last and (last[0], older.hexdigest())
        follows = said["id"] == (last[0] if last else 0) + 1
        if not follows:
            yield f"第 {said['id']} 条之前缺了记录"
        if is_linked:
            expected = digest(list(row[:-1]))
            if follows and said["previous"] != (last[1] if last else FIRST):
                yield f"第 {said['id']} 条与前一条接不上"
        else:
            expected = digest([said[name] for name in BEFORE]) if said["account_id"] is None else ""
            older.update(str(sha256).encode("ascii", "replace"))
        if sha256 != expected:
            yield f"第 {said['id']} 条写下之后被改过"
        elif said["action"] == "store.restore":
            given_up += parts_of(said)
        last = said["id"], sha256
        seen[said["id"]] = sha256


def parts_of(said):
    """给出恢复备份的一条记录所放弃的各段：从哪一条以后，到哪一条为止。"""
    pairs = json.loads(said["details"])
    heads = pairs.get("given_up", [None, []])[1]
    after = pairs.get("given_up_after", [None, [said["id"] - 1] * len(heads)])[1]
    return [(begun, int(re.match("[0-9]+", head)[0])) for begun, head in zip(after, heads)]


def told_of(head, seen, given_up):
    """说明一个存证码：相符时返回空；属于恢复备份时放弃的一段时另说；其余为不符。"""
    read = read_head(head)
    if read is None:
        return f"“{head}”不是存证码，应形如 1234-ABCD-EFGH-IJKL-MNOP", True
    number, code = read
    sha256 = seen.get(number)
    if is_hash(sha256) and code_of(sha256) == code:
        return "", False
    for after, last in given_up:
        if after < number <= last:
            return f"存证码 {head} 出自恢复备份时放弃的一段记录（第 {after + 1} 条到第 {last} 条）", False
    return f"存证码 {head} 与操作记录不符", True


def main(path, heads):
    seen, given_up = {}, []
    found = list(faults(entries(Path(path)), seen, given_up))
    for told, is_fault in [told_of(head, seen, given_up) for head in heads]:
        if is_fault:
            found.append(told)
        elif told:
            print(told)
    number, sha256 = max(seen.items(), key=lambda one: one[0], default=(0, FIRST))
    for fault in found:
        print(fault)
    code = code_of(sha256 if is_hash(sha256) else FIRST)
    groups = "-".join(code[at : at + 4] for at in range(0, 16, 4))
    last = f"，存证 {number}-{groups}" if is_hash(sha256) else ""
    print(f"{'不相符' if found else '相符'}：操作记录到第 {number} 条{last}")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
