import base64
from datetime import UTC, datetime

import pytest

from domain.policies.entities import PolicyFile
from domain.policies.shelf import import_policy, list_shelf
from domain.policies.signatures import (
    Issuer,
    NotTrusted,
    Origin,
    Standing,
    check_of,
    distrust_issuer,
    list_issuers,
    make_keys,
    origin_of,
    read_public_key,
    sign,
    signature_beside,
    trust_issuer,
)
from domain.store import audit
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput

# Made by minisign 0.11: a public key, and two signatures of one content, the hashed one and the older way.
FOREIGN_KEY = """untrusted comment: minisign public key 69B582AB422B9F76
RWR2nytCq4K1aQNIWfpFsF000hsUrry0965MRKFfEopo1tggbNXz5c6/
"""
SIGNED = "政策\n".encode()
FOREIGN_SIGNATURES = [
    b"""untrusted comment: signature from minisign secret key
RUR2nytCq4K1aYTojtuTfWvsrQbiKBxV3WhQLiXKAGAlfCbNLTzcQmEDoZmzaFMT7dQXOvk0A9FYDGQ6HZlnLWoUEqhEzl1DbQo=
trusted comment: timestamp:0
EM9BH5RrbxC0n/V8ScxyTT1LvDQho50j3r7MlSclJwoSo5OImzRoFMpQwjU++JDulvIYXQfPws+8hYQPGZf/Dg==
""",
    b"""untrusted comment: signature from minisign secret key
RWR2nytCq4K1aRcXV17cEPt9z9QKl4foiFr3Bhk+pShGNWTAWAv7KgGQreqChOj8RkSskI6CKIeGDoUDOVSWpmmTX7RLH4pW7Ao=
trusted comment: timestamp:0
Km0+fO607jtL0T0xNotDLxHlQ3YGwATKCbZdTbN3JQ4FiLLdToCgIcq0nVZPkpkq13vKfHVORuILmDBj5fRdDg==
""",
]


@pytest.fixture
def issuer(tmp_path, store, dictionary, policies, zhengdong):
    class Signer:
        secret, public = make_keys("省厅", tmp_path, "")
        file = tmp_path / "政策.toml"
        file.write_bytes(zhengdong.content)

        def signature(self, raw=None):
            return sign(self.file, raw or self.file.read_bytes(), self.secret, "").read_bytes()

        def trust(self, name="省工信厅"):
            return trust_issuer(store.seat("王小梅"), name, self.public.read_text("utf-8"))

        @property
        def trusted(self):
            with store.read() as session:
                return list_issuers(session)

        def take(self, *, signature=None, because=""):
            return import_policy(
                store.seat("王小梅"),
                self.file.read_bytes(),
                self.file.name,
                policies,
                signature=signature,
                accepted_because=because,
            )

    return Signer()


def row_of(store, id_):
    with store.read() as session:
        return session.get(PolicyFile, id_)


def test_that_a_file_signed_by_a_trusted_issuer_is_taken_without_a_word(issuer, store):
    issuer.trust()
    id_ = issuer.take(signature=issuer.signature())
    row = row_of(store, id_)
    assert (row.signed_by, row.accepted_because) == ("省工信厅", "")
    assert row.signature == signature_beside(issuer.file)


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        (lambda signature: None, Standing.UNSIGNED),
        (lambda signature: b"\xff\xfe nonsense", Standing.UNREADABLE),
        (lambda signature: signature[: len(signature) // 2], Standing.UNREADABLE),
    ],
)
def test_that_a_file_without_a_good_signature_waits_for_a_decision(
    issuer, store, dictionary, change, standing
):
    issuer.trust()
    with pytest.raises(NotTrusted) as caught:
        issuer.take(signature=change(issuer.signature()))
    assert caught.value.origin.standing is standing
    assert str(caught.value)
    with store.read() as session:
        assert list_shelf(session, dictionary) == []


def test_that_a_signature_of_other_content_is_wrong_and_names_whose_it_is(issuer):
    issuer.trust()
    origin = origin_of(issuer.file.read_bytes() + b" ", issuer.signature(), issuer.trusted)
    assert origin.standing is Standing.WRONG
    assert "省工信厅" in origin.sentence


def test_that_every_changed_bit_of_a_signature_is_noticed(issuer):
    issuer.trust()
    raw, signature, trusted = issuer.file.read_bytes(), issuer.signature(), issuer.trusted
    first = len(signature.splitlines()[0]) + 1  # the first line is said to be untrusted
    found = {
        origin_of(
            raw, signature[:at] + bytes([signature[at] ^ 1 << bit]) + signature[at + 1 :], trusted
        ).standing
        for at in range(first, len(signature.rstrip()))
        for bit in range(8)
    }
    assert found == {Standing.WRONG, Standing.UNREADABLE, Standing.UNKNOWN}


