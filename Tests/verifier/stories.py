"""Ledgers in which a bit of everything happened, written by the real daemon."""

import random
import time

from rig import Daemon


def small(daemon):
    """Every kind of row that callers make, few of each: tables of truth of a page each."""
    open_books(daemon)
    post = daemon.post
    move = {"debit": "bank", "credit": "wallet:alice", "amount": 90_000}
    first = post("/v1/transfers", {**move, "reference": "café ☕", "metadata": {"channel": "web", "π": "𝄞"}}, key="k1")
    post("/v1/transactions", {"postings": [
        {"debit": "wallet:alice", "credit": "wallet:bob", "amount": 2_500},
        {"debit": "wallet:alice", "credit": "fees", "amount": 25}]}, key="k2")
    post("/v1/transfers", {"debit": "wallet:bob", "credit": "bank", "amount": 990_000}, expect=402, key="k3")
    hold = post("/v1/holds", {"debit": "wallet:alice", "credit": "wallet:bob", "amount": 5_000, "expires_in": 3600}, key="k4")
    post(f"/v1/holds/{hold['id']}/capture", {"amount": 1_000, "final": False}, key="k5")
    post(f"/v1/holds/{hold['id']}/capture", {"amount": 1_500, "postings": [
        {"debit": "wallet:bob", "credit": "fees", "amount": 15}]}, key="k6")
    hold = post("/v1/holds", {"debit": "wallet:alice", "credit": "wallet:bob", "amount": 700}, key="k7")
    post(f"/v1/holds/{hold['id']}/release", key="k8")
    post("/v1/holds", {"debit": "wallet:alice", "credit": "wallet:bob", "amount": 300, "expires_in": 1}, key="k9")
    post("/v1/holds", {"debit": "wallet:alice", "credit": "wallet:bob", "amount": 400, "expires_in": 86_400}, key="k10")
    post(f"/v1/transactions/{first['id']}/reverse", {"effective_at": "2026-01-01T00:00:00Z"}, expect=402, key="k11")
    gift = post("/v1/transfers", {"debit": "bank:usd", "credit": "wallet:usd", "amount": 7, "effective_at": "2026-01-01T00:00:00Z"},
                key="k12")
    post(f"/v1/transactions/{gift['id']}/reverse", key="k13")
    post("/v1/accounts/wallet:bob/freeze", {"sides": ["debits"]}, key="k14")
    post("/v1/transfers", {"debit": "wallet:bob", "credit": "bank", "amount": 1}, expect=409, key="k15")
    post("/v1/accounts/wallet:bob/unfreeze", {"sides": ["debits"]}, key="k16")
    post("/v1/accounts/wallet:bob/limit", {"limit": {"floor": -500}}, key="k17")
    post("/v1/accounts/wallet:usd/close", key="k18")
    item = {"type": "transfer", "debit": "bank", "credit": "wallet:bob", "amount": 11}
    post("/v1/batches", {"items": [item, {**item, "amount": 10**15, "debit": "wallet:alice"}]}, key="b1")
    post("/v1/batches", {"atomic": True, "items": [item, item]}, key="b2")
    post("/v1/batches", {"atomic": True, "items": [item, {**item, "debit": "wallet:nobody"}]}, key="b3")
    time.sleep(1.1)
    post("/v1/transfers", {**move, "amount": 1}, key="k19")


def open_books(daemon):
    daemon.post("/v1/tenants", {"code": "toko", "name": "Toko Maju"})
    opened = [
        {"code": "bank", "currency": "IDR", "class": "asset"},
        {"code": "wallet:alice", "currency": "IDR", "class": "liability", "limit": "no_overdraft"},
        {"code": "wallet:bob", "currency": "IDR", "class": "liability", "limit": "no_overdraft", "metadata": {"näme": "Bøb"}},
        {"code": "fees", "currency": "IDR", "class": "revenue"},
        {"code": "bank:usd", "currency": "USD", "class": "asset"},
        {"code": "wallet:usd", "currency": "USD", "class": "liability", "limit": "no_overdraft"},
    ]
    for number, account in enumerate(opened):
        daemon.post("/v1/accounts", account, key=f"a{number}")


