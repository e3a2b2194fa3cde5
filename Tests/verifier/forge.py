"""A forger who knows the format: alters rows, and computes every seal behind them anew. Written from docs/internals/ledger-file.md."""

import hashlib
import shutil
import sqlite3
import struct

from flips import VERIFIER

TABLES = ("postings", "account_changes", "outcomes", "record_changes")


def encode(column):
    if column is None:
        return b"\0"
    if isinstance(column, int):
        return struct.pack("<Bq", 1, column)
    data = column.encode() if isinstance(column, str) else column
    return struct.pack("<BI", 2 if isinstance(column, str) else 3, len(data)) + data


def edit(source, target, *statements):
    """Copies a ledger and runs SQL on the copy, past every CHECK."""
    shutil.copyfile(source, target)
    database = sqlite3.connect(target)
    database.execute("PRAGMA ignore_check_constraints = ON")
    for statement in statements:
        database.execute(statement)
    database.commit()
    # One file, as a daemon that stopped leaves it.
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return target


def seal(path, drop_derived=True):
    """Makes the chain of seals fit the rows, each seal over the rows it covered before."""
    database = sqlite3.connect(path)
    rows = {}
    for tag, table in enumerate(TABLES, 1):
        for row in database.execute(f"SELECT * FROM {table}"):
            rows.setdefault(row[0], []).append(bytes([tag]) + b"".join(map(encode, row)))
    tenant, number, hash_key, created = database.execute("SELECT tenant, tag, hash_key, created_at FROM ledger").fetchone()
    digest = hashlib.blake2b(
        f"walletd ledger 1\n{tenant}\n".encode() + struct.pack("<qq", number, created) + hash_key, digest_size=32).digest()
    for number, first, last in database.execute("SELECT number, first, last FROM seals ORDER BY number").fetchall():
        data = digest + struct.pack("<qqq", number, first, last)
        for sequence in range(first, min(last, max(rows)) + 1):
            data += b"".join(rows.get(sequence, []))
        digest = hashlib.blake2b(data, digest_size=32).digest()
        database.execute("UPDATE seals SET seal = ? WHERE number = ?", (digest, number))
    if drop_derived:
        for table in ("watermark", "account_states", "open_holds", "account_marks", "index_runs", "index_pages"):
            database.execute(f"DELETE FROM {table}")
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def cut(source, target, seals):
    """Cuts the tail off: keeps the first so many seals, and the rows they cover. Every seal that is left holds."""
    last = f"(SELECT last FROM seals WHERE number = {seals})"
    edit(source, target, *(f"DELETE FROM {table} WHERE sequence > {last}" for table in TABLES),
         f"DELETE FROM seals WHERE number > {seals}")
    return seal(target)


def derive(source, target):
    """Saves derived state as of the last row: what a daemon writes behind when a ledger has grown enough."""
    edit(source, target)
    seal(target)
    database = sqlite3.connect(target)
    head = database.execute("SELECT last, number, seal FROM seals ORDER BY number DESC LIMIT 1").fetchone()
    database.execute("INSERT INTO watermark VALUES (1, ?, ?, ?, (SELECT count(*) FROM postings))", head)
    marks = set()
    for side in ("debit", "credit"):
        columns = ", ".join(f"{side}_{name}" for name in (
            "version", "debits_posted", "credits_posted", "debits_pending", "credits_pending"))
        for account, sequence, *state in database.execute(f"SELECT {side}, sequence, {columns} FROM postings ORDER BY sequence").fetchall():
            saved = database.execute("SELECT last_posting FROM account_states WHERE account = ?", (account,)).fetchone()
            if not saved or saved[0] < sequence:
                database.execute("INSERT OR REPLACE INTO account_states VALUES (?, ?, ?, ?, ?, ?, ?)", (account, sequence, *state))
            if state[0] % 256 == 0:
                marks.add((account, sequence))
    database.executemany("INSERT INTO account_marks VALUES (?, ?)", sorted(marks))
    database.execute("""
        INSERT INTO open_holds SELECT h.sequence, h.debit, h.credit, h.posted_at, l.remaining, h.expires_at FROM postings h
        JOIN postings l ON l.sequence = (SELECT max(sequence) FROM postings WHERE hold = h.sequence) WHERE h.kind = 2 AND l.remaining > 0""")
    key = struct.unpack("<QQ", database.execute("SELECT hash_key FROM ledger").fetchone()[0])
    entries = []
    for column, table, condition in [("key", table, "TRUE") for table in TABLES] + [
            ("reference", "postings", "TRUE"), ("hold", "postings", "kind > 2"), ("reverses", "postings", "TRUE")]:
        for value, sequence in database.execute(f"SELECT {column}, sequence FROM {table} WHERE {column} IS NOT NULL AND {condition}"):
            data = value.encode() if isinstance(value, str) else struct.pack("<q", value)
            entries.append((VERIFIER.index_hash(key, column, data, sequence), sequence))
    for bucket in range(256):
        page = b"".join((hash_ << 40 & (1 << 96) - 1 | sequence).to_bytes(12, "big") for hash_, sequence in sorted(entries) if hash_ >> 56 == bucket)
        number = (1 << 24) + bucket
        page += (VERIFIER.siphash(key, page) ^ number * VERIFIER.GOLDEN % 2**64).to_bytes(8, "little")
        database.execute("INSERT INTO index_pages VALUES (?, ?)", (number, page))
    database.execute("INSERT INTO index_runs VALUES (1, 0, 8, ?)", (len(entries),))
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return target


