"""Parts of it stopped and killed."""

from __future__ import annotations

from deploy.trial.trial import Trial


def stop_and_kill(trial: Trial) -> None:
    """The web processes are stopped, and killed."""
    trial.run("systemctl stop councilperf-web.socket councilperf-web.service")
    page = trial.visitor().get("/meetings/")
    trial.see(
        "503 with Retry-After where no web process is there",
        (page.status, page.headers.get("retry-after")) == (503, "10") and "Not available just now" in page.text,
        (page.status, page.headers),
    )
    trial.run("systemctl start councilperf.target councilperf-web.socket councilperf-web.service")
    trial.see("and back once it is", trial.until(lambda: trial.visitor().get("/readyz").status == 200))
    trial.run("systemctl kill --signal=KILL councilperf-web.service councilperf-tasks@1.service")
    trial.see(
        "killed web processes are there again by themselves",
        trial.until(lambda: trial.visitor().get("/readyz").status == 200),
    )
    trial.see(
        "and so is a killed worker", trial.until(lambda: trial.tried("systemctl is-active councilperf-tasks@1")[0] == 0)
    )
    trial.run("systemctl stop postgresql@15-main.service")
    away = trial.visitor().get("/sign-in/")
    own = "cannot reach its database" in away.text and away.headers.get("retry-after") == "10"
    trial.see(
        f"503 from the program itself in {away.seconds:.1f} s where PostgreSQL is stopped",
        away.status == 503 and own,
        away.status,
    )
    trial.run("systemctl start postgresql@15-main.service")
    trial.see("and back once it is", trial.until(lambda: trial.visitor().get("/readyz").status == 200))
