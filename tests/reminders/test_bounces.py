"""What mail servers send back, as they really write it."""

from email.message import EmailMessage
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from core.clock import now
from reminders.bounces import Bounce, NotANotificationError, read
from reminders.models import Message

OURS = "<119005.7.42@performance.anytown.example>"

POSTFIX = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.anytown.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: performance@anytown.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="8F1A2C0041.1188000000/mx.anytown.example"
Message-Id: <20070824070312.8F1A2C0042@mx.anytown.example>

This is a MIME-encapsulated message.

--8F1A2C0041.1188000000/mx.anytown.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.anytown.example.

<gone@anytown.example>: host mail.anytown.example[192.0.2.7] said: 550 5.1.1
    <gone@anytown.example>: Recipient address rejected: User unknown (in reply
    to RCPT TO command)

--8F1A2C0041.1188000000/mx.anytown.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.anytown.example
X-Postfix-Queue-ID: 8F1A2C0041
X-Postfix-Sender: rfc822; performance@anytown.example
Arrival-Date: Fri, 24 Aug 2007 07:03:11 +0100 (BST)

Final-Recipient: rfc822; gone@anytown.example
Original-Recipient: rfc822;gone@anytown.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.anytown.example
Diagnostic-Code: smtp; 550 5.1.1 <gone@anytown.example>: Recipient address
    rejected: User unknown

--8F1A2C0041.1188000000/mx.anytown.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <performance@anytown.example>
Subject: Your actions: 1 overdue
From: performance@anytown.example
To: gone@anytown.example
Message-ID: {OURS}

Hello,

--8F1A2C0041.1188000000/mx.anytown.example--
"""

EXCHANGE = """\
From: <postmaster@partner.example>
To: <performance@anytown.example>
Subject: Undeliverable: Your actions: 1 overdue
In-Reply-To: <119005.7.42@performance.anytown.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="_b1_"

--_b1_
Content-Type: text/html; charset="us-ascii"

<p>Your message to Gone@Anytown.example couldn't be delivered.</p>

--_b1_
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.partner.example

Final-recipient: RFC822;Gone@Anytown.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp;554 5.2.2 mailbox full; STOREDRV.Deliver

--_b1_
Content-Type: text/rfc822-headers

From: <performance@anytown.example>
Message-ID: <119005.7.42@performance.anytown.example>

--_b1_--
"""

DELAYED = POSTFIX.replace("Action: failed", "Action: delayed").replace("Status: 5.1.1", "Status: 4.4.1")


def reply() -> bytes:
    letter = EmailMessage()
    letter["Subject"] = "Re: Your actions"
    letter.set_content("I am away until Monday.")
    return letter.as_bytes()


def test_a_notification_is_read_as_postfix_writes_it():
    reason = "550 5.1.1 <gone@anytown.example>: Recipient address rejected: User unknown"
    assert read(POSTFIX.encode()) == [Bounce(OURS, "gone@anytown.example", "failed", reason)]


def test_a_notification_is_read_as_exchange_writes_it():
    assert read(EXCHANGE.encode()) == [
        Bounce(OURS, "gone@anytown.example", "failed", "554 5.2.2 mailbox full; STOREDRV.Deliver")
    ]


def test_without_the_message_what_the_notification_answers_names_it():
    bare = EXCHANGE.replace("Content-Type: text/rfc822-headers", "Content-Type: text/plain")
    assert read(bare.encode())[0].message_id == OURS


def test_with_line_ends_of_the_network_it_reads_the_same():
    assert read(POSTFIX.replace("\n", "\r\n").encode()) == read(POSTFIX.encode())


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"Subject: x\n\nNo.", reply(), POSTFIX[:900].encode()])
def test_anything_else_is_said_to_be_none(content):
    with pytest.raises(NotANotificationError, match="delivery status notification"):
        read(content)


@pytest.fixture
def sent(db, person, council, settings) -> Message:
    to = person(email="gone@anytown.example")
    facts = {"to": to, "address": to.email, "occasion": "overdue", "state": "sent", "made_at": now(), "sent_at": now()}
    older = facts | {"on": "2007-08-17", "subject": "Older", "body": "x", "message_id": "<older@x>"}
    Message.objects.create(**older)
    return Message.objects.create(**facts, on="2007-08-24", subject="Newer", body="x", message_id=OURS)


def take_in(monkeypatch, text: str, capsys) -> str:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=BytesIO(text.encode())))
    call_command("record_bounce")
    return capsys.readouterr().out


def test_the_message_is_marked_with_the_servers_words(sent, monkeypatch, capsys):
    assert "gone@anytown.example: “Newer” bounced. 550 5.1.1" in take_in(monkeypatch, POSTFIX, capsys)
    sent.refresh_from_db()
    assert (sent.state, sent.error[:9]) == ("bounced", "550 5.1.1")
    assert Message.objects.get(subject="Older").state == "sent"


def test_by_its_message_id_an_older_message_is_found(sent, monkeypatch, capsys):
    assert "“Older” bounced" in take_in(monkeypatch, POSTFIX.replace(OURS, "<older@x>"), capsys)


def test_without_a_message_id_the_newest_to_that_address_is_meant(sent, monkeypatch, capsys):
    assert "“Newer” bounced" in take_in(monkeypatch, POSTFIX.replace(f"Message-ID: {OURS}\n", ""), capsys)


def test_a_delay_marks_nothing(sent, monkeypatch, capsys):
    assert "Nothing to mark: gone@anytown.example delayed." in take_in(monkeypatch, DELAYED, capsys)
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_file_is_read_as_well_and_a_missing_one_is_said(sent, tmp_path, capsys):
    file = tmp_path / "bounce.eml"
    file.write_text(EXCHANGE)
    call_command("record_bounce", str(file))
    assert "mailbox full" in capsys.readouterr().out
    with pytest.raises(CommandError, match="could not be read: No such file"):
        call_command("record_bounce", str(tmp_path / "nothing.eml"))


def test_a_bounce_of_nobodys_message_fails_with_a_sentence(sent, monkeypatch, capsys):
    elsewhere = POSTFIX.replace(OURS, "<x@y>").replace("gone@", "stranger@")
    with pytest.raises(CommandError, match="1\u00a0recipient named, and no message of ours fits") as failed:
        take_in(monkeypatch, elsewhere, capsys)
    assert failed.value.returncode == 1
    assert "No message was sent to stranger@anytown.example." in capsys.readouterr().err


def test_what_is_no_notification_fails_with_a_sentence(sent, monkeypatch, capsys):
    with pytest.raises(CommandError, match="This is no delivery status notification"):
        take_in(monkeypatch, "Subject: Hello\n\nNo.", capsys)
