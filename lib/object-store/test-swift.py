# A small OpenStack Swift (Debian's python3-swift) with its S3 interface, for tests: one disk, one replica, no daemons.
# Usage: test-swift.py FOLDER PORT KEY SECRET, as the leader of a process group. Listens on 127.0.0.1, on PORT and the
# three after it, and prints "ready" when all four do; ends when its standard input does, so it outlives no test.
import os
import signal
import socket
import sys
import time

from swift.common import utils
from swift.common.ring import RingBuilder

folder, port, key, secret = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
STORES = {"object": port + 1, "container": port + 2, "account": port + 3}


def write(name, text):
    with open(os.path.join(folder, name), "w", encoding="utf8") as file:
        file.write(text)


def common(own_port):
    return f"""[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {own_port}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
workers = 0
user = {os.environ.get("USER") or "root"}
"""


def prepare():
    os.makedirs(os.path.join(folder, "devices", "disk"), exist_ok=True)
    write("swift.conf", "[swift-hash]\nswift_hash_path_suffix = test\n[storage-policy:0]\nname = only\ndefault = yes\n")
    for name, own_port in STORES.items():
        builder = RingBuilder(4, 1, 1)
        builder.add_dev({
            "region": 1, "zone": 1, "weight": 1.0, "device": "disk", "meta": "",
            "ip": "127.0.0.1", "port": own_port, "replication_ip": "127.0.0.1", "replication_port": own_port,
        })
        builder.rebalance()
        builder.get_ring().save(os.path.join(folder, f"{name}.ring.gz"))
        write(f"{name}.conf", common(own_port) + f"""
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
""")
    filters = ["catch_errors", "gatekeeper", "listing_formats", "copy", "slo", "dlo"]
    write("proxy.conf", common(port) + """
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth copy slo dlo proxy-server
""" + "".join(f"[filter:{name}]\nuse = egg:swift#{name}\n" for name in filters) + f"""
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_{key} = {secret} .admin
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
""")


def serve(name):
    utils.SWIFT_CONF_FILE = os.path.join(folder, "swift.conf")
    from swift.common.wsgi import run_wsgi
    # It would leave the group, and live on when that is killed.
    os.setsid = lambda: None
    sys.exit(run_wsgi(os.path.join(folder, f"{name}.conf"), f"{name}-server"))


def await_port(own_port):
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", own_port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"nothing listens on {own_port}")


prepare()
for each in [*STORES, "proxy"]:
    if os.fork() == 0:
        serve(each)
for each in [*STORES.values(), port]:
    await_port(each)
print("ready", flush=True)
sys.stdin.read()
os.killpg(0, signal.SIGKILL)
