"""How the web processes run behind a proxy that takes requests in whole and keeps no connection open.

``gunicorn councilperf.wsgi --config deploy/web_processes.py``; how many there are says WEB_CONCURRENCY.
"""

threads = 4
"""Of a process. More do not help: they share one core. So many are not answered at once either: they take turns (core.turns)."""
worker_connections = threads
"""A process takes no request that it cannot begin at once. The others wait at the socket, where whichever process is free
first takes them in the order in which they came: behind a busy one they would wait while another is idle."""
keepalive = 0
timeout = 60
graceful_timeout = 45
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # noqa: S108 a sign of life each second, which no disk has to bear
control_socket_disable = True
