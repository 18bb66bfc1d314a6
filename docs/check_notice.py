"""Verify a paper's code without 助企兑:  python check_notice.py 签名公钥.txt '助企兑1|审批|…'

Needs `pip install cryptography` and nothing else; docs/codes.md says what stands in a code.
"""

import re
import sys
from base64 import b32decode, b32encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

keys, code = Path(sys.argv[1]).read_text("utf-8"), re.sub(r"\s", "", sys.argv[2])
(said, _, signed), found = code.rpartition("|"), "not a code that this script knows, or not all of it"
if len(parts := said.split("|")) == 7 and parts[0] == "助企兑1":
    found = f"UNKNOWN KEY {parts[6]}"
    for letters, until in re.findall(r"^公钥 (\S+) 自 \S+(?: 至 (\S+))?$", keys, re.MULTILINE):
        public = b32decode(letters + "=" * (-len(letters) % 8))
        if b32encode(sha256(public).digest()).decode()[:8] == parts[6]:
            try:
                signature = b32decode(signed + "=" * (-len(signed) % 8))
                Ed25519PublicKey.from_public_bytes(public).verify(signature, said.encode())
                is_late = until and parts[3] > until
                found = f"TOO LATE: the key ended on {until}" if is_late else f"GOOD: {' '.join(parts[1:6])}"
            except (InvalidSignature, ValueError):
                found = "WRONG: this is not what was signed"
sys.stdout.write(f"{found}\n")
sys.exit(not found.startswith("GOOD"))
