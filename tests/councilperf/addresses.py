"""Every address of the project, with the answer that each of those who ask gets."""

from dataclasses import dataclass

OK, MOVED, SIGN_IN, NO, GONE, TYPED_WRONG = 200, 302, "sign in", 403, 404, 422
WHO = ("performance", "owner", "colleague", "member", "viewer", "partner", "roleless", "nobody")
READ = (OK, OK, OK, OK, OK, NO, NO, SIGN_IN)
OPEN = (OK,) * 8
REPORT = (OK, OK, OK, NO, NO, OK, NO, SIGN_IN)
OWN = (OK, OK, NO, NO, NO, NO, NO, SIGN_IN)
OFFICERS = (OK, OK, OK, NO, NO, NO, NO, SIGN_IN)
TEAM = (OK, NO, NO, NO, NO, NO, NO, SIGN_IN)
TYPED = (("actual", "lots"),)
PRESSED = (405, NO, NO, NO, NO, NO, NO, SIGN_IN)
WRONG_FOR_TEAM = (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)
OWN_WRONG = (TYPED_WRONG, TYPED_WRONG, NO, NO, NO, NO, NO, SIGN_IN)
OWN_MOVED = (MOVED, MOVED, NO, NO, NO, NO, NO, SIGN_IN)
MOVED_FOR_TEAM = (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)
SIGNED_IN = (OK,) * 7 + (SIGN_IN,)
WRONG_FOR_ALL = (TYPED_WRONG,) * 7 + (SIGN_IN,)
PLAN = "corporate-improvement-plan"
OUTCOME = ("@framework", "@outcome")
SITTING = ("@clinic", "@sitting")
NOBODY = (NO, NO, SIGN_IN)
NOT_THEIRS = (GONE,) * 5 + NOBODY


@dataclass(frozen=True)
class Address:
    """An address with the answer that each of WHO gets, to GET and, where it takes one, to POST."""

    get: tuple
    args: tuple = ()
    post: tuple | None = None
    data: tuple = ()


UPDATE = (("words", "Said."), ("last_seen", "@newest"))


