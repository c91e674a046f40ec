"""People, their invitations, where they are signed in, their second factors, what is remembered for them, and the log of sign-ins."""

from accounts.models.factors import CouncilIdentity, Passkey, RecoveryCode, SecondFactor
from accounts.models.invitations import Invitation, InvitationUse
from accounts.models.people import User, UserManager, signs_in
from accounts.models.remembered import Remembered
from accounts.models.sessions import Session
from accounts.models.sign_ins import Guess, SignInEvent

__all__ = [
    "CouncilIdentity",
    "Guess",
    "Invitation",
    "InvitationUse",
    "Passkey",
    "RecoveryCode",
    "Remembered",
    "SecondFactor",
    "Session",
    "SignInEvent",
    "User",
    "UserManager",
    "signs_in",
]
