"""The official Midtrans kit, unchanged, against the simulator."""

import json

import requests
from midtransclient import CoreApi
from midtransclient.config import ApiConfig
from midtransclient.error_midtrans import JSONDecodeError, MidtransAPIError

from simulator import MIDTRANS_KEY, Receiver, Simulator, check, checksum, equal, signature
import simulator


def refused(code, what, call):
    try:
        call()
    except MidtransAPIError as error:
        equal(error.api_response_dict["status_code"], code, what)
    else:
        check(False, f"{what} is refused")


receiver = Receiver()
with Simulator("--midtrans-webhook", receiver.address + "/hooks/midtrans") as sim:
    ApiConfig.CORE_SANDBOX_BASE_URL = sim.address
    core = CoreApi(is_production=False, server_key=MIDTRANS_KEY, client_key="client")
    pay = core.transactions

    def charge(order, amount=10000, method="qris", **more):
        return core.charge(
            {"payment_type": method, "transaction_details": {"order_id": order, "gross_amount": amount}, **more})

    def webhook(order, status, **more):
        headers, body = receiver.wait(
            lambda it: it["order_id"] == order and it["transaction_status"] == status
            and all(it.get(key) == value for key, value in more.items()), f"{status} of {order}")
        equal(body["signature_key"], signature(body), f"the signature of {status} of {order}")
        return body

    # A code is made, paid, notified, asked for, and given back in two parts.
    made = charge("qris-1", qris={"acquirer": "gopay"})
    equal((made["status_code"], made["transaction_status"], made["gross_amount"]), ("201", "pending", "10000.00"), "a charge")
    code = made["qr_string"]
    check(code.startswith("000201010212") and "540510000" in code, f"a dynamic code of its amount: {code}")
    equal(code[-4:], checksum(code), "the code's sum")
    webhook("qris-1", "pending")
    refused("412", "a refund of what is not paid", lambda: pay.refund("qris-1", {"amount": 1}))
    sim.does("pay", qr_string=code)
    told = webhook("qris-1", "settlement")
    equal(pay.notification(told)["transaction_status"], "settlement", "the kit's own look after a webhook")
    equal(pay.status(made["transaction_id"])["settlement_time"][:2], "20", "when it settled")
    refused("412", "cancelling what is settled", lambda: pay.cancel("qris-1"))
    refused("414", "too large a refund", lambda: pay.refund("qris-1", {"amount": 10001}))
    part = pay.refund("qris-1", {"refund_key": "r-1", "amount": 2500, "reason": "a part"})
    equal((part["transaction_status"], part["refund_amount"]), ("partial_refund", "2500.00"), "a part is given back")
    refused("406", "the same refund again", lambda: pay.refund("qris-1", {"refund_key": "r-1", "amount": 2500}))
    receiver.wait(
        lambda it: it["order_id"] == "qris-1" and "bank_confirmed_at" in json.dumps(it), "the bank has confirmed the refund")
    equal(pay.refundDirect("qris-1", {"refund_key": "r-2", "amount": 7500})["transaction_status"], "refund", "the rest")
    refused("414", "more than all", lambda: pay.refund("qris-1", {"amount": 1}))
    row = sim.charge("qris-1")
    equal((row["captured"], row["refunded"], len(row["refunds"])), (1000000, 1000000, 2), "the book says the same")

    # What an order's id is worth, and what a charge may not be.
    refused("406", "an order's second charge", lambda: charge("qris-1"))
    refused("400", "a fraction of a rupiah", lambda: charge("bad-1", amount=10000.5))
    refused("400", "a sum that its items do not have", lambda: charge("bad-2", item_details=[{"price": 1, "quantity": 2}]))
    refused("400", "an order with a slash", lambda: charge("bad/3"))
    refused("402", "a bank that is not enabled", lambda: charge("bad-4", method="bank_transfer", bank_transfer={"bank": "x"}))
    refused("404", "what never was", lambda: pay.status("no-such-order"))
    stranger = CoreApi(is_production=False, server_key="another", client_key="client")
    refused("401", "another's key", lambda: stranger.transactions.status("qris-1"))
    equal(sim.charge("bad-1"), None, "nothing came of what was refused")

    # Cancelled, expired (which is no error, and frees the order), and expired by time.
    charge("cancel-1")
    equal(pay.cancel("cancel-1")["transaction_status"], "cancel", "cancelled")
    refused("412", "cancelling twice", lambda: pay.cancel("cancel-1"))
    webhook("cancel-1", "cancel", status_code="202")
    charge("expire-1")
    gone = pay.expire("expire-1")
    equal((gone["status_code"], gone["transaction_status"]), ("407", "expire"), "expired")
    equal(charge("expire-1")["transaction_status"], "pending", "an order that expired is free again")
    charge("timed-1", custom_expiry={"expiry_duration": 30, "unit": "second"})
    sim.does("clock", advance=31)
    equal(pay.status("timed-1")["transaction_status"], "expire", "time expires it")
    webhook("timed-1", "expire")
    sim.does("pay", order_id="timed-1", late=True)
    webhook("timed-1", "settlement")

    # The other ways to pay.
    for bank in ["bca", "bni", "bri", "cimb"]:
        made = charge(f"va-{bank}", method="bank_transfer", bank_transfer={"bank": bank})
        equal(made["va_numbers"][0]["bank"], bank, "an account's bank")
    check(charge("va-permata", method="bank_transfer", bank_transfer={"bank": "permata"})["permata_va_number"].isdigit(), "Permata")
    check(charge("bill-1", method="echannel", echannel={"bill_info1": "a"})["bill_key"].isdigit(), "Mandiri's bill")
    actions = [it["name"] for it in charge("gopay-1", method="gopay", gopay={"enable_callback": True})["actions"]]
    equal(actions, ["generate-qr-code", "deeplink-redirect", "get-status", "cancel"], "what GoPay offers")
    charge("shopee-1", method="shopeepay", shopeepay={"callback_url": "app://x"})
    sim.does("pay", order_id="shopee-1", amount=1000000)
    refused("414", "a part of a ShopeePay payment", lambda: pay.refund("shopee-1", {"amount": 1}))
    sim.does("pay", order_id="va-bca")
    sim.does("reverse", order_id="va-bca")
    webhook("va-bca", "deny")

    def card(order, token, **more):
        return charge(order, method="credit_card", credit_card={"token_id": token, **more})

    equal(card("card-1", "481111-1114-x")["transaction_status"], "capture", "a card that is good")
    sim.does("settle", order_id="card-1")
    equal(pay.refund("card-1")["transaction_status"], "refund", "a settled card is given back")
    denied = card("card-2", "491111-1113-x")
    equal((denied["status_code"], denied["transaction_status"]), ("202", "deny"), "a card that is not")
    for order, act, status in [("card-3", pay.approve, "capture"), ("card-4", pay.deny, "deny")]:
        equal(card(order, "451111-1117-x")["fraud_status"], "challenge", "a card to be looked at")
        equal(act(order)["transaction_status"], status, "what the look decides")
    held = card("card-5", "authorize-x")
    equal(held["transaction_status"], "authorize", "money set aside")
    equal(
        core.capture({"transaction_id": held["transaction_id"], "gross_amount": 4000})["transaction_status"], "capture", "taken")
    equal(sim.charge("card-5")["captured"], 400000, "a part of it")
    shown = card("card-6", "accept-x", authentication=True)
    check(shown["transaction_status"] == "pending" and shown["redirect_url"], "3-D Secure")
    equal(sim.ask(shown["redirect_url"].removeprefix(sim.address))[1]["reference"], "card-6", "where its link leads")
    sim.does("pay", order_id="card-6")
    equal(pay.status("card-6")["transaction_status"], "capture", "after 3-D Secure")
    refused("411", "a token that there is not", lambda: card("card-7", "nonsense"))

    # The same key, the same answer, whatever the body.
    keyed = CoreApi(is_production=False, server_key=MIDTRANS_KEY, client_key="client")
    keyed.api_config.custom_headers = {"Idempotency-Key": "key-1"}
    ask = {"payment_type": "qris", "transaction_details": {"order_id": "keyed-1", "gross_amount": 10000}}
    equal(keyed.charge(ask)["transaction_id"], keyed.charge(ask)["transaction_id"], "a repeated key")

    # What goes wrong on the way. A lost answer leaves a charge behind, a lost request does not.
    for kind, effect in [("timeout_after", True), ("timeout_before", False), ("reset", True)]:
        sim.does("faults", provider="midtrans", operation="charge", kind=kind)
        try:
            charge(f"lost-{kind}")
            check(False, f"{kind} gives no answer")
        except requests.exceptions.ConnectionError:
            pass
        equal(sim.charge(f"lost-{kind}") is not None, effect, f"whether {kind} has an effect")
    for kind, code in [("http_500", "500"), ("http_503", "503"), ("http_429", "429")]:
        sim.does("faults", provider="midtrans", operation="charge", kind=kind)
        refused(code, kind, lambda: charge("fails"))
    sim.does("faults", provider="midtrans", operation="charge", kind="http_503", in_body=True)
    refused("503", "a failure in the body", lambda: charge("fails"))
    sim.does("faults", provider="midtrans", operation="status", kind="garbage")
    try:
        pay.status("qris-1")
        check(False, "garbage is no answer")
    except (JSONDecodeError, requests.exceptions.JSONDecodeError):
        pass
    sim.does("faults", provider="midtrans", operation="refund", kind="declined")
    sim.does("pay", order_id="gopay-1")
    equal(pay.refund("gopay-1", {"amount": 1})["status_code"], "202", "the bank does not give it back")
    equal(sim.charge("gopay-1")["refunded"], 0, "and so it is not given back")

    # Webhooks that are refused come again; forged ones do not bear the key's signature.
    receiver.refuse = b"again-1"
    charge("again-1")
    receiver.wait(lambda it: len([1 for a in receiver.arrived if json.loads(a[2])["order_id"] == "again-1"]) == 2, "a second try")
    sim.does("faults", provider="midtrans", operation="webhook", kind="forged")
    charge("forged-1")
    _, lie = receiver.wait(lambda it: it["order_id"] == "forged-1" and it["transaction_status"] == "settlement", "a forged one")
    check(lie["signature_key"] != signature(lie), "a forged webhook is not signed")
    sim.does("faults", provider="midtrans", operation="webhook", kind="tampered")
    charge("tampered-1")
    _, lie = receiver.wait(lambda it: it["order_id"] == "tampered-1" and it["transaction_status"] == "settlement", "a changed one")
    equal(lie["signature_key"], signature(lie), "a changed webhook is signed all the same")
    equal(pay.notification(lie)["transaction_status"], "pending", "only a question tells")
    check(all(path == "/hooks/midtrans" for path, *_ in receiver.arrived), "all webhooks went where they should")

print(f"midtransclient: {simulator.checks} checks")
