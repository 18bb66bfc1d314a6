"""Verify the code of a paper without 助企兑:  python check_notice.py 签名公钥.txt '助企兑1|审批|…'

Needs `pip install cryptography` and nothing else; docs/codes.md says what stands in a code.
"""

import base64
import hashlib
import re
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def from_letters(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


def verdict(keys: str, code: str) -> str:
    said, _, signature = re.sub(r"\s", "", code).rpartition("|")
    version, *parts = said.split("|")
    if version != "助企兑1" or len(parts) != 6:
        return "not a code that this script knows, or not all of it"
    kind, number, day, uscc, amount, name = parts
    for letters, until in re.findall(r"^公钥 (\S+) 自 \S+(?: 至 (\S+))?$", keys, re.MULTILINE):
        public = from_letters(letters)
        if base64.b32encode(hashlib.sha256(public).digest()).decode()[:8] == name:
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(from_letters(signature), said.encode())
            except (InvalidSignature, ValueError):
                return "WRONG: this is not what was signed"
            good = f"GOOD: {kind} {number} {day} {uscc} {amount}"
            return f"TOO LATE: the key ended on {until}" if until and day > until else good
    return f"UNKNOWN KEY {name}"


if __name__ == "__main__":
    found = verdict(Path(sys.argv[1]).read_text("utf-8"), sys.argv[2])
    sys.stdout.write(f"{found}\n")
    sys.exit(not found.startswith("GOOD"))
