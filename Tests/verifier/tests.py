"""Holds `walletctl verify` and etc/verify-ledger against each other, on ledgers of the real daemon and on what was done to them.

What one finds and the other does not is a fault of the other. WALLETD_FLIPS: bits turned anywhere in a larger ledger (200);
WALLETD_SEED: of everything that is drawn (1).
"""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

import flips
import forge
import rig
import stories
from flips import by_python, by_walletctl, place

SEED = int(os.environ.get("WALLETD_SEED", "1"))
FLIPS = int(os.environ.get("WALLETD_FLIPS", "200"))
NOTES = []
FACTS = ("sound", "tenant", "rows", "postings", "account_changes", "outcomes", "record_changes", "accounts", "open_holds", "head", "currencies")


class Ledgers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(prefix="verifier-")
        cls.heads, cls.files = {}, {}
        for name, story, arguments in (("small", stories.small, ()), ("large", stories.large, (400, SEED))):
            folder = os.path.join(cls.root, name)
            os.mkdir(folder)
            cls.heads[name] = stories.write(folder, story, *arguments)
            cls.files[name] = rig.ledger_file(folder)
        with rig.Daemon(folder) as daemon:
            cls.balances = daemon.get("/v1/accounts?limit=100")["data"]
        cls.files["derived"], cls.heads["derived"] = os.path.join(cls.root, "derived.db"), cls.heads["large"]
        forge.derive(cls.files["large"], cls.files["derived"])
        cls.records = forge.record(cls.files["small"], os.path.join(cls.root, "records.db"))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root)

    def path(self):
        """Where nothing is yet."""
        return tempfile.mktemp(suffix=".db", dir=self.root)

    def bytes(self, path):
        with open(path, "rb") as file:
            return file.read()

    def agree(self, path, **options):
        """Both say the same of the file; returns that."""
        swift, python = by_walletctl([path])[0], by_python(path, **options)
        if python["sound"] and swift["sound"]:
            self.assertEqual({fact: swift[fact] for fact in FACTS}, {fact: python[fact] for fact in FACTS})
        else:
            self.assertEqual(place(swift), place(python), (swift, python))
        return python

    def anchored(self, path, head):
        """Both, against a head that was kept; returns their places."""
        anchor = self.path()
        with open(anchor, "w", encoding="utf-8") as file:
            json.dump(head, file)
        swift = by_walletctl([path], "--anchor", anchor)[0]
        done = subprocess.run([os.path.join(rig.ROOT, "etc/verify-ledger"), "--json", "--anchor", anchor, path], capture_output=True)
        python = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0 if python["sound"] else 9)
        self.assertEqual((swift["sound"], place(swift)), (python["sound"], place(python)), (swift, python))
        return python

    # Sound files

    def test_sound_ledgers_have_the_same_facts(self):
        for name, path in self.files.items():
            verdict = self.agree(path)
            self.assertTrue(verdict["sound"], verdict)
            for fact in ("sequence", "seal_number", "seal"):
                self.assertEqual(verdict["head"][fact], self.heads[name][fact])
            self.assertTrue(self.anchored(path, self.heads[name])["sound"])

    def test_a_ledger_with_records(self):
        verdict = self.agree(self.records)
        self.assertEqual((verdict["sound"], verdict.get("record_changes"), verdict.get("rows")), (True, 4, 45), verdict)
        derived = forge.derive(self.records, self.path())
        self.assertTrue(self.agree(derived)["sound"])
        # The key of a record is found like all others.
        other = forge.seal(forge.edit(derived, self.path(), "UPDATE record_changes SET key = 'other' WHERE key IS NOT NULL"), drop_derived=False)
        database = sqlite3.connect(other)
        database.execute("UPDATE watermark SET seal = (SELECT seal FROM seals WHERE number = seal_number)")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self.assertEqual(self.agree(other)["finding"]["table"], "index_pages")

    def test_an_empty_ledger_a_killed_one_and_a_backup(self):
        folder = os.path.join(self.root, "killed")
        os.mkdir(folder)
        daemon = rig.Daemon(folder)
        try:
            daemon.post("/v1/tenants", {"code": "empty", "name": "Empty"})
            daemon.post("/v1/backups", {"directory": os.path.join(folder, "backup")}, tenant="empty")
            served = rig.ledger_file(folder)
            # A file that is being served is refused, by exit code, and nothing is read.
            refused = subprocess.run([os.path.join(rig.ROOT, "etc/verify-ledger"), served], capture_output=True, text=True)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("is being served", refused.stderr)
        finally:
            daemon.kill()
        self.assertEqual(self.agree(served)["rows"], 0)
        backup = os.path.join(folder, "backup/tenants", os.path.basename(os.path.dirname(served)), "ledger.db")
        self.assertEqual(self.agree(backup)["rows"], 0)
        shutil.rmtree(os.path.join(folder, "data"))
        daemon = rig.Daemon(folder)
        try:
            stories.small(daemon)
        finally:
            daemon.kill()
        killed = rig.ledger_file(folder)
        self.assertGreater(os.path.getsize(killed + "-wal"), 0)
        before = self.bytes(killed), self.bytes(killed + "-wal")
        self.assertGreater(self.agree(killed)["rows"], 30)
        self.assertEqual(before, (self.bytes(killed), self.bytes(killed + "-wal")), "looking at a ledger changed it")

    def test_files_that_are_none(self):
        text = self.path()
        with open(text, "w", encoding="utf-8") as file:
            file.write("no ledger " * 1000)
        self.assertFalse(self.agree(text)["sound"])
        program = os.path.join(rig.ROOT, "etc/verify-ledger")
        self.assertEqual(subprocess.run([program, self.path()], capture_output=True).returncode, 3)
        self.assertEqual(subprocess.run([program], capture_output=True).returncode, 2)
        self.assertEqual(subprocess.run([program, "--anchor", "x", text], capture_output=True).returncode, 2)

    # Single bits

    def check(self, tally, trouble, what):
        NOTES.append(f"{what}: " + ", ".join(f"{count} {kind} ({content})" for (kind, content), count in sorted(tally.items())))
        text = "\n".join(f"offset {offset} bit {bit}: {kind}\n  walletctl: {swift}\n  verify-ledger: {python}"
                         for offset, bit, kind, swift, python in trouble[:20])
        self.assertFalse(trouble, f"\n{len(trouble)} of the flips:\n{text}")

    def test_every_bit_of_a_ledger_of_three_pages(self):
        path = self.files["small"]
        bits = flips.bits_of(flips.cells(path, flips.TRUTH))
        dice = random.Random(SEED)
        others = flips.bits_of(flips.cells(path, ("seals", "ledger")))
        self.check(*flips.compare(path, bits + (others if FLIPS > 200 else dice.sample(others, 1000))), "every bit in the cells of three pages")

    def test_every_bit_of_records(self):
        path = self.records
        bits = flips.bits_of(flips.cells(path, ("record_changes",)))
        self.check(*flips.compare(path, bits if FLIPS > 200 else random.Random(SEED).sample(bits, 1000)), "bits of records")

    def test_bits_anywhere_in_a_larger_ledger(self):
        path = self.files["large"]
        self.check(*flips.compare(path, flips.anywhere(path, FLIPS, SEED)), f"bits anywhere, seed {SEED}")

    def test_inner_pages(self):
        """By them a row is looked up. A scan does not see what is wrong there; SQLite's own check does, for both."""
        path = self.files["large"]
        data = bytearray(self.bytes(path))
        root = flips.pages(path, ["postings"])[0]
        start = (root - 1) * flips.PAGE
        self.assertEqual(data[start], 5, "an inner page")
        first = start + int.from_bytes(data[start + 12:start + 14], "big")
        # The highest sequence on the first leaf, in one or two bytes behind the leaf's number: now it is lower.
        self.assertGreater(data[first + 4], 8)
        data[first + 4] ^= 8 if data[first + 4] & 8 else 1
        damaged = self.path()
        with open(damaged, "wb") as file:
            file.write(data)
        swift, python = by_walletctl([damaged], "--integrity")[0], by_python(damaged, integrity=True)
        self.assertEqual((swift["sound"], python["sound"]), (False, False))
        self.assertEqual(place(swift), place(python))
        self.assertEqual(python["finding"]["rule"], "integrity")

    # Pages, tails, stale files

    def test_pages_that_changed_places(self):
        path = self.files["large"]
        sound = flips.content(path)
        data = self.bytes(path)
        pages = len(data) // flips.PAGE
        dice = random.Random(SEED)
        swapped, found = [], 0
        for _ in range(60):
            one, other = dice.sample(range(1, pages), 2)
            pieces = [data[start:start + flips.PAGE] for start in range(0, len(data), flips.PAGE)]
            pieces[one], pieces[other] = pieces[other], pieces[one]
            target = self.path()
            with open(target, "wb") as file:
                file.write(b"".join(pieces))
            swapped.append(target)
        for target, swift in zip(swapped, by_walletctl(swapped)):
            python = by_python(target)
            self.assertEqual(swift["sound"], python["sound"], (swift, python))
            if flips.content(target) != sound:
                self.assertFalse(swift["sound"], "rows changed, and nobody noticed")
                found += 1
            os.unlink(target)
        self.assertGreater(found, 40)
        NOTES.append(f"pages changed places: {found} of 60 changed rows, all found")

    def test_a_tail_that_was_cut(self):
        path, head = self.files["large"], self.heads["large"]
        for seals in (head["seal_number"] - 1, head["seal_number"] // 2, 1):
            cut = forge.cut(path, self.path(), seals)
            self.assertTrue(self.agree(cut)["sound"], "a forger who knows the format is not found in the file alone")
            verdict = self.anchored(cut, head)
            self.assertEqual((verdict["sound"], verdict["finding"]["rule"]), (False, "anchor"))
            self.assertTrue(by_python(cut, anchors=[head], skip=("anchor",))["sound"])
        raw = forge.edit(path, self.path(), f"DELETE FROM outcomes WHERE sequence = {head['sequence']}",
                         f"DELETE FROM postings WHERE sequence = {head['sequence']}")
        self.assertEqual(self.agree(raw)["finding"]["table"], "seals")

    def test_a_tail_that_was_rewritten(self):
        path, head = self.files["large"], self.heads["large"]
        database = sqlite3.connect(path)
        last, = database.execute("SELECT max(sequence) FROM postings WHERE leg = 0 AND reference IS NOT NULL").fetchone()
        database.close()
        altered = forge.edit(path, self.path(), f"UPDATE postings SET reference = 'mine' WHERE sequence = {last}")
        self.assertEqual(self.agree(altered)["finding"]["rule"], "seal")
        forge.seal(altered)
        self.assertTrue(self.agree(altered)["sound"])
        self.assertEqual(self.anchored(altered, head)["finding"]["rule"], "anchor")
        # An anchor that was altered too is no longer signed.
        forged = {**head, "seal": by_python(altered)["head"]["seal"]}
        self.assertEqual(self.anchored(altered, forged)["finding"]["subject"], "the anchor's signature")
        # A bare seal is an anchor as well.
        self.assertFalse(by_python(altered, anchors=[bytes.fromhex(head["seal"])])["sound"])
        self.assertTrue(by_python(path, anchors=[bytes.fromhex(head["seal"])])["sound"])

    def test_a_stale_file_put_back(self):
        folder = os.path.join(self.root, "stale")
        os.mkdir(folder)
        first = stories.write(folder, stories.small)
        path = rig.ledger_file(folder)
        shutil.copyfile(path, path + ".older")
        with rig.Daemon(folder) as daemon:
            daemon.post("/v1/transfers", {"debit": "bank", "credit": "wallet:alice", "amount": 5})
            daemon.kill()
        shutil.copyfile(path + "-wal", path + "-wal.older")
        with rig.Daemon(folder) as daemon:
            daemon.post("/v1/transfers", {"debit": "bank", "credit": "wallet:alice", "amount": 6})
            head = daemon.get("/v1/head")
        newest = self.path()
        shutil.copyfile(path, newest)
        self.assertTrue(self.anchored(newest, head)["sound"])
        os.replace(path + ".older", path)
        self.assertTrue(self.anchored(path, first)["sound"])
        self.assertEqual(self.anchored(path, head)["finding"]["rule"], "anchor")
        # The daemon finds it too, against the head its catalogue keeps, and does not serve it.
        with rig.Daemon(folder) as daemon:
            self.assertNotEqual(daemon.ask("GET", "/v1/accounts")[0], 200)
        with open(os.path.join(folder, "log"), encoding="utf-8") as log:
            self.assertIn("an older or another file was put in its place", log.read())
        # An older log beside the newest file: SQLite takes it or leaves it; what comes out holds against the head, or is found.
        stale = self.path()
        shutil.copyfile(newest, stale)
        shutil.copyfile(path + "-wal.older", stale + "-wal")
        self.anchored(stale, head)

    def test_rows_deleted_doubled_and_in_another_order(self):
        path = self.files["large"]
        database = sqlite3.connect(path)
        numbers = [row for row, in database.execute("SELECT sequence FROM postings WHERE leg = 0 AND legs = 1 AND kind = 1")]
        database.close()
        dice = random.Random(SEED)
        one, other = sorted(dice.sample(numbers, 2))
        last = self.heads["large"]["sequence"]
        swap = (f"UPDATE postings SET sequence = -1 WHERE sequence = {one}", f"UPDATE postings SET sequence = {one} WHERE sequence = {other}",
                f"UPDATE postings SET sequence = {other} WHERE sequence = -1")
        double = (f"INSERT INTO postings SELECT {last + 1}, * FROM (SELECT leg, legs, kind, debit, credit, amount, debit_debits_posted, "
                  "debit_credits_posted, debit_debits_pending, debit_credits_pending, credit_debits_posted, credit_credits_posted, "
                  "credit_debits_pending, credit_credits_pending, debit_version, credit_version, debit_previous, credit_previous, posted_at, "
                  f"effective_at, hold, remaining, expires_at, reverses, reference, metadata, key, request FROM postings WHERE sequence = {one})")
        for statements in ((f"DELETE FROM postings WHERE sequence = {one}",), (double,), swap):
            altered = forge.edit(path, self.path(), *statements)
            self.assertFalse(self.agree(altered)["sound"])
            forge.seal(altered)
            self.assertFalse(self.agree(altered)["sound"], "sealed anew, but what the rows say does not follow")

    # Derived state

    ALTERATIONS = {
        "a saved balance": "UPDATE account_states SET credits_posted = credits_posted + 1 WHERE account = 2",
        "two saved balances": "UPDATE account_states SET credits_posted = credits_posted + 1, debits_posted = debits_posted + 1",
        "a saved version": "UPDATE account_states SET version = version + 1 WHERE account = 2",
        "a saved last row": "UPDATE account_states SET last_posting = last_posting - 1 WHERE account = 2",
        "a saved account is missing": "DELETE FROM account_states WHERE account = 2",
        "a saved hold": "UPDATE open_holds SET remaining = remaining + 1 WHERE hold = (SELECT min(hold) FROM open_holds)",
        "a saved hold's expiry": "UPDATE open_holds SET expires_at = NULL WHERE hold = (SELECT min(hold) FROM open_holds)",
        "a saved hold is missing": "DELETE FROM open_holds WHERE hold = (SELECT min(hold) FROM open_holds)",
        "a mark": "UPDATE account_marks SET sequence = sequence + 2",
        "a missing mark": "DELETE FROM account_marks WHERE (account, sequence) IN (SELECT account, sequence FROM account_marks LIMIT 1)",
        "the watermark": "UPDATE watermark SET sequence = sequence - 1",
        "the watermark's postings": "UPDATE watermark SET postings = postings + 1",
        "the watermark's seal": "UPDATE watermark SET seal = zeroblob(32)",
        "a page of the index": "DELETE FROM index_pages WHERE page = (SELECT min(page) + 7 FROM index_pages)",
        "an entry of the index": "UPDATE index_pages SET entries = CAST(substr(entries, 1, 6) || x'00' || substr(entries, 8) AS BLOB) "
                                 "WHERE page = (SELECT min(page) + 7 FROM index_pages)",
        "an entry's row": "UPDATE index_pages SET entries = CAST(substr(entries, 1, 11) || x'01' || substr(entries, 13) AS BLOB) "
                          "WHERE page = (SELECT min(page) + 7 FROM index_pages)",
        "a run": "DELETE FROM index_runs",
        "a run's size": "UPDATE index_runs SET entries = entries + 1",
    }

    def test_derived_state_that_was_altered(self):
        path = self.files["derived"]
        for name, statement in self.ALTERATIONS.items():
            with self.subTest(name):
                altered = forge.edit(path, self.path(), statement)
                verdict = self.agree(altered)
                self.assertFalse(verdict["sound"], "nobody found it")
                self.assertEqual(verdict["finding"]["rule"], "derived")
                self.assertTrue(by_python(altered, skip=("derived",))["sound"])
                os.unlink(altered)

    def serve(self, name, path):
        """Lets a daemon work on a copy of the ledger. What it does must follow from the rows, whatever the derived tables say."""
        folder = os.path.join(self.root, "served")
        shutil.copytree(os.path.join(self.root, "large"), folder)
        try:
            shutil.copyfile(path, rig.ledger_file(folder))
            with rig.Daemon(folder) as daemon:
                status, accounts = daemon.ask("GET", "/v1/accounts?limit=100")
                if status != 200:
                    return "not served"
                # The oldest key is still known, by its answer.
                again = daemon.post("/v1/transfers", {"debit": "bank", "credit": "wallet:alice", "amount": 90_000, "reference": "café ☕",
                                                      "metadata": {"channel": "web", "π": "𝄞"}}, key="k1")
                self.assertEqual(again["reference"], "café ☕")
                self.assertEqual(accounts["data"], self.balances)
                for credit in ("wallet:alice", "wallet:bob", "fees"):
                    daemon.post("/v1/transfers", {"debit": "bank", "credit": credit, "amount": 7})
                hold = daemon.post("/v1/holds", {"debit": "wallet:alice", "credit": "wallet:bob", "amount": 3})
                daemon.post(f"/v1/holds/{hold['id']}/capture")
            verdict = self.anchored(rig.ledger_file(folder), self.heads["large"])
            self.assertTrue(verdict["sound"], verdict)
            self.assertEqual(verdict["rows"], self.heads["large"]["sequence"] + 5, "a key that was used was applied again")
            return "served"
        finally:
            shutil.rmtree(folder)

    # Not compared with the rows when a daemon opens a file: only a verification finds them (docs/internals/ledger-file.md, "Derived").
    TRUSTED = {"a mark", "a missing mark"}

    def test_a_daemon_on_derived_state_that_was_altered(self):
        """It is noticed and rebuilt, or makes no difference: no row that a daemon writes may be wrong because of it."""
        path = self.files["derived"]
        self.assertEqual(self.serve("nothing", path), "served")
        for name, statement in self.ALTERATIONS.items():
            if name in self.TRUSTED:
                continue
            with self.subTest(name):
                altered = forge.edit(path, self.path(), statement)
                self.assertEqual(self.serve(name, altered), "served")
                os.unlink(altered)

    def test_the_index_of_effective_times(self):
        """SQLite keeps it; a bit in it changes no row, but what a balance as of a time comes to."""
        path = self.files["small"]
        bits = flips.bits_of(flips.cells(path, ("backdated_debits", "backdated_credits")))
        tally, trouble = flips.compare(path, bits)
        self.check(tally, trouble, "every bit of the indexes of effective times")

    def test_what_records_are_found_by(self):
        """No row of truth changes; both must see it all the same, and in the same place."""
        names = ("records", "records_by_name", "records_by_kind", "records_by_parent", "records_due")
        bits = flips.bits_of(flips.cells(self.records, names))
        self.check(*flips.compare(self.records, bits), "every bit of what records are found by")

    # Audit trails

    def trail(self):
        """A catalogue whose daemon has stopped, and the heads it signed in the middle and at the end."""
        folder = os.path.join(self.root, "trail")
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        with rig.Daemon(folder) as daemon:
            daemon.post("/v1/tenants", {"code": "toko", "name": "Tökö ☕"})
            for number in range(3):
                daemon.post("/v1/keys", {"name": f"key {number}", "reason": 'a "reason"'})
            middle = daemon.get("/v1/audit/head")
            daemon.post("/v1/tenants/toko/suspend", {"reason": "overdue"})
            head = daemon.get("/v1/audit/head")
        return os.path.join(folder, "data/catalog.db"), middle, head

    def agree_on_trail(self, path, *anchors):
        options = []
        for anchor in anchors:
            options += ["--anchor", self.path()]
            with open(options[-1], "w", encoding="utf-8") as file:
                json.dump(anchor, file)
        swift, python = by_walletctl([path], *options, command=flips.TRAIL)[0], by_python(path, anchors=anchors)
        if python["sound"] and swift["sound"]:
            facts = ("trail", "rows", "head", "anchors")
            self.assertEqual({fact: swift[fact] for fact in facts}, {fact: python[fact] for fact in facts})
        else:
            self.assertEqual(place(swift), place(python), (swift, python))
        return python

    def test_audit_trails(self):
        path, middle, head = self.trail()
        verdict = self.agree_on_trail(path, middle, head)
        self.assertTrue(verdict["sound"], verdict)
        self.assertEqual((verdict["rows"], verdict["head"]["seal"]), (head["sequence"], head["seal"]))
        loose = "DROP TRIGGER audit_is_never_changed", "DROP TRIGGER audit_is_never_cut"
        for statement, row in (("UPDATE audit SET at = at + 1 WHERE sequence = 2", 2),
                               ("UPDATE audit SET tenant = NULL WHERE sequence = 3", 3),
                               ("UPDATE audit SET after = after || ' ' WHERE sequence = 4", 4),
                               ("DELETE FROM audit WHERE sequence = 2", 3),
                               (f"DELETE FROM audit WHERE sequence = {head['sequence']}", head["sequence"])):
            altered = forge.edit(path, self.path(), *loose, statement)
            verdict = self.agree_on_trail(altered)
            self.assertEqual((verdict["sound"], verdict["finding"]["row"]), (False, row), verdict)
        cut = forge.edit(path, self.path(), *loose, "DELETE FROM audit WHERE sequence > 2", "DELETE FROM audit_heads")
        self.assertTrue(self.agree_on_trail(cut)["sound"], "a forger who knows the format is not found in the file alone")
        self.assertEqual(self.agree_on_trail(cut, head)["finding"]["rule"], "anchor")
        self.assertEqual(self.agree_on_trail(path, {**head, "seal": "00" * 32})["finding"]["subject"], "the anchor's signature")
        rewritten = forge.seal_trail(forge.edit(path, self.path(), *loose, "UPDATE audit SET actor = 'me' WHERE sequence = 1"))
        self.assertTrue(self.agree_on_trail(rewritten)["sound"], "all seals fit")
        self.assertEqual(self.agree_on_trail(rewritten, middle)["finding"]["row"], middle["sequence"], "but not the head that was kept")
        gap = forge.seal_trail(forge.edit(path, self.path(), *loose, "DELETE FROM audit WHERE sequence = 2"))
        self.assertEqual(self.agree_on_trail(gap)["finding"]["rule"], "sequence", "all seals fit, and a row is missing")
        without = forge.edit(path, self.path(), *loose, "UPDATE audit SET actor = 'me' WHERE sequence = 1")
        self.assertTrue(by_python(without, skip=("seal", "anchor"))["sound"], "only the chain finds it")

    def test_every_bit_of_an_audit_trail(self):
        path, _, _ = self.trail()
        bits = flips.bits_of(flips.cells(path, ("audit",)))
        if FLIPS <= 200:
            bits = random.Random(SEED).sample(bits, 1000)
        self.check(*flips.compare(path, bits, command=flips.TRAIL), f"bits in the cells of an audit trail, seed {SEED}")

    def vault(self):
        """A data directory whose daemon has stopped; the file of its vault, and an older one; the head that was signed last."""
        folder = os.path.join(self.root, "vault")
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        with rig.Daemon(folder) as daemon:
            daemon.post("/v1/tenants", {"code": "toko", "name": "Toko"})
            tenant = daemon.get("/v1/tenants")["data"][0]["id"]
            # No key: what is sealed is sealed under it.
            self.assertEqual(daemon.ask("POST", "/v1/vault/init")[0], 201)
            card = {"type": "card", "card": {"number": "4111111111111111", "expiry_month": 12, "expiry_year": 2044}}
            token = daemon.post("/v1/payment_methods", card)["id"]
            self.assertEqual(daemon.ask("POST", f"/v1/payment_methods/{token}/reveal", {"reason": "Tökö ☕"})[0], 200)
        path = os.path.join(folder, "data/tenants", tenant, "vault.db")
        older = self.path()
        shutil.copyfile(path, older)
        with rig.Daemon(folder) as daemon:
            self.assertEqual(daemon.ask("POST", f"/v1/payment_methods/{token}/reveal")[0], 200)
            head = daemon.get("/v1/audit/head?trail=vault&tenant=toko")
        return path, older, head

    def test_trails_of_vaults(self):
        path, older, head = self.vault()
        tenant = os.path.basename(os.path.dirname(path))
        self.assertEqual((head["trail"], head["sequence"]), (f"vault {tenant}", 3))
        verdict = self.agree_on_trail(path)
        self.assertTrue(verdict["sound"], verdict)
        self.assertEqual((verdict["rows"], verdict["head"]["seal"], verdict["anchors"]), (3, head["seal"], 2))
        self.assertEqual(self.agree_on_trail(path, head)["anchors"], 3)
        # Elsewhere nothing is known of what was signed.
        self.assertEqual(self.agree_on_trail(older)["anchors"], 0)
        self.assertFalse(self.agree_on_trail(older, head)["sound"])

        loose = "DROP TRIGGER audit_is_never_changed", "DROP TRIGGER audit_is_never_cut"
        whole = self.path()
        shutil.copyfile(path, whole)
        for statement, rule, row in (("DELETE FROM audit WHERE sequence = 3", "anchor", 3), ("DELETE FROM audit", "anchor", 3),
                                     ("UPDATE audit SET actor = 'me' WHERE sequence = 2", "seal", 2)):
            shutil.copyfile(forge.edit(whole, self.path(), *loose, statement), path)
            verdict = self.agree_on_trail(path)
            self.assertEqual((verdict["sound"], verdict["finding"]["rule"], verdict["finding"]["row"]), (False, rule, row), verdict)
        shutil.copyfile(older, path)
        verdict = self.agree_on_trail(path)
        self.assertEqual((verdict["finding"]["rule"], verdict["finding"]["row"]), ("anchor", 3), "an older file that was put back")
        self.assertTrue(by_python(path, skip=("anchor",))["sound"], "only the head finds it")
        # The daemon finds it too, and does not serve it.
        with rig.Daemon(os.path.dirname(path[:path.index("/data/") + 1])) as daemon:
            status, problem = daemon.ask("GET", "/v1/payment_methods")
            self.assertEqual((status, problem["code"]), (503, "vault_fenced"))
            self.assertIn("does not hold row 3 of its audit trail", problem["detail"])
        # A catalogue that cannot be read is no reason to say that all is well.
        shutil.copyfile(whole, path)
        catalog = os.path.join(path[:path.index("/tenants/")], "catalog.db")
        with open(catalog, "wb") as file:
            file.write(b"no catalogue " * 1000)
        self.assertFalse(self.agree_on_trail(path)["sound"])

    # The verifier itself

    def test_each_check_is_what_finds(self):
        """A verifier without the check says nothing of a file that only this check finds: so none of them is idle."""
        forgeries = {(self.files["small"], name): forgery for name, forgery in stories.FORGERIES.items()}
        forgeries.update({(self.records, name): forgery for name, forgery in stories.RECORD_FORGERIES.items()})
        for (path, name), (rule, statements) in forgeries.items():
            with self.subTest(name):
                forged = forge.seal(forge.edit(path, self.path(), *statements))
                verdict = self.agree(forged)
                self.assertFalse(verdict["sound"], "nobody found it")
                self.assertEqual(verdict["finding"]["rule"], rule, verdict["finding"]["text"])
                blind = by_python(forged, skip=(rule,))
                self.assertTrue(blind["sound"], f"found without the check too: {blind}")
        rules = {rule for rule, _ in forgeries.values()}
        NOTES.append(f"forgeries: {len(forgeries)}, each found by one rule only, of {len(rules)} rules")

    def test_without_seals_a_rewritten_text_is_not_found(self):
        altered = forge.edit(self.files["small"], self.path(), "UPDATE postings SET reference = 'mine' WHERE reference IS NOT NULL")
        self.assertEqual(by_python(altered)["finding"]["rule"], "seal")
        self.assertTrue(by_python(altered, skip=("seal",))["sound"])


if __name__ == "__main__":
    print(f"seed: {SEED}, flips: {FLIPS}; again with WALLETD_SEED={SEED} WALLETD_FLIPS={FLIPS} Tests/verifier/run", flush=True)
    begun = time.time()
    result = unittest.main(exit=False, verbosity=2).result
    print("\n".join(NOTES))
    print(f"summary: {result.testsRun} tests, {len(result.failures) + len(result.errors)} failed, in {time.time() - begun:.0f} s")
    sys.exit(0 if result.wasSuccessful() else 1)
