"""What schemathesis cannot know: which accounts there are, which ids were given out, and where it may write."""

import os
import re
import uuid
import zlib

import schemathesis
from schemathesis import GenerationMode

ACCOUNTS = ["bank", "wallet:alice", "wallet:bob", "wallet:alice", "wallet:carol"]
# What is frozen and closed on the way is none of the accounts that others need.
CHANGED = ["wallet:changed"]
ID = re.compile(r'"((?:txn|hold|evt)_[0-9A-HJKMNP-TV-Z]{26})"')
given = {"txn": [], "hold": [], "evt": []}


def choose(value, known):
    """One of the known values for three of four made-up ones, the same for the same."""
    number = zlib.crc32(str(value).encode("utf-8", "surrogatepass"))
    return known[number // 4 % len(known)] if known and number % 4 else value


def known_references(value):
    """The body with account references and ids that exist, where it has any."""
    if isinstance(value, list):
        return [known_references(item) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {}
    for name, item in value.items():
        if name in ("debit", "credit") and isinstance(item, str):
            item = choose(name + item, ACCOUNTS)
        elif name in ("hold", "transaction") and isinstance(item, str):
            item = choose(item, given["txn" if name == "transaction" else "hold"])
        elif name == "currency" and value.get("debit"):
            item = choose(item, ["IDR"])
        elif name == "effective_at" and isinstance(item, str):
            item = choose(item, ["2026-01-31T12:00:00Z", "2025-12-31T23:59:59.999999+07:00"])
        elif name == "amount" and isinstance(item, int):
            item = choose(item, [1 + item % 1000])
        else:
            item = known_references(item)
        changed[name] = item
    return changed


@schemathesis.hook
def before_call(context, case, kwargs):
    body = case.body
    # A backup goes where the request says: keep that inside the test's own folder.
    if case.path == "/v1/backups" and isinstance(body, dict) and isinstance(body.get("directory"), str):
        body["directory"] = os.path.join(os.environ["WALLETD_SCRATCH"], uuid.uuid4().hex)
    # What was made wrong on purpose stays as it is.
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    if isinstance(body, dict):
        body = case.body = known_references(body)
        # Keys that are made up are soon used for something else; both at once contradict each other.
        if zlib.crc32(repr(body).encode("utf-8", "surrogatepass")) % 4:
            body.pop("idempotency_key", None)
            case.headers["Idempotency-Key"] = uuid.uuid4().hex
    accounts = CHANGED if case.method == "POST" else ACCOUNTS
    for name, known in (("account", accounts), ("transaction", given["txn"]), ("hold", given["hold"]), ("event", given["evt"])):
        for parameters in (case.path_parameters, case.query):
            if parameters and isinstance(parameters.get(name), str):
                parameters[name] = choose(parameters[name], known)


@schemathesis.hook
def after_call(context, case, response):
    for found in ID.findall(response.text):
        known = given[found.split("_")[0]]
        if len(known) < 500:
            known.append(found)