@pytest.mark.parametrize("signature", FOREIGN_SIGNATURES)
def test_that_signatures_made_with_minisign_itself_hold(signature):
    known = [Issuer(1, "省厅", read_public_key(FOREIGN_KEY), "", datetime.now(UTC), "王小梅")]
    assert origin_of(SIGNED, signature, known) == Origin(Standing.TRUSTED, "省厅", "69B582AB422B9F76")
    assert origin_of(SIGNED + b"x", signature, known).standing is Standing.WRONG


@pytest.mark.parametrize("same", [(b"bQo=\n", b"bQp=\n"), (b"bQo=\n", b"bQr=\n"), (b"Dg==", b"Dh==")])
def test_that_a_signature_written_in_other_signs_of_the_same_meaning_is_not_taken(same):
    """The last sign of base64 has bits too many, of which two texts may say the same."""
    known = [Issuer(1, "省厅", read_public_key(FOREIGN_KEY), "", datetime.now(UTC), "王小梅")]
    other = FOREIGN_SIGNATURES[0].replace(*same)
    assert other != FOREIGN_SIGNATURES[0]
    assert [base64.b64decode(line) for line in other.splitlines()[1::2]] == [
        base64.b64decode(line) for line in FOREIGN_SIGNATURES[0].splitlines()[1::2]
    ]
    assert origin_of(SIGNED, other, known).standing is Standing.UNREADABLE
    with_windows_ends = FOREIGN_SIGNATURES[0].replace(b"\n", b"\r\n")
    assert origin_of(SIGNED, with_windows_ends, known).standing is Standing.TRUSTED


def test_that_a_key_nobody_trusts_is_unknown(issuer, tmp_path):
    assert origin_of(b"x", issuer.signature(b"x"), issuer.trusted).standing is Standing.UNKNOWN
    id_ = issuer.trust()
    assert origin_of(b"x", issuer.signature(b"x"), issuer.trusted).standing is Standing.TRUSTED
    assert id_ == issuer.trusted[0].id


def test_that_a_decision_to_take_it_is_recorded(issuer, store, dictionary):
    id_ = issuer.take(because=" 当面拷来的 ")
    row = row_of(store, id_)
    assert (row.signed_by, row.accepted_because) == ("", "当面拷来的")
    with store.read() as session:
        (entry,) = audit.entries_of(session, Subject(Kind.POLICY, id_))
        (shelved,) = list_shelf(session, dictionary)
    assert "当面拷来的" in entry.details
    assert "没有签名" in entry.details
    assert shelved.accepted_because == "当面拷来的"


def test_that_trust_and_its_end_are_recorded(issuer, store):
    id_ = issuer.trust()
    distrust_issuer(store.seat("王小梅"), id_)
    assert issuer.trusted == []
    with store.read() as session:
        entries = audit.entries_of(session, Subject(Kind.ISSUER, id_))
    check = check_of(read_public_key(issuer.public.read_text("utf-8")))
    assert [entry.action for entry in entries] == ["issuer.trust", "issuer.distrust"]
    assert all(check in entry.summary for entry in entries)


def test_that_a_key_is_trusted_under_one_name(issuer):
    issuer.trust()
    with pytest.raises(BadInput, match="省工信厅"):
        issuer.trust("别的厅")


@pytest.mark.parametrize("text", ["", "nonsense", "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0", "a\nb\nc"])
def test_that_what_is_no_public_key_is_refused(text):
    with pytest.raises(BadInput, match="公钥"):
        read_public_key(text)


def test_that_a_key_with_a_passphrase_signs_only_with_it(tmp_path):
    secret, _ = make_keys("厅", tmp_path, "口令一")
    file = tmp_path / "政策.toml"
    for wrong in ("", "口令二"):
        with pytest.raises(BadInput, match="口令"):
            sign(file, b"x", secret, wrong)
    assert not (tmp_path / "政策.toml.minisig").exists()
    assert sign(file, b"x", secret, "口令一").exists()


def test_that_keys_are_not_overwritten(tmp_path):
    make_keys("厅", tmp_path, "")
    with pytest.raises(BadInput, match="已经有"):
        make_keys("厅", tmp_path, "")
    assert (tmp_path / "厅.key").stat().st_mode & 0o077 == 0
