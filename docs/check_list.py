"""Hold an annexed list against its code without 助企兑:

    pdftotext -raw 通知.pdf - | python check_list.py '助企兑1|下达|…'

Verify the code itself by check_notice.py first; docs/codes.md says what stands in a code.
"""

import re
import sys
from base64 import b32encode
from hashlib import sha256

kind, vouches = re.sub(r"\s", "", sys.argv[1]).split("|")[1:5:3]
row_of = {"下达": r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])", "拨付": r"P\d{4}-\d{3,}-\d{5}(?!\d)"}
amount_of = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})*\.\d\d(?![\d.])")
text, rows = sys.stdin.buffer.read().decode(), []
keys = list(re.finditer(row_of[kind], text))
for key, following in zip(keys, [*keys[1:], None], strict=False):
    rest = text[key.end() : following.start() if following else None]
    if amount := amount_of.search(rest):
        # A long account goes on in the next line of its cell.
        before = re.sub(r"(?<=\d)\s+(?=\d)", "", rest[: amount.start()])
        rows.append(" ".join((key[0], *re.findall(r"\d{8,}", before), amount[0])))
digest = sha256("".join(f"{row}\n" for row in rows).encode()).digest()
found = f"附件{len(rows)}行{b32encode(digest).decode()[:16]}"
is_good = found == vouches
sys.stdout.write("GOOD\n" if is_good else f"WRONG: the code vouches for {vouches}, this is {found}\n")
sys.exit(not is_good)
