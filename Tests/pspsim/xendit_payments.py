"""The official Xendit kit, unchanged, against the simulator. Webhooks come over a Unix socket."""

import base64
import os
import tempfile
from datetime import datetime, timedelta, timezone

import xendit
from xendit.apis import BalanceApi, PaymentMethodApi, PaymentRequestApi, RefundApi
from xendit.payment_method.model.simulate_payment_request import SimulatePaymentRequest
from xendit.payment_request.model.capture_parameters import CaptureParameters
from xendit.payment_request.model.e_wallet_channel_code import EWalletChannelCode
from xendit.payment_request.model.e_wallet_channel_properties import EWalletChannelProperties
from xendit.payment_request.model.e_wallet_parameters import EWalletParameters
from xendit.payment_request.model.payment_method_parameters import PaymentMethodParameters
from xendit.payment_request.model.payment_method_reusability import PaymentMethodReusability
from xendit.payment_request.model.payment_method_type import PaymentMethodType
from xendit.payment_request.model.payment_request_capture_method import PaymentRequestCaptureMethod
from xendit.payment_request.model.payment_request_currency import PaymentRequestCurrency
from xendit.payment_request.model.payment_request_parameters import PaymentRequestParameters
from xendit.payment_request.model.qr_code_channel_code import QRCodeChannelCode
from xendit.payment_request.model.qr_code_channel_properties import QRCodeChannelProperties
from xendit.payment_request.model.qr_code_parameters import QRCodeParameters
from xendit.refund.model.create_refund import CreateRefund

from simulator import XENDIT_KEY, XENDIT_TOKEN, Receiver, Simulator, check, checksum, equal
import simulator


def refused(status, code, what, call):
    try:
        call()
    except xendit.XenditSdkException as error:
        equal((int(error.status), error.errorCode), (status, code), what)
    else:
        check(False, f"{what} is refused")


