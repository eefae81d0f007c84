"""Web server: threads, so that a slow upload does not block the others."""

import multiprocessing

worker_class = "gthread"
workers = min(4, multiprocessing.cpu_count())
threads = 6
timeout = 60
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
limit_request_line = 8190  # the slip beside a record's form asks with every absent day in the address
