"""A small shop: pages from PostgreSQL, counters in Redis, payments over HTTP, and a health endpoint that checks all three."""
import json
import logging
import os
import tempfile
import threading
import time
import traceback
import urllib.request

import psycopg2
import psycopg2.pool
import redis

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
log = logging.getLogger("shop")

ORDERS = "/var/lib/shop/orders.log"
SHED_BELOW = 0.1


class Database:
    """A pool of at most two connections per worker; a broken one is thrown away and the query tried once more."""

    def __init__(self, url):
        self.url = url
        self.pool = None
        self.lock = threading.Lock()

    def connected(self):
        with self.lock:
            if self.pool is None:
                self.pool = psycopg2.pool.ThreadedConnectionPool(
                    1, 2, self.url, connect_timeout=3, application_name="shop"
                )
            return self.pool

    def query(self, sql, values=(), attempts=2):
        pool = self.connected()
        connection = pool.getconn()
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                rows = cursor.fetchall() if cursor.description else []
            pool.putconn(connection)
            return rows
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            pool.putconn(connection, close=True)
            if attempts > 1:
                return self.query(sql, values, attempts - 1)
            raise
        except Exception:
            pool.putconn(connection)
            raise


database = Database(os.environ["DATABASE_URL"])
cache = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=2, socket_connect_timeout=2)


def pay(path):
    with urllib.request.urlopen(os.environ["PAY_URL"] + path, timeout=2) as response:
        return response.read().decode()


def keep_order(line):
    """Orders are written to disk first, so that none is lost when the database is away."""
    with open(ORDERS, "a") as orders:
        orders.write(line + "\n")
        orders.flush()
        os.fsync(orders.fileno())


def write_scratch():
    """A new file on disk, gone again: fails when there is no room, no inode or no descriptor left."""
    with tempfile.NamedTemporaryFile(dir="/var/lib/shop") as scratch:
        scratch.write(b"health" * 1000)
        scratch.flush()
        os.fsync(scratch.fileno())


def spare_memory():
    facts = dict(line.split(":", 1) for line in open("/proc/meminfo"))
    return int(facts["MemAvailable"].split()[0]) / int(facts["MemTotal"].split()[0])


def home(query):
    visits = cache.incr("visits")
    products = database.query("select name, cents from products order by name limit 20")
    database.query("insert into visits (page) values ('home')")
    rows = "".join(f"<li>{name}: {cents / 100:.2f}</li>" for name, cents in products)
    return 200, f"<h1>Shop</h1><ul>{rows}</ul><p>{visits} visits</p>"


def checkout(query):
    answer = pay("/charge")
    keep_order(f"{time.time():.3f} order {answer.strip()}")
    database.query("insert into visits (page) values ('checkout')")
    return 200, "<h1>Thank you</h1>"


def slow(query):
    """A report over all visits, as slow as it is asked to be: `/slow?30`."""
    database.query("select count(*) from visits")
    time.sleep(min(float(query or 5), 120))
    return 200, "<h1>Report</h1>"


def health(query):
    checks = {
        "database": lambda: database.query("select 1"),
        "cache": lambda: cache.set("health", "ok", ex=60),
        "payments": lambda: pay("/healthz"),
        "disk": write_scratch,
    }
    results = {}
    for name, check in checks.items():
        try:
            check()
            results[name] = "ok"
        except Exception as error:
            log.warning("health: %s: %s: %s", name, type(error).__name__, str(error).strip())
            results[name] = "failed"
    return (200 if set(results.values()) == {"ok"} else 503), json.dumps(results)


PAGES = {"/": home, "/checkout": checkout, "/slow": slow, "/health/": health}
REASONS = {200: "OK", 404: "Not Found", 500: "Internal Server Error", 503: "Service Unavailable"}


def answer(path, query):
    page = PAGES.get(path)
    if page is None:
        return 404, "no such page"
    try:
        if spare_memory() < SHED_BELOW:
            log.warning("shedding load: %.0f %% of memory left", spare_memory() * 100)
            return 503, "overloaded, try again"
        return page(query)
    except (psycopg2.Error, psycopg2.pool.PoolError, redis.RedisError, OSError) as error:
        log.error("%s: %s: %s", path, type(error).__name__, str(error).strip())
        return 503, "temporarily unavailable"
    except Exception:
        log.error("%s failed\n%s", path, traceback.format_exc())
        return 500, "internal error"


def application(environ, start_response):
    status, body = answer(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
    payload = body.encode()
    kind = "application/json" if body.startswith("{") else "text/html; charset=utf-8"
    headers = [("Content-Type", kind), ("Content-Length", str(len(payload)))]
    start_response(f"{status} {REASONS[status]}", headers)
    return [payload]