folder = tempfile.TemporaryDirectory()
receiver = Receiver(os.path.join(folder.name, "ingress.sock"))
with folder, Simulator("--xendit-webhook", receiver.address + "/hooks/xendit") as sim:

    def client(key):
        configuration = xendit.Configuration(host=sim.address, api_key=key)
        configuration.retries = False
        return xendit.ApiClient(configuration)

    kit = client(XENDIT_KEY)
    payments, methods, refunds, balance = PaymentRequestApi(kit), PaymentMethodApi(kit), RefundApi(kit), BalanceApi(kit)

    def method(kind, **more):
        return PaymentMethodParameters(
            type=PaymentMethodType(kind), reusability=PaymentMethodReusability("ONE_TIME_USE"), **more)

    def code():
        ends = datetime.now(timezone.utc) + timedelta(minutes=15)
        return method("QR_CODE", qr_code=QRCodeParameters(
            channel_code=QRCodeChannelCode("QRIS"), channel_properties=QRCodeChannelProperties(expires_at=ends)))

    def wallet(channel):
        return method("EWALLET", ewallet=EWalletParameters(
            channel_code=EWalletChannelCode(channel),
            channel_properties=EWalletChannelProperties(success_return_url="https://example.com/paid")))

    def request(reference, key=None, amount=10000.0, how=None, **more):
        return payments.create_payment_request(
            idempotency_key=key or reference, payment_request_parameters=PaymentRequestParameters(
                reference_id=reference, amount=amount, currency=PaymentRequestCurrency("IDR"), payment_method=how or code(), **more))

    def webhook(event, reference):
        headers, body = receiver.wait(
            lambda it: it["event"] == event and it["data"]["reference_id"] == reference, f"{event} of {reference}")
        equal(headers["x-callback-token"], XENDIT_TOKEN, "the token of a webhook")
        return body

    # A code is made, found again by either name, paid, told, given back.
    made = request("xen-1")
    equal((str(made.status), made.amount), ("PENDING", 10000.0), "a payment request")
    text = made.payment_method.qr_code.channel_properties.qr_string
    check(text.startswith("000201010212") and "540510000" in text and text[-4:] == checksum(text), f"a dynamic code: {text}")
    equal(payments.get_payment_request_by_id(made.id).reference_id, "xen-1", "by its id")
    equal([it.id for it in payments.get_all_payment_requests(reference_id=["xen-1"]).data], [made.id], "by its reference")
    refused(400, "INELIGIBLE_TRANSACTION", "a refund of what is not paid", lambda: refunds.create_refund(
        create_refund=CreateRefund(payment_request_id=made.id, reason="OTHERS")))
    methods.simulate_payment(made.payment_method.id, simulate_payment_request=SimulatePaymentRequest(amount=10000.0))
    told = webhook("payment.succeeded", "xen-1")
    equal((told["data"]["payment_request_id"], told["data"]["amount"], told["data"]["status"]), (made.id, 10000, "SUCCEEDED"), "told")
    equal(str(payments.get_payment_request_by_id(made.id).status), "SUCCEEDED", "paid")
    equal(balance.get_balance(account_type="CASH").balance, 10000.0, "the balance")
    back = refunds.create_refund(idempotency_key="r-1", create_refund=CreateRefund(
        payment_request_id=made.id, reference_id="ref-1", amount=2500.0, currency="IDR", reason="REQUESTED_BY_CUSTOMER"))
    equal(back.status, "PENDING", "a refund begins")
    webhook("refund.succeeded", "ref-1")
    equal(refunds.get_refund(back.id).status, "SUCCEEDED", "and ends")
    equal([it.id for it in refunds.get_all_refunds(payment_request_id=made.id).data], [back.id], "refunds of a request")
    refused(400, "MAXIMUM_REFUND_AMOUNT_REACHED", "more than is left", lambda: refunds.create_refund(
        create_refund=CreateRefund(payment_request_id=made.id, amount=7501.0, reason="OTHERS")))
    sim.does("faults", provider="xendit", operation="refund", kind="declined")
    refunds.create_refund(create_refund=CreateRefund(
        payment_request_id=made.id, reference_id="ref-2", amount=7500.0, reason="OTHERS"))
    webhook("refund.failed", "ref-2")
    row = sim.charge("xen-1")
    equal((row["captured"], row["refunded"]), (1000000, 250000), "the book says the same")
    equal(balance.get_balance().balance, 7500.0, "the balance after the refund")

    # A key stands for one body; a method that expires takes its request with it.
    held = wallet("DANA")
    first = request("keyed-1", key="k-1", how=held)
    equal(request("keyed-1", key="k-1", how=held).id, first.id, "the same key and body")
    refused(409, "DUPLICATE_ERROR", "the same key with another body", lambda: request("keyed-1", key="k-1", amount=1.0, how=held))
    gone = request("gone-1")
    equal(str(methods.expire_payment_method(gone.payment_method.id).status), "EXPIRED", "an expired method")
    equal(str(payments.get_payment_request_by_id(gone.id).status), "EXPIRED", "and its request")
    refused(400, "INVALID_PAYMENT_METHOD", "expiring twice", lambda: methods.expire_payment_method(gone.payment_method.id))
    equal(str(methods.get_payment_method_by_id(gone.payment_method.id).status), "EXPIRED", "the method by its id")

    # Wallets: the customer agrees elsewhere, or does not.
    equal((str(first.status), first.actions[0].action), ("REQUIRES_ACTION", "AUTH"), "a wallet asks its owner")
    sim.does("decline", reference_id="keyed-1")
    equal(webhook("payment.failed", "keyed-1")["data"]["failure_code"], "DECLINED_BY_ISSUER", "who says no")
    manual = request("manual-1", how=wallet("SHOPEEPAY"), capture_method=PaymentRequestCaptureMethod("MANUAL"))
    sim.does("authorize", reference_id="manual-1")
    webhook("payment.awaiting_capture", "manual-1")
    taken = payments.capture_payment_request(manual.id, capture_parameters=CaptureParameters(capture_amount=4000.0))
    equal((taken.captured_amount, taken.status), (4000.0, "SUCCEEDED"), "a part is taken")
    equal(sim.charge("manual-1")["captured"], 400000, "and stands in the book")

    # What is refused.
    refused(404, "DATA_NOT_FOUND", "what never was", lambda: payments.get_payment_request_by_id("pr-none"))
    refused(400, "API_VALIDATION_ERROR", "a code above the limit", lambda: request("big-1", amount=10000001.0))
    stranger = PaymentRequestApi(client("another"))
    refused(401, "INVALID_API_KEY", "another's key", lambda: stranger.get_payment_request_by_id(made.id))
    sim.does("faults", provider="xendit", operation="charge", kind="http_429")
    refused(429, "RATE_LIMIT_EXCEEDED", "too many", lambda: request("many-1"))
    sim.does("faults", provider="xendit", operation="charge", kind="timeout_after")
    try:
        request("lost-1")
        check(False, "no answer comes")
    except Exception as error:  # the kit lets the transport's own errors through
        check(type(error).__name__ in ("ProtocolError", "MaxRetryError"), f"a lost answer: {error!r}")
    found = payments.get_all_payment_requests(reference_id=["lost-1"]).data
    equal(len(found), 1, "what was lost is found by its reference")

    # /qr_codes and /ewallets/charges, which this kit does not know.
    key = {"Authorization": "Basic " + base64.b64encode(f"{XENDIT_KEY}:".encode()).decode(), "api-version": "2022-07-31"}
    status, sticker = sim.ask("/qr_codes", {"reference_id": "till-1", "type": "STATIC", "currency": "IDR"}, headers=key)
    equal((status, sticker["status"], sticker["qr_string"][:12]), (201, "ACTIVE", "000201010211"), "a sticker")
    for amount in (500000, 700000):
        sim.does("pay", qr_string=sticker["qr_string"], amount=amount)
        receiver.wait(lambda it: it["event"] == "qr.payment" and it["data"]["amount"] == amount / 100, "a payment of the sticker")
    status, drawn = sim.ask("/qr_codes", {"reference_id": "d-1", "type": "DYNAMIC", "currency": "IDR", "amount": 1500}, headers=key)
    equal(sim.ask(f"/qr_codes/{drawn['id']}/payments/simulate", {"amount": 1500}, headers=key)[0], 200, "simulated")
    paid = webhook("qr.payment", "d-1")["data"]
    equal(sim.ask(f"/qr_codes/payments/{paid['id']}/refunds", {"amount": 1500}, headers=key)[1]["status"], "PENDING", "given back")
    ask = {"reference_id": "w-1", "currency": "IDR", "amount": 1000, "checkout_method": "ONE_TIME_PAYMENT",
           "channel_code": "ID_OVO", "channel_properties": {"mobile_number": "+628123456789"}}
    status, made = sim.ask("/ewallets/charges", ask, headers=key)
    equal((status, made["status"], made["is_redirect_required"]), (202, "PENDING", False), "OVO asks on the telephone")
    sim.does("pay", reference_id="w-1")
    equal(webhook("ewallet.capture", "w-1")["data"]["capture_amount"], 1000, "an e-wallet's webhook")
    equal(sim.ask(f"/ewallets/charges/{made['id']}/void", {}, headers=key)[1]["status"], "VOIDED", "voided")

    sim.does("faults", provider="xendit", operation="webhook", kind="forged")
    sim.does("pay", reference_id="lost-1")
    _, lie = receiver.wait(lambda it: it["event"] == "payment.failed" and it["data"]["reference_id"] == "lost-1", "a forged one")
    headers = [h for _, h, body, _ in receiver.arrived if b"lost-1" in body and b"payment.failed" in body][0]
    check(headers["x-callback-token"] != XENDIT_TOKEN, "a forged webhook does not know the token")
    webhook("payment.succeeded", "lost-1")

print(f"xendit-python: {simulator.checks} checks")