TABLE = {
    "home": Address((OK, OK, OK, OK, OK, OK, NO, OK)),
    # What is published. No pack of the demonstration was issued.
    **dict.fromkeys(
        ("public", "public-indicators", "public-plans", "public-clinics", "public-meetings"), Address(OPEN)
    ),
    **dict.fromkeys(
        ("public-indicator", "public-chart", "public-table", "public-chart-svg"),
        Address(OPEN, ("BVPI", "@public indicator")),
    ),
    "public-plan": Address(OPEN, (PLAN,)),
    **dict.fromkeys(("public-pack", "public-pack-pdf"), Address((GONE,) * 8, ("@meeting", 1))),
    "public-pack-attachment": Address((GONE,) * 8, ("@meeting", 1, 1)),
    **dict.fromkeys(("data", "data-package", "data-dictionary", "data-dictionary-csv"), Address(OPEN)),
    **dict.fromkeys(("data-csv", "data-json"), Address(OPEN, ("actions",))),
    **dict.fromkeys(("api", "api-document"), Address(OPEN)),
    # For everybody
    **dict.fromkeys(("help", "words", "accessibility"), Address(OPEN)),
    "help-chapter": Address(OPEN, ("officer",)),
    "api-table": Address(OPEN, ("measurements",)),
    **dict.fromkeys(("publishing", "api-keys"), Address(TEAM)),
    "publishing-kind": Address(TEAM, ("indicators",)),
    "publishing-switch": Address(PRESSED, ("indicators",), MOVED_FOR_TEAM),
    "new-api-key": Address(TEAM, post=WRONG_FOR_TEAM),
    "revoke-api-key": Address(PRESSED, ("@api key",), MOVED_FOR_TEAM),
    "my-work": Address((OK, OK, OK, OK, OK, OK, NO, SIGN_IN)),
    "start": Address(TEAM),
    "show-first-steps": Address(PRESSED, post=MOVED_FOR_TEAM),
    "search": Address((OK, OK, OK, OK, OK, OK, NO, SIGN_IN)),
    "clear-viewed": Address((405,) * 7 + (SIGN_IN,), post=(MOVED,) * 7 + (SIGN_IN,)),
    "history": Address(TEAM),
    "brand": Address(OPEN),
    "logo": Address((GONE,) * 8),
    "live": Address(OPEN),
    "ready": Address(OPEN),
    "metrics": Address((GONE,) * 8),  # off unless a setting opens it
    "sign-in": Address((MOVED,) * 7 + (OK,)),
    # At the door: nobody waits for a second factor, and the demonstration has no sign-in through a council.
    "sign-in-code": Address((MOVED,) * 7 + (SIGN_IN,), post=(MOVED,) * 7 + (SIGN_IN,)),
    "forgotten-password": Address(OPEN, post=(TYPED_WRONG,) * 8),
    "new-password": Address((410,) * 8, ("MQ", "a-b"), (410,) * 8),
    **dict.fromkeys(("council-sign-in", "council-back"), Address((GONE,) * 8)),
    "admin-sign-in": Address((NO,) * 7 + (SIGN_IN,), post=(NO,) * 7 + (SIGN_IN,)),
    "admin-password": Address((MOVED,) * 8),
    "sign-ins": Address(TEAM),
    "keyboard": Address(SIGNED_IN),
    # Of one's own account
    **dict.fromkeys(("change-password", "add-app", "add-passkey"), Address(SIGNED_IN, post=WRONG_FOR_ALL)),
    "remove-second-factor": Address(SIGNED_IN, post=WRONG_FOR_ALL),
    **dict.fromkeys(("own-sign-ins", "second-factor"), Address(SIGNED_IN)),
    "sessions": Address(SIGNED_IN, post=(GONE,) * 7 + (SIGN_IN,)),
    "recovery-codes": Address((405,) * 7 + (SIGN_IN,), post=(GONE,) * 7 + (SIGN_IN,)),
    # A passkey is its owner's: for everybody else it is not there.
    "remove-passkey": Address((405,) * 7 + (SIGN_IN,), ("@passkey",), (GONE,) * 7 + (SIGN_IN,)),
    "account": Address(SIGNED_IN),
    "own-letters": Address(SIGNED_IN, post=WRONG_FOR_ALL),
    "stop-letters": Address((NO, OK, NO, NO, NO, NO, NO, OK), ("@stop",), (NO, OK, NO, NO, NO, NO, NO, OK)),
    "letter-readers": Address(TEAM),
    "sign-out": Address((405,) * 8, post=(MOVED,) * 8),
    "indicators": Address(READ),
    # Nothing is ticked, so one goes back to the list; nothing is chosen either.
    **dict.fromkeys(("change-actions", "change-indicators"), Address(MOVED_FOR_TEAM, post=WRONG_FOR_TEAM)),
    "indicator-changes": Address(READ, ("BVPI", "BV8")),
    "uploads": Address(REPORT, post=(TYPED_WRONG, TYPED_WRONG, TYPED_WRONG, NO, NO, TYPED_WRONG, NO, SIGN_IN)),
    **dict.fromkeys(("upload", "upload-progress"), Address((OK, GONE, GONE, NO, NO, GONE, NO, SIGN_IN), ("@upload",))),
    "adopt-catalogue": Address(
        (405, NO, NO, NO, NO, NO, NO, SIGN_IN), ("paf",), (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    "entry": Address(REPORT),
    "sign-off": Address(REPORT, post=(MOVED, MOVED, MOVED, NO, NO, MOVED, NO, SIGN_IN)),
    "lock-period": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), post=(MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "collection": Address(REPORT),
    "figure": Address(OWN, ("BVPI", "BV8"), (TYPED_WRONG, TYPED_WRONG, NO, NO, NO, NO, NO, SIGN_IN), TYPED),
    "targets": Address(OWN, ("BVPI", "BV8"), (MOVED, MOVED, NO, NO, NO, NO, NO, SIGN_IN)),
    "scorecard": Address(READ),
    "scorecard-pdf": Address(READ),
    "direction-of-travel": Address(READ),
    "direction-of-travel-pdf": Address(READ),
    "indicator": Address(READ, ("BVPI", "BV8")),
    "indicator-pdf": Address(READ, ("BVPI", "BV8")),
    # The link of an invitation that was made for the owner, who alone opens it, or whoever is not signed in.
    "join": Address(
        (NO, OK, NO, NO, NO, NO, NO, OK), ("@invitation",), (NO, TYPED_WRONG, NO, NO, NO, NO, NO, TYPED_WRONG)
    ),
    "the-council": Address(TEAM, post=WRONG_FOR_TEAM),
    # People, posts and directorates. The person is one who may sign in, and holds the post.
    **dict.fromkeys(("people", "posts", "directorates"), Address(TEAM)),
    **dict.fromkeys(("new-person", "new-post", "new-directorate"), Address(TEAM, post=WRONG_FOR_TEAM)),
    "import-organisation": Address(TEAM, post=WRONG_FOR_TEAM),
    "organisation-workbook": Address(TEAM),
    "invite-people": Address(TEAM, post=WRONG_FOR_TEAM),  # nobody of the demonstration waits to be invited
    "person": Address(TEAM, ("@person",)),
    "edit-person": Address(TEAM, ("@person",), WRONG_FOR_TEAM),
    "change-roles": Address(TEAM, ("@person",), WRONG_FOR_TEAM, (("roles", "Mayor"),)),
    "remove-lost-factor": Address((MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@somebody else",), WRONG_FOR_TEAM),
    "sign-out-everywhere": Address(PRESSED, ("@somebody else",), MOVED_FOR_TEAM),
    "invite-person": Address(PRESSED, ("@person",), MOVED_FOR_TEAM),
    "person-leaves": Address(TEAM, ("@person",), WRONG_FOR_TEAM),
    "person-comes-back": Address(PRESSED, ("@person",), MOVED_FOR_TEAM),
    "post": Address(TEAM, ("@post",)),
    "edit-post": Address(TEAM, ("@post",), WRONG_FOR_TEAM),
    "hand-over": Address(TEAM, ("@post",), WRONG_FOR_TEAM),
    "edit-holding": Address(TEAM, ("@post", "@holding"), WRONG_FOR_TEAM),
    "take-back-holding": Address(PRESSED, ("@post", "@holding"), MOVED_FOR_TEAM),
    "end-post": Address(TEAM, ("@post",), WRONG_FOR_TEAM),
    "post-goes-on": Address(PRESSED, ("@post",), MOVED_FOR_TEAM),
    "directorate": Address(TEAM, ("@directorate",)),
    # The owner's posts are of the directorate, which is what lets an officer in.
    **dict.fromkeys(("directorate-on-a-page", "directorate-on-a-page-pdf"), Address(OWN, ("@directorate",))),
    "edit-directorate": Address(TEAM, ("@directorate",), WRONG_FOR_TEAM),
    "end-directorate": Address(TEAM, ("@directorate",), WRONG_FOR_TEAM),
    "directorate-goes-on": Address(PRESSED, ("@directorate",), MOVED_FOR_TEAM),
    # Frameworks, their outcomes and what serves them
    **dict.fromkeys(("frameworks",), Address(READ)),
    **dict.fromkeys(("framework", "framework-pdf"), Address(READ, ("@framework",))),
    "new-framework": Address(TEAM, post=WRONG_FOR_TEAM),
    "adopt-framework": Address(PRESSED, ("local-outcomes-framework",), MOVED_FOR_TEAM),
    "edit-framework": Address(TEAM, ("@framework",), WRONG_FOR_TEAM),
    "import-outcomes": Address(TEAM, ("@framework",), WRONG_FOR_TEAM),
    "framework-outcomes": Address(TEAM, ("@framework",)),
    "new-outcome": Address(TEAM, ("@framework",), WRONG_FOR_TEAM),
    "outcome": Address(READ, OUTCOME),
    "edit-outcome": Address(TEAM, OUTCOME, WRONG_FOR_TEAM),
    "move-outcome": Address(PRESSED, OUTCOME, MOVED_FOR_TEAM, (("do", "1-down"),)),
    "remove-outcome": Address(PRESSED, OUTCOME, MOVED_FOR_TEAM),
    "outcome-links": Address(TEAM, OUTCOME, MOVED_FOR_TEAM),
    "action-outcomes": Address(TEAM, ("@action",), MOVED_FOR_TEAM),
    "indicator-outcomes": Address(TEAM, ("BVPI", "BV8"), MOVED_FOR_TEAM),
    "actions": Address(READ),
    "read-date": Address((OK, OK, OK, OK, OK, OK, NO, SIGN_IN)),
    "action-calendar": Address(OPEN, ("@calendar",)),
    "coverage": Address(READ),
    "action": Address(READ, ("@action",)),
    "update-action": Address(
        (OK, OK, NO, NO, NO, NO, NO, SIGN_IN), ("@action",), (MOVED, MOVED, NO, NO, NO, NO, NO, SIGN_IN), UPDATE
    ),
    "ask-for-date": Address(
        (OK, OK, NO, NO, NO, NO, NO, SIGN_IN),
        ("@action", "@milestone"),
        (TYPED_WRONG, TYPED_WRONG, NO, NO, NO, NO, NO, SIGN_IN),
    ),
    "date-requests": Address((OK, OK, OK, OK, OK, OK, NO, SIGN_IN)),
    "dates-to-settle": Address(TEAM),
    "settle-date": Address(PRESSED, ("@milestone",), WRONG_FOR_TEAM),
    "decide-date": Address(
        (405, NO, NO, NO, NO, NO, NO, SIGN_IN),
        ("@request",),
        (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN),
    ),
    "close-action": Address(
        (OK, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@action",), (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    "plans": Address(READ),
    "plan": Address(READ, ("corporate-improvement-plan",)),
    "new-plan": Address(TEAM, post=WRONG_FOR_TEAM),
    "edit-plan": Address(TEAM, (PLAN,)),
    "edit-plan-facts": Address(TEAM, (PLAN,), WRONG_FOR_TEAM),
    "rearrange-plan": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), (PLAN,), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "number-anew": Address(TEAM, (PLAN,), (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    # Each comes under something that the address names, and says so where it names nothing.
    "add-line": Address((GONE, NO, NO, NO, NO, NO, NO, SIGN_IN), (PLAN,)),
    "add-existing": Address((GONE, NO, NO, NO, NO, NO, NO, SIGN_IN), (PLAN,)),
    "add-part": Address(TEAM, (PLAN, "section"), WRONG_FOR_TEAM),
    "edit-line": Address(TEAM, (PLAN, "@entry"), (409, NO, NO, NO, NO, NO, NO, SIGN_IN)),  # no version: both texts
    "close-line": Address(TEAM, (PLAN, "@entry"), WRONG_FOR_TEAM, (("to", "closed"),)),
    "move-part": Address(TEAM, (PLAN, "line", "@entry"), (405, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "edit-part": Address(TEAM, (PLAN, "section", "@section"), WRONG_FOR_TEAM),
    "plan-history": Address(READ, (PLAN,)),
    "plan-versions": Address(READ, (PLAN,)),
    "record-version": Address(TEAM, (PLAN,), WRONG_FOR_TEAM),
    "compare-versions": Address(READ, (PLAN,)),
    "plan-version": Address(READ, (PLAN, "2")),
    "plan-pdf": Address((OK, OK, OK, OK, OK, NO, NO, SIGN_IN), ("corporate-improvement-plan",)),
    **dict.fromkeys(
        ("plan-xlsx", "plan-docx", "plan-changes", "plan-summary", "plan-timeline", "plan-exceptions"),
        Address(READ, ("corporate-improvement-plan",)),
    ),
    **dict.fromkeys(
        ("plan-changes-pdf", "plan-summary-pdf", "plan-exceptions-pdf"), Address(READ, ("corporate-improvement-plan",))
    ),
    "plan-entry": Address(
        (MOVED, MOVED, MOVED, MOVED, MOVED, NO, NO, SIGN_IN), ("corporate-improvement-plan", "8.1.3")
    ),
    "plan-import": Address(TEAM, post=(TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "plan-upload": Address(TEAM, ("@paper",), (409, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "plan-upload-columns": Address(TEAM, ("@paper",), (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "plan-upload-row": Address(TEAM, ("@paper", 2), (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "plan-upload-undo": Address(
        (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@paper",), (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    **dict.fromkeys(
        ("plan-upload-posts", "plan-upload-proposed", "plan-upload-staying", "plan-upload-table"),
        Address(
            (405, NO, NO, NO, NO, NO, NO, SIGN_IN),
            ("@paper",),
            (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN),
            (("choice", "0"),),
        ),
    ),
    "clinics": Address(READ),
    "suggested-clinics": Address(READ),
    "suggested-clinics-pdf": Address(READ),
    "suggested-clinics-xlsx": Address(READ),
    # Declining without a reason: the team is asked for one, everybody else is told who answers.
    "suggestion": Address(
        READ,
        ("LPI", "DH-SPEND"),
        (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN),
        (("answer", "decline"),),
    ),
    "commission-clinic": Address(OFFICERS, post=(TYPED_WRONG, TYPED_WRONG, TYPED_WRONG, NO, NO, NO, NO, SIGN_IN)),
    "clinic-rules": Address(READ, post=WRONG_FOR_TEAM),
    "clinic": Address(READ, ("@clinic",)),
    "clinic-agree": Address(PRESSED, ("@clinic",), MOVED_FOR_TEAM),
    "clinic-follow-up": Address(PRESSED, ("@clinic",), MOVED_FOR_TEAM),
    "clinic-schedule": Address(TEAM, ("@clinic",), WRONG_FOR_TEAM),
    "clinic-close": Address(TEAM, ("@clinic",), WRONG_FOR_TEAM),
    # A clinic that is followed up is neither cancelled nor reopened, and its people are those of its sittings.
    "clinic-cancel": Address(MOVED_FOR_TEAM, ("@clinic",), WRONG_FOR_TEAM),
    "clinic-reopen": Address(MOVED_FOR_TEAM, ("@clinic",), WRONG_FOR_TEAM),
    "clinic-people": Address(MOVED_FOR_TEAM, ("@clinic",)),
    "clinic-progress": Address(TEAM, ("@clinic",), WRONG_FOR_TEAM),
    "clinic-outcome": Address(TEAM, ("@clinic",)),
    "clinic-actions": Address(TEAM, ("@clinic",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "clinic-history": Address(READ, ("@clinic",)),
    "sitting-change": Address(TEAM, ("@clinic", "@sitting"), WRONG_FOR_TEAM),
    "sitting-cancel": Address(TEAM, ("@clinic", "@sitting"), WRONG_FOR_TEAM),
    "sitting-held": Address(PRESSED, ("@clinic", "@sitting"), MOVED_FOR_TEAM),
    "sitting-attendance": Address(TEAM, ("@clinic", "@sitting"), MOVED_FOR_TEAM),
    "sitting-invitation": Address(READ, ("@clinic", "@sitting")),
    "sitting-invite": Address(TEAM, ("@clinic", "@sitting"), MOVED_FOR_TEAM),
    # A sitting of the demonstration has not begun: there is nothing to note or to end, and its day has passed.
    "clinic-sitting": Address((MOVED,) * 5 + (NO, NO, SIGN_IN), SITTING),
    "clinic-briefing": Address(READ, SITTING),
    "clinic-briefing-pdf": Address(READ, SITTING),
    "clinic-begin": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, WRONG_FOR_TEAM),
    "clinic-room": Address((MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, WRONG_FOR_TEAM),
    "clinic-understood": Address(TEAM, SITTING),
    "clinic-present": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, MOVED_FOR_TEAM),
    "clinic-move": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "clinic-note": Address(MOVED_FOR_TEAM, (*SITTING, "@note"), MOVED_FOR_TEAM, (("do", "back"),)),
    "clinic-end": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, MOVED_FOR_TEAM),
    "clinic-call-back": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, MOVED_FOR_TEAM),
    "clinic-take-up": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, MOVED_FOR_TEAM),
    "clinic-minutes": Address(READ, SITTING),
    "clinic-minutes-pdf": Address(READ, SITTING),
    **dict.fromkeys(
        ("clinic-effect", "clinic-effect-pdf", "clinic-summary", "clinic-summary-pdf", "clinic-summary-xlsx"),
        Address(READ),
    ),
    "clinic-programme": Address(READ),
    "meetings": Address(READ),
    "meeting": Address(READ, ("@meeting",)),
    "item": Address(READ, ("@meeting", 5)),
    "boards": Address(READ),
    "board": Address(READ, ("@board",)),
    "edit-board": Address(TEAM, ("@board",), WRONG_FOR_TEAM, (("usual_place", "9"),)),
    "new-board": Address(TEAM, post=WRONG_FOR_TEAM),
    "end-board": Address(TEAM, ("@board",), WRONG_FOR_TEAM),
    "take-back-end": Address(PRESSED, ("@board",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "remove-board": Address(PRESSED, ("@board",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "board-history": Address(TEAM, ("@board",)),
    "add-place": Address(TEAM, ("@board",), WRONG_FOR_TEAM),
    "edit-place": Address(TEAM, ("@board", "@place"), WRONG_FOR_TEAM),
    "end-place": Address(TEAM, ("@board", "@place"), WRONG_FOR_TEAM),
    "remove-place": Address(MOVED_FOR_TEAM, ("@board", "@place"), WRONG_FOR_TEAM),  # the board has met in its time
    "plan-year": Address(TEAM, ("@board",), WRONG_FOR_TEAM, (("do", "make"),)),
    "undo-plan-year": Address(PRESSED, ("@board",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "add-standing-item": Address(TEAM, ("@board",), WRONG_FOR_TEAM),
    "edit-standing-item": Address(TEAM, ("@board", "@standing"), WRONG_FOR_TEAM),
    "arrange-standing-items": Address(PRESSED, ("@board",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "new-meeting": Address(TEAM, post=WRONG_FOR_TEAM),
    "edit-meeting": Address(TEAM, ("@meeting",), WRONG_FOR_TEAM),
    "cancel-meeting": Address(TEAM, ("@meeting",), WRONG_FOR_TEAM),
    "restore-meeting": Address(PRESSED, ("@meeting",), MOVED_FOR_TEAM),
    "meeting-history": Address(TEAM, ("@meeting",)),
    "meeting-calendar": Address(READ, ("@meeting",)),
    "agenda": Address(TEAM, ("@agenda",)),
    "begin-agenda": Address(PRESSED, ("@empty",), MOVED_FOR_TEAM, (("from", "standing"),)),
    "add-item": Address(TEAM, ("@agenda",), WRONG_FOR_TEAM),
    "arrange-agenda": Address(PRESSED, ("@agenda",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "edit-item": Address(TEAM, ("@agenda", "@agenda-item"), WRONG_FOR_TEAM),
    "withdraw-item": Address(TEAM, ("@agenda", "@agenda-item"), WRONG_FOR_TEAM),
    "report-templates": Address(READ),
    "adopt-template": Address(PRESSED, post=MOVED_FOR_TEAM, data=(("template", "plain"),)),
    "report-template": Address(TEAM, ("@template",), WRONG_FOR_TEAM),
    "default-template": Address(PRESSED, ("@template",), MOVED_FOR_TEAM),
    "add-heading": Address(TEAM, ("@template",), WRONG_FOR_TEAM),
    "edit-heading": Address(TEAM, ("@template", "@heading"), WRONG_FOR_TEAM),
    "arrange-headings": Address(PRESSED, ("@template",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    # Reports. The owner holds the post of the author of the one that is in review, and presents the item without one.
    "reports": Address(READ),
    "start-report": Address(OWN, ("@november", 5), OWN_WRONG, (("title", ""),)),
    **dict.fromkeys(("report", "preview-report"), Address(OWN, ("@report",))),
    "frozen-report": Address(TEAM, ("@signed", 1)),
    "edit-report": Address(OWN, ("@report",), OWN_WRONG),
    "write-report": Address(OWN, ("@report",), OWN_MOVED),
    "keep-draft": Address(
        (405, 405, NO, NO, NO, NO, NO, SIGN_IN), ("@report",), (GONE, GONE, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    "report-appendices": Address(OWN, ("@report",), (GONE, GONE, NO, NO, NO, NO, NO, SIGN_IN)),
    "add-appendix": Address(OWN, ("@report",), OWN_WRONG),
    "edit-appendix": Address(OWN, ("@report", "@appendix"), OWN_WRONG),
    "report-reviewers": Address(OWN, ("@report",), OWN_WRONG, (("post_0", "999999"),)),
    # It is in review already, and it is not the owner who signs it; the other is signed off.
    "send-report": Address(OWN_MOVED, ("@report",), OWN_WRONG),
    "withdraw-report": Address(OWN, ("@report",), OWN_WRONG),
    "sign-report": Address(TEAM, ("@report",), WRONG_FOR_TEAM),
    "return-report": Address(TEAM, ("@report",), WRONG_FOR_TEAM),
    "reopen-report": Address(TEAM, ("@signed",), WRONG_FOR_TEAM),
    "comment-on-report": Address((405, 405, NO, NO, NO, NO, NO, SIGN_IN), ("@report",), OWN_WRONG),
    "pack": Address(READ, ("@meeting",)),
    "build-pack": Address(
        (405, NO, NO, NO, NO, NO, NO, SIGN_IN),
        ("@meeting",),
        (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN),
        (("audience", "nobody"),),
    ),
    # Of the September meeting no minutes are begun, and May's wait to be approved there.
    "minutes": Address(READ, ("@meeting",)),
    "minutes-pdf": Address(READ, ("@may",)),
    "matters-arising": Address(READ, ("@meeting",)),
    "board-attendance": Address(READ, ("@board",)),
    "begin-minutes": Address(TEAM, ("@meeting",), WRONG_FOR_TEAM),
    "write-minutes": Address(MOVED_FOR_TEAM, ("@meeting",), WRONG_FOR_TEAM),
    "order-minutes": Address(
        (405, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@may",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    "add-minute": Address(TEAM, ("@meeting",), WRONG_FOR_TEAM),
    "edit-minute": Address(MOVED_FOR_TEAM, ("@minute",), WRONG_FOR_TEAM),
    "resolution": Address(TEAM, ("@resolution",), WRONG_FOR_TEAM, (("do", "make"),)),
    "resolved-date": Address(TEAM, ("@resolution",)),
    "publish-minutes": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@meeting",), MOVED_FOR_TEAM),
    "take-back-minutes": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@meeting",), MOVED_FOR_TEAM),
    "approve-minutes": Address(TEAM, ("@may",), WRONG_FOR_TEAM),
    "meeting-attendance": Address(TEAM, ("@meeting",), WRONG_FOR_TEAM, (("do", "other"),)),
    # Readers: their papers, notes of their own, files of items and mail on papers
    "my-papers": Address(READ),
    "meetings-calendar": Address(OPEN, ("@board calendar",)),
    "my-notes": Address(READ, ("@meeting",)),
    "write-note": Address(
        READ, ("@meeting", "@item"), (TYPED_WRONG, TYPED_WRONG, TYPED_WRONG, TYPED_WRONG, TYPED_WRONG, NO, NO, SIGN_IN)
    ),
    # A note is its author's: for everybody else it is not there.
    "change-note": Address(NOT_THEIRS, ("@own note",), NOT_THEIRS, (("text", "x"),)),
    **dict.fromkeys(("delete-note", "take-note-back"), Address((405,) * 5 + NOBODY, ("@own note",), NOT_THEIRS)),
    "item-pdf": Address(READ, ("@meeting", 5)),
    "item-docx": Address(READ, ("@meeting", 5)),
    "item-files": Address(READ, ("@meeting",)),
    "make-item-files": Address(
        PRESSED, ("@meeting",), (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN), (("audience", "nobody"),)
    ),
    "item-files-progress": Address(TEAM, ("@meeting",)),
    "item-files-zip": Address((GONE, GONE, GONE, GONE, GONE, NO, NO, SIGN_IN), ("@meeting",)),
    "item-files-edition": Address((GONE, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@meeting", "members", 1)),
    "paper-letters": Address(TEAM),
    "paper-letter": Address(TEAM, ("@letter",)),
    "send-paper-letters": Address(PRESSED, post=MOVED_FOR_TEAM),
    "reminders": Address(TEAM),
    "reminder": Address(TEAM, ("@reminder",)),
    "send-reminders": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), post=(MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    # Made for the owner: it opens for the owner and for whoever is not signed in as somebody else.
    "mailed-link": Address((NO, OK, NO, NO, NO, NO, NO, OK), ("@link",), (NO, MOVED, NO, NO, NO, NO, NO, MOVED)),
    "pack-progress": Address(TEAM, ("@meeting",)),
    "pack-pdf": Address((GONE, GONE, GONE, GONE, GONE, NO, NO, SIGN_IN), ("@meeting",)),
    "pack-edition": Address((GONE, GONE, GONE, GONE, GONE, NO, NO, SIGN_IN), ("@meeting", "public", 1)),
    "pack-read": Address((GONE, GONE, GONE, GONE, GONE, NO, NO, SIGN_IN), ("@meeting", "public", 1)),
    "issue-pack": Address(
        (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@meeting", "public", 1), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    "item-attachments": Address(TEAM, ("@meeting", 5), (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "item-attachment": Address((GONE, GONE, GONE, GONE, GONE, NO, NO, SIGN_IN), ("@meeting", 1)),
    "attachment-off": Address(
        (405, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@meeting", 1), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
}
