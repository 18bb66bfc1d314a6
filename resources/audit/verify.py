"""核对助企兑的操作记录。只用 Python 标准库（3.8 以上），不需要助企兑本身，不改动任何文件。

用法：python verify.py 数据文件 [存证码 …]

数据文件是审计包里的 操作记录.jsonl，或 zhuqidui.db（最好是一份复制件）。
存证码形如 1234-ABCD-EFGH-IJKL-MNOP，印在文书和存根上，也写在每份备份
的 manifest.json 里（head）。全部相符时退出码为 0，否则为 1。

核对三件事：
  一、每条记录自己的 SHA-256：把十一列依次写成 JSON 数组（无空格，UTF-8，不转义中文）求得；
  二、每条记录都记着前一条的 SHA-256，编号连续；旧版本数据的第一条相连记录，记的是此前全部 SHA-256
      依次相接后的 SHA-256；
  三、存证码：那一条记录 SHA-256 的前 10 个字节写成 base32。
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


def digest(said):
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def code_of(sha256):
    return base64.b32encode(bytes.fromhex(sha256)[:10]).decode("ascii")


def entries(path):
    """依次给出每条记录的十一列和它的 SHA-256。"""
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
        return
    connection = sqlite3.connect(path.absolute().as_uri() + "?mode=ro", uri=True)
    yield from connection.execute(f"SELECT {', '.join(LINKED)}, sha256 FROM audit_entry ORDER BY id")
    connection.close()


def faults(rows, seen):
    """逐条核对，给出每一处不符；seen 里记下每条的 SHA-256。"""
    older, last, is_linked = hashlib.sha256(), None, False
    for row in rows:
        said, sha256 = dict(zip(LINKED, row)), row[-1]
        if not is_linked and said["previous"]:
            is_linked = True
            last = last and (last[0], older.hexdigest())
        if is_linked:
            expected = digest(list(row[:-1]))
            if said["id"] != (last[0] if last else 0) + 1:
                yield f"第 {said['id']} 条之前缺了记录"
            elif said["previous"] != (last[1] if last else FIRST):
                yield f"第 {said['id']} 条与前一条接不上"
        else:
            expected = digest([said[name] for name in BEFORE])
            older.update(str(sha256).encode("ascii", "replace"))
        if sha256 != expected:
            yield f"第 {said['id']} 条写下之后被改过"
        last = said["id"], sha256
        seen[said["id"]] = sha256


def is_there(seen, head):
    number, _, code = head.partition("-")
    sha256 = seen.get(int(number))
    return sha256 is not None and code_of(sha256) == re.sub("[^A-Z2-7]", "", code.upper())


def main(path, heads):
    seen = {}
    found = list(faults(entries(Path(path)), seen))
    found += [f"存证码 {head} 与操作记录不符" for head in heads if not is_there(seen, head)]
    number, sha256 = max(seen.items(), default=(0, FIRST))
    for fault in found:
        print(fault)
    code = code_of(sha256)
    groups = "-".join(code[at : at + 4] for at in range(0, 16, 4))
    print(f"{'不相符' if found else '相符'}：操作记录到第 {number} 条，存证 {number}-{groups}")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
