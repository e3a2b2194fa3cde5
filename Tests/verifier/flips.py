"""Damaged copies of a ledger file, and what both verifiers say of each."""

import importlib.machinery
import importlib.util
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import sys
import tempfile

import rig

TRUTH = ("postings", "account_changes", "outcomes", "record_changes")
LEDGER, TRAIL = ("verify",), ("audit", "verify")  # what of walletctl says it
TABLES = {LEDGER: TRUTH + ("seals", "ledger"), TRAIL: ("audit",)}
PAGE = 4096


def load_verifier():
    loader = importlib.machinery.SourceFileLoader("verify_ledger", os.path.join(rig.ROOT, "etc/verify-ledger"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("verify_ledger", loader))
    loader.exec_module(module)
    return module


VERIFIER = load_verifier()


def content(path, tables=TABLES[LEDGER]):
    """What a SELECT on each table returns: its rows with their types, or that it fails."""
    database = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    database.text_factory = VERIFIER.Text
    found = []
    try:
        for table in tables:
            try:
                found.append([[(type(cell), cell) for cell in row] for row in database.execute(f"SELECT * FROM {table} ORDER BY 1")])
            except VERIFIER.DAMAGE as error:
                found.append(str(error))
    finally:
        database.close()
    return found


def by_python(path, **options):
    with VERIFIER.Opened(path) as database:
        return VERIFIER.verify(database, catalog=VERIFIER.catalog_above(path), **options)


def by_walletctl(paths, *options, command=LEDGER):
    """Verdicts of many files from one process; where it does not answer, of each file alone."""
    arguments = [argument for path in paths for argument in ("--file", path)]
    code, out, errors = rig.walletctl(*command, "--json", *options, *arguments)
    if out and code in (0, 9):
        found = json.loads(out)
        return found["ledgers" if command == LEDGER else "trails"] if len(paths) > 1 else [found]
    if len(paths) == 1:
        return [{"sound": None, "exit": code, "finding": {"table": None, "row": None, "rule": None, "text": errors.strip()}}]
    return [by_walletctl([path], *options, command=command)[0] for path in paths]


def place(verdict):
    return None if verdict["sound"] else (verdict["finding"]["table"], verdict["finding"]["row"])


def cells(path, tables):
    """The ranges of bytes in which the cells of these tables' root pages stand; they must be leaves."""
    database = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    roots = dict(database.execute("SELECT name, rootpage FROM sqlite_schema"))
    database.close()
    with open(path, "rb") as file:
        data = file.read()
    ranges = []
    for table in tables:
        page = (roots[table] - 1) * PAGE
        assert data[page] in (10, 13), f"{table} is larger than a page"
        ranges.append((page + int.from_bytes(data[page + 5:page + 7], "big"), page + PAGE))
    return ranges


def pages(path, names):
    """The numbers of all pages of some tables and indexes."""
    database = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    roots = dict(database.execute("SELECT name, rootpage FROM sqlite_schema"))
    database.close()
    with open(path, "rb") as file:
        data = file.read()
    found, waiting = [], [roots[name] for name in names]
    while waiting:
        number = waiting.pop()
        found.append(number)
        page = data[(number - 1) * PAGE:number * PAGE]
        if page[0] in (2, 5):
            count = int.from_bytes(page[3:5], "big")
            cells_ = [int.from_bytes(page[12 + 2 * cell:14 + 2 * cell], "big") for cell in range(count)]
            waiting += [int.from_bytes(page[cell:cell + 4], "big") for cell in cells_] + [int.from_bytes(page[8:12], "big")]
    return found


def _compare(task):
    """Both verdicts on copies of a file with a bit turned each. Returns what is worth a look."""
    source, bits, options, command = task
    with open(source, "rb") as file:
        data = bytearray(file.read())
    sound = content(source, TABLES[command])
    tally, trouble = {}, []
    folder = tempfile.mkdtemp(prefix="flips-")
    try:
        paths = []
        for number, (offset, bit) in enumerate(bits):
            data[offset] ^= 1 << bit
            path = os.path.join(folder, f"{number}.db")
            with open(path, "wb") as file:
                file.write(data)
            data[offset] ^= 1 << bit
            paths.append(path)
        for (offset, bit), path, swift in zip(bits, paths, by_walletctl(paths, *options, command=command)):
            python = by_python(path)
            is_changed = content(path, TABLES[command]) != sound if swift["sound"] or python["sound"] else True
            kind = "both find" if not swift["sound"] and not python["sound"] else "neither finds" if swift["sound"] and python["sound"] \
                else "only python finds" if swift["sound"] else "only swift finds"
            if kind == "both find" and place(python) != place(swift):
                kind = "found in different places"
            if swift["sound"] is None:
                kind = "walletctl gives no verdict"
            key = (kind, "" if kind == "both find" else "the rows changed" if is_changed else "the rows are the same")
            tally[key] = tally.get(key, 0) + 1
            # Where every row still reads as it was, one may say more than the other: of pages by which rows are looked up, for example.
            is_fine = kind == "both find" or kind != "walletctl gives no verdict" and not is_changed
            if not is_fine:
                trouble.append((offset, bit, key, swift.get("finding", {}).get("text"), python.get("finding", {}).get("text")))
    finally:
        shutil.rmtree(folder)
    return tally, trouble


def compare(source, bits, options=(), batch=200, command=LEDGER):
    """`bits`: offset and bit of each flip. Returns counts by kind, and the flips on which the verifiers differ or that nobody finds."""
    tasks = [(source, bits[start:start + batch], options, command) for start in range(0, len(bits), batch)]
    tally, trouble = {}, []
    with multiprocessing.Pool(os.cpu_count()) as pool:
        for counts, found in pool.imap(_compare, tasks):
            trouble += found
            for key, count in counts.items():
                tally[key] = tally.get(key, 0) + count
    return tally, trouble


def bits_of(ranges):
    return [(offset, bit) for start, end in ranges for offset in range(start, end) for bit in range(8)]


def anywhere(path, count, seed):
    dice = random.Random(seed)
    size = os.path.getsize(path)
    return [(dice.randrange(size), dice.randrange(8)) for _ in range(count)]


def answer():
    """For tests in another language: a path a line goes in, a verdict a line comes out."""
    for line in sys.stdin:
        print(json.dumps(by_python(line.rstrip("\n"))), flush=True)


if __name__ == "__main__":
    answer()
