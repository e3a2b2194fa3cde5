"""The real programs: a daemon on a folder, requests over its socket, and walletctl on many files at once."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
PROGRAMS = os.environ.get("WALLETD_PROGRAMS") or os.path.join(ROOT, ".build/release")
ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no", "NO_COLOR": "1"}


class _Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("walletd")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


class Daemon:
    """walletd on `folder`/data. Used with `with`: ended by SIGTERM, or by SIGKILL through `kill`."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = os.path.join(folder, "s")
        self.log = open(os.path.join(folder, "log"), "ab")
        self.process = subprocess.Popen(
            [os.path.join(PROGRAMS, "walletd"), "--socket", self.socket, "--data", os.path.join(folder, "data")],
            stderr=self.log, env=ENVIRONMENT)
        self.connection = None
        self.keys = 0
        for _ in range(1000):
            try:
                if self.ask("GET", "/readyz")[0] in (200, 503):
                    return
            except (OSError, http.client.HTTPException):
                self.connection.close()
                self.connection = None
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        self.kill()
        with open(os.path.join(folder, "log"), encoding="utf-8") as log:
            raise AssertionError("walletd did not become ready: " + log.read()[-2000:])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(60)
        finally:
            self.kill()

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()
        if self.connection:
            self.connection.close()

    def ask(self, method, path, body=None, tenant="toko", key=None):
        """Returns status and parsed body."""
        if self.connection is None:
            self.connection = _Connection(self.socket)
        headers = {"Walletd-Tenant": tenant} if not path.startswith(("/v1/tenants", "/readyz")) else {}
        if method == "POST":
            self.keys += 1
            headers["Idempotency-Key"] = key or f"key-{os.path.basename(self.folder)}-{self.process.pid}-{self.keys}"
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, json.dumps(body or {}) if method == "POST" else None, headers)
        reply = self.connection.getresponse()
        text = reply.read()
        return reply.status, json.loads(text) if text else None

    def post(self, path, body=None, expect=(200, 201), **options):
        status, reply = self.ask("POST", path, body, **options)
        expect = (expect,) if isinstance(expect, int) else expect
        if status not in expect:
            raise AssertionError(f"POST {path} {body}: {status} {reply}")
        return reply

    def get(self, path, **options):
        status, reply = self.ask("GET", path, **options)
        if status != 200:
            raise AssertionError(f"GET {path}: {status} {reply}")
        return reply


def walletctl(*arguments):
    """Runs it; returns exit code, output, errors."""
    done = subprocess.run([os.path.join(PROGRAMS, "walletctl"), *arguments], capture_output=True, env=ENVIRONMENT, text=True)
    return done.returncode, done.stdout, done.stderr


def ledger_file(folder):
    tenants = os.path.join(folder, "data/tenants")
    return os.path.join(tenants, sorted(os.listdir(tenants))[0], "ledger.db")