def large(daemon, steps, seed):
    """Random work of every kind; `steps` requests after the small story."""
    small(daemon)
    dice = random.Random(seed)
    classes = ["asset", "liability", "equity", "revenue", "expense"]
    limits = ["none", "none", "no_overdraft", {"floor": -100_000}]
    accounts = {"IDR": [], "JPY": []}
    for number in range(24):
        currency = "IDR" if number % 3 else "JPY"
        account = {"currency": currency, "class": dice.choice(classes), "limit": dice.choice(limits)}
        if number % 4:
            account["code"] = f"user:{number}"
        accounts[currency].append(daemon.post("/v1/accounts", account)["id"])
    holds, moved = [], []
    # One account with many rows.
    item = {"type": "transfer", "debit": "bank", "credit": "fees", "amount": 3}
    daemon.post("/v1/batches", {"items": [item] * 300})

    def posting():
        debit, credit = dice.sample(accounts[dice.choice(["IDR", "IDR", "JPY"])], 2)
        asked = {"debit": debit, "credit": credit, "amount": dice.choice([1, 7, 500, 4_000, 250_000])}
        if dice.random() < 0.1:
            asked["balancing"] = dice.choice(["debit", "credit"])
        return asked

    def details():
        said = {}
        if dice.random() < 0.3:
            said["reference"] = dice.choice(["order-", "заказ-", "注文-"]) + str(dice.randrange(1000))
        if dice.random() < 0.2:
            said["metadata"] = {dice.choice(["a", "ключ"]): "x" * dice.randrange(300)}
        if dice.random() < 0.1:
            said["effective_at"] = f"2025-0{dice.randrange(1, 10)}-11T10:00:00Z"
        return said

    def command():
        """Path, and body without a key."""
        kind = dice.randrange(12)
        if kind < 5:
            return "transfer", "/v1/transfers", {**posting(), **details()}
        if kind < 7:
            return "transaction", "/v1/transactions", {"postings": [posting() for _ in range(dice.randrange(1, 6))], **details()}
        if kind == 7 or not holds or not moved:
            body = {**posting(), **details()}
            if dice.random() < 0.5:
                body["expires_in"] = dice.choice([1, 2, 3600])
            return "hold", "/v1/holds", body
        hold = dice.choice(holds[-8:])
        if kind < 10:
            body = dict(details())
            if dice.random() < 0.6:
                body["amount"] = dice.choice([1, 3, 400])
                body["final"] = dice.random() < 0.4
            if dice.random() < 0.3:
                body["postings"] = [posting()]
            return "capture", f"/v1/holds/{hold}/capture", body
        if kind == 10:
            return "release", f"/v1/holds/{hold}/release", details()
        return "reversal", f"/v1/transactions/{dice.choice(moved[-30:])}/reverse", details()

    def note(kind, reply):
        if kind == "hold" and "id" in reply and reply["id"].startswith("hold_"):
            holds.append(reply["id"])
        elif kind in ("transfer", "transaction") and str(reply.get("id", "")).startswith("txn_"):
            moved.append(reply["id"])

    for _ in range(steps):
        if dice.random() < 0.08:
            names = {"transfer", "transaction", "hold"}
            items = [(kind, body) for kind, _, body in (command() for _ in range(dice.randrange(1, 40))) if kind in names]
            if items:
                status, _ = daemon.ask("POST", "/v1/batches", {
                    "atomic": dice.random() < 0.4, "items": [{"type": kind, **body} for kind, body in items]})
                assert status == 200, status
        elif dice.random() < 0.05:
            change = dice.choice([("freeze", {"sides": ["debits"]}), ("unfreeze", {"sides": ["debits", "credits"]}),
                                  ("limit", {"limit": dice.choice(limits)}), ("close", {}), ("unfreeze", {"sides": ["credits"]})])
            daemon.ask("POST", f"/v1/accounts/{dice.choice(accounts['IDR'])}/{change[0]}", change[1])
        else:
            kind, path, body = command()
            status, reply = daemon.ask("POST", path, body)
            assert status < 500, (status, reply)
            if status < 300:
                note(kind, reply)
    # What is to expire within seconds does so now.
    time.sleep(2.1)
    daemon.post("/v1/transfers", {"debit": "bank", "credit": "fees", "amount": 3})


def write(folder, story, *arguments):
    """Lets a new daemon live the story and stop. Returns the head it signed at the end."""
    with Daemon(folder) as daemon:
        story(daemon, *arguments)
        return daemon.get("/v1/head")


