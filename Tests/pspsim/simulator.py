"""A running pspsim, its customers, and a receiver for its webhooks: all that the checks of both kits share."""

import hashlib
import json
import os
import socketserver
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler

MIDTRANS_KEY = "SB-Mid-server-KIT"
XENDIT_KEY = "xnd_development_KIT"
XENDIT_TOKEN = "token-KIT"

checks = 0


def check(fact, what):
    global checks
    checks += 1
    if not fact:
        sys.exit(f"not so: {what}")


def equal(found, expected, what):
    check(found == expected, f"{what}: {found!r} instead of {expected!r}")


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class TCPServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True


class Receiver:
    """Takes webhooks on a port, or on the Unix socket at `path`. `refuse` makes it answer 500 to the next one with such bytes in its body."""

    def __init__(self, path=None):
        self.arrived = []
        self.refuse = None
        self.changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.changed:
                    status = 200
                    if receiver.refuse and receiver.refuse in body:
                        status, receiver.refuse = 500, None
                    receiver.arrived.append((self.path, dict(self.headers), body, status))
                    receiver.changed.notify_all()
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

            def address_string(self):
                return "simulator"

        if path:
            self.server = UnixServer(path, Handler)
            self.address = f"unix:{path}:"
        else:
            self.server = TCPServer(("127.0.0.1", 0), Handler)
            self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, fits, what, seconds=10):
        """The first webhook whose body fits, as (headers, body)."""
        deadline = time.monotonic() + seconds
        with self.changed:
            while True:
                for _, headers, body, _ in self.arrived:
                    parsed = json.loads(body)
                    if fits(parsed):
                        return headers, parsed
                left = deadline - time.monotonic()
                if left <= 0:
                    sys.exit(f"not so: no webhook came: {what}")
                self.changed.wait(left)


class Simulator:
    def __init__(self, *options):
        program = os.path.join(os.environ["WALLETD_PROGRAMS"], "pspsim")
        self.process = subprocess.Popen(
            [program, "--midtrans-key", MIDTRANS_KEY, "--xendit-key", XENDIT_KEY, "--xendit-token", XENDIT_TOKEN,
             "--hold", "300", "--slow", "300", "--retry", "50", "--confirm", "100", "--seed", "1", *options],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        check(" ready at http://127.0.0.1:" in line, f"it says that it is ready: {line!r}")
        self.address = line.split()[3].rstrip(",")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def ask(self, path, body=None, method=None, headers={}):
        """(status, parsed body) of a call with no kit in between."""
        request = urllib.request.Request(
            self.address + path, method=method or ("GET" if body is None else "POST"),
            data=None if body is None else json.dumps(body).encode(), headers={"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status, json.loads(reply.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def does(self, act, **body):
        status, reply = self.ask(f"/_sim/{act}", body)
        check(status in (200, 201), f"the simulator does {act} {body}: {status} {reply}")
        return reply

    def charge(self, reference):
        rows = [row for row in self.ask("/_sim/book")[1]["charges"] if row["reference"] == reference]
        return rows[-1] if rows else None


def signature(body, key=MIDTRANS_KEY):
    text = body["order_id"] + body["status_code"] + body["gross_amount"] + key
    return hashlib.sha512(text.encode()).hexdigest()


def checksum(code):
    """CRC-16/CCITT-FALSE of a code less its last four characters."""
    value = 0xFFFF
    for byte in code[:-4].encode():
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"