def record(source, target):
    """Goes on with a ledger by work about records, in three commits: nothing that a daemon serves makes any yet."""
    edit(source, target)
    database = sqlite3.connect(target)
    number, row, hash_key = *database.execute("SELECT max(number), max(last) FROM seals").fetchone(), database.execute(
        "SELECT hash_key FROM ledger").fetchone()[0]
    account, = database.execute("SELECT max(account) FROM account_changes").fetchone()
    at, = database.execute("SELECT max(posted_at) FROM (SELECT posted_at FROM postings UNION ALL SELECT posted_at FROM outcomes)").fetchone()
    request = b"\1" + VERIFIER.siphash(struct.unpack("<QQ", hash_key), struct.pack("<q", 10)).to_bytes(8, "little")[:5]

    def insert(table, *columns):
        nonlocal row
        row += 1
        database.execute(f"INSERT INTO {table} VALUES (?{', ?' * len(columns)})", (row, *columns))

    def change(of, created, kind, state, parent, name, due, body, key=None):
        insert("record_changes", at, of, created, kind, state, parent, name, due, body, key, request if key else None)
        database.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?, ?)", (of, row, kind, state, parent, name, due))

    def commit(first):
        nonlocal number
        number += 1
        database.execute("INSERT INTO seals VALUES (?, ?, ?, zeroblob(32))", (number, first, row))

    first, at = row + 1, at + 10
    change(first, at, "merchant", "open", None, "toko", None, '{"näme":"Tökö ☕"}', "merchant")
    for offset, (code, kind) in enumerate((("assets:psp:clearing", "asset"), ("liabilities:merchants:toko", "liability")), 1):
        insert("account_changes", at, account + offset, "opened", at, code, "IDR", kind, "payments", None, 0, 0, 0, None, None, None)
    commit(first)
    payment, at = row + 1, at + 10
    created = at
    change(payment, at, "payment", "new", first, "p", 5, '{"amount":500,"steps":[1,{"a":null}]}')
    insert("postings", 0, 1, 1, account + 1, account + 2, 500, 500, 0, 0, 0, 0, 500, 0, 0, 1, 1, 0, 0, at, *[None] * 9)
    commit(payment)
    at += 10
    change(payment, created, "payment", "settled", first, "p", None, "{}")
    change(row + 1, at, "refund", "new", payment, "p", 7, "{}")
    commit(row - 1)
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return seal(target)


def seal_trail(path, name="catalog"):
    """Makes the chain of an audit trail fit its rows, and forgets the heads that were kept. Written from docs/internals/audit-trail.md."""
    database = sqlite3.connect(path)
    previous = hashlib.blake2b(f"walletd audit 1\n{name}\n".encode(), digest_size=32).digest()
    for row in database.execute("SELECT * FROM audit ORDER BY sequence").fetchall():
        previous = hashlib.blake2b(previous + b"".join(encode(column) for column in row[:-1]), digest_size=32).digest()
        database.execute("UPDATE audit SET seal = ? WHERE sequence = ?", (previous, row[0]))
    database.execute("DELETE FROM audit_heads")
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path