# What a forger who seals everything anew leaves wrong in the small ledger, and the one rule by which it is found.
FORGERIES = {
    "metadata on a second leg": ("legs", ["UPDATE postings SET metadata = '{}' WHERE sequence = 9"]),
    "a second leg without end": ("legs", ["UPDATE postings SET reference = 'r' WHERE sequence = 15"]),
    "an effective time that says nothing": ("time", ["UPDATE postings SET effective_at = posted_at WHERE sequence = 21"]),
    "a version": ("version", ["UPDATE postings SET debit_version = 99 WHERE sequence = 38"]),
    "a previous row": ("previous", ["UPDATE postings SET debit_previous = 1 WHERE sequence = 38"]),
    "a hold for less than a second": ("hold", ["UPDATE postings SET expires_at = expires_at + 1 WHERE sequence = 19"]),
    "a limit that was not kept": ("limit", ["UPDATE account_changes SET floor = 90000 WHERE sequence = 2"]),
    "a frozen side": ("state", ["UPDATE account_changes SET frozen = 3 WHERE sequence = 23",
                                "UPDATE account_changes SET frozen = 2 WHERE sequence IN (25, 26)"]),
    "a key used twice": ("key", ["UPDATE postings SET key = 'k1' WHERE sequence = 38"]),
    "a key of a refusal used again": ("key", ["UPDATE postings SET key = 'k3' WHERE sequence = 38"]),
    "a request without an operation": ("key", ["UPDATE postings SET request = x'02AABBCCDDEE' WHERE sequence = 38"]),
    "a reversal of something else": ("reversal", ["UPDATE postings SET reverses = 7 WHERE sequence = 29"]),
    "a second reversal": ("reversal", ["UPDATE postings SET reverses = 21 WHERE sequence = 29"]),
    "a change after another row": ("account_history", ["UPDATE account_changes SET last_posting = 1 WHERE sequence = 27"]),
    "a code of the product": ("account_history", ["UPDATE account_changes SET code = 'assets:bank' WHERE account = 1"]),
    "a limit beyond all": ("account_history", ["UPDATE account_changes SET floor = -9223372036854775807 WHERE sequence = 26"]),
    "a field that no request has": ("outcome", ["UPDATE outcomes SET field = 99 WHERE sequence = 10"]),
    "a reason that nobody knows": ("outcome", ["UPDATE outcomes SET code = 'because' WHERE sequence = 10"]),
    "an atomic batch of one item more": ("outcome", ["UPDATE outcomes SET request = CAST(substr(request, 1, 17) || x'00' AS BLOB) "
                                                     "WHERE sequence = 31"]),
    "an item refused for nobody's sake": ("outcome", ["UPDATE outcomes SET code = 'account_not_found' WHERE sequence = 35"]),
    "a trigger": ("schema", ["CREATE TRIGGER along AFTER INSERT ON postings BEGIN DELETE FROM open_holds; END"]),
}

# The same for the ledger that `forge.record` goes on with: row 39 and later.
ALL_OF_PAYMENT = "UPDATE {table} SET {what} WHERE record = 42"
RECORD_FORGERIES = {
    "a kind with a capital": ("record", [ALL_OF_PAYMENT.format(table=table, what="kind = 'Payment'") for table in ("record_changes", "records")]),
    "a name of nothing": ("record", [ALL_OF_PAYMENT.format(table=table, what="name = ''") for table in ("record_changes", "records")]),
    "a record that is always due": ("record", [ALL_OF_PAYMENT.format(table=table, what="due_at = -1") for table in ("record_changes", "records")]),
    "a body that is a list": ("record", ["UPDATE record_changes SET body = '[]' WHERE sequence = 42"]),
    "a body of two values": ("record", ["UPDATE record_changes SET body = '{\"a\":1}{}' WHERE sequence = 42"]),
    "a record of yesterday": ("record", ["UPDATE record_changes SET created_at = created_at - 1 WHERE record = 42"]),
    "a record that became another's": ("record", ["UPDATE record_changes SET parent = NULL WHERE sequence = 44",
                                                  "UPDATE records SET parent = NULL WHERE record = 42"]),
    "a parent that is an account": ("record", [ALL_OF_PAYMENT.format(table=table, what="parent = 40") for table in ("record_changes", "records")]),
    "a transfer's key on a record": ("key", ["UPDATE record_changes SET request = (SELECT request FROM postings WHERE sequence = 7) WHERE sequence = 39"]),
    "a posting of nobody": ("key", ["UPDATE postings SET posted_at = posted_at + 1 WHERE sequence = 43"]),
    "an account opened by nobody": ("key", ["UPDATE account_changes SET posted_at = posted_at + 1, opened_at = opened_at + 1 WHERE sequence = 41"]),
    "two keys for one work": ("time", ["UPDATE record_changes SET key = 'mine', request = (SELECT request FROM record_changes WHERE "
                                       "sequence = 39) WHERE sequence = 45"]),
    "a caller on the product's account": ("state", ["UPDATE postings SET posted_at = posted_at + 1, key = 'mine', request = (SELECT request "
                                                    "FROM postings WHERE sequence = 7) WHERE sequence = 43"]),
    "a caller's account of the product": ("account_history", [
        "UPDATE account_changes SET posted_at = posted_at + 1, opened_at = opened_at + 1, key = 'mine', request = (SELECT request FROM "
        "postings WHERE sequence = 7) WHERE sequence = 41"]),
    "a record that is not found": ("derived", ["DELETE FROM records WHERE record = 42"]),
    "a record that is none": ("derived", ["INSERT INTO records SELECT 43, last, kind, state, parent, NULL, NULL FROM records WHERE record = 42"]),
    "a record found as it was": ("derived", ["UPDATE records SET last = 42, state = 'new', due_at = 5 WHERE record = 42"]),
}
