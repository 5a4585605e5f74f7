"""The spellings under which exports name what a comment consists of."""

from __future__ import annotations

import re

from qualkit.model import COLUMNS

__all__ = ["ALIASES", "FIELDS", "names_a_text", "plain_name"]

_SPELLINGS = {
    "text": """
        text; comment text; comment body; review text; review body; review content; review comment; message text;
        message body; full text; plain body; body text; body markdown; body plain; raw; text body; verbatim;
        verbatim comment; consumer complaint narrative; complaint narrative; narrative; comment; comments; review;
        feedback; feedback text; message; messages; msg; body; content; contents; answer; answer text;
        response text; open ended response; free text; freetext; utterance; url utterance; tweet; tweet text; post;
        post text; post body; opinion; remark; remarks; selftext; cooked; html body; description text; description;
        comment content; what; reply text; response; kommentar; commentaire; comentario; texto; texte; nachricht;
        antwort; antworttext; respuesta; bewertung
    """,
    "comment_id": """
        comment id; commentid; review id; reviewid; tweet id; message id; messageid; msg id; post id; answer id;
        client msg id; complaint id; id str; id; uuid; guid; _id; record id; recordid; entry id; feedback id;
        ticket id; case id; issue id; question id; reviewlink id; doc id;
        kommentar id; nachricht id; #; nr; ts
    """,
    "respondent": """
        respondent id; respondent; respondentid; response id; responseid; participant id; participantid;
        submission id; response; interviewee; participant; #
    """,
    "thread_id": """
        conversation id; conversationid; thread id; threadid; thread; conversation; thread ts; dialogue id;
        dialog id; conv id; session id; sessionid; ticket id; case id; topic id; discussion id;
        top level comment id; root id; tmid; link id; chat id; ticket number; issue key; issue number; case number
    """,
    "reply_to": """
        reply to; replyto; reply to id; replies to; in reply to; in reply to id; in response to tweet id;
        in response to; in reply to status id str; in reply to status id; in reply to tweet id; parent comment id;
        parent id; parentid; parent; parent message id; parent post id; reply to message id; reply to post number;
        reference message id; replied to; responding to; in reply to comment id
    """,
    "person": """
        person id; personid; author id; authorid; user id; userid; customer id; customerid; client id; account id;
        contact id; member id; requester id; sender id; from id; subscriber id; patient id; owner user id;
        author guid; kundennummer; kundennr; kunden id; nutzer id
    """,
    "author": """
        author; author name; author username; author login; user name; username; user login; user; reviewer;
        reviewer name; reviewer display name; display name; displayname; sender; sender name; from; customer;
        customer name; handle; screen name; nickname; login; posted by; poster; consumer display name; by;
        created by; author display name; owner display name; from first name; from username; from user username;
        u username; real name; person; name; author email; from name; consumer name; author real name;
        kunde; kundin; kundenname; autor; autorin; verfasser; nutzername; benutzername; cliente; auteur
    """,
    "role": """
        role; author role; author association; author author association; inbound; incoming; is staff; isstaff;
        staff; author type; user type; sender type; from type; from agent; participant role; speaker role;
        user role; sender role; party; speaker; is agent; moderator; admin; via customer; author user type
    """,
    "bot": "is bot; isbot; bot; author is bot; author isbot; user is bot; user bot; from is bot; bot id",
    "created": """
        created; created at; createdat; created utc; review submit millis since epoch; date created; creation date;
        review submit date and time; datetime; timestamp; date time; date; time; posted at; posted; posted on;
        submitted at; submitted; submit date utc; submit date; submission date; review date; date of review;
        date received; comment create timestamp; create time; createtime; published at; publishedat; published;
        sent; sent at; when; at; recorded date; recordeddate; end date; enddate; completed at; start date;
        startdate; start date utc; timestamp ms; date unixtime; created datetime; received at; update time;
        updatetime; message date; comment date; ts; comment created at; time stamp; updated at; create at; u ts;
        conversation date time; datum; fecha
    """,
    "channel": "channel; platform; medium; channel name; contact channel; feedback channel; kanal; canal",
    "prompt": """
        prompt; question; question text; fft question; survey question; question asked; prompt text; frage; fragetext;
        pregunta
    """,
    "outcome": "outcome",
    "title": "title; subject; review title; summary; headline; comment title; titel",
    "staff_reply": """
        developer reply text; developer reply; reply content; replycontent; company reply; company reply text;
        owner response; owner reply; business response; business reply; company response; response from company;
        staff reply; staff response; agent reply; our reply; our response; merchant reply; seller reply; reply;
        response from owner; owner answer; reply from company; hotel response; management response
    """,
    "staff_reply_created": """
        developer reply millis since epoch; developer reply date and time; replied at; repliedat; reply date;
        reply at; reply created at; company reply created at; response date; owner response date;
        company reply date; business response date; reply time
    """,
    "staff_reply_author": "reply author; replied by; reply by; response author",
}

FIELDS = ("text", *COLUMNS[:-1], "title", "staff_reply", "staff_reply_created", "staff_reply_author")
"""The names that ``columns=`` understands."""


def plain_name(name: str) -> str:
    """Reduce a column name to what is compared: letters and digits in lower case.

    Parameters
    ----------
    name : str
        As exported.

    Returns
    -------
    str
        Without case, blanks, underscores and punctuation; ``#`` stays.

    Examples
    --------
    >>> plain_name(" Comment_ID"), plain_name("Submit Date (UTC)"), plain_name("#")
    ('commentid', 'submitdateutc', '#')
    """
    return re.sub(r"[\W_]+", "", name.casefold()) or name.strip()


def _spellings(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain_name(one) for one in text.split(";")))


ALIASES = {field: _spellings(text) for field, text in _SPELLINGS.items()}
"""Field to the plain names under which it is recognised, best first."""

_TEXTS = frozenset(ALIASES["text"])


def names_a_text(name: str) -> bool:
    """Say whether a column of this name usually holds the comments.

    Parameters
    ----------
    name : str
        As exported.

    Returns
    -------
    bool
        True for the known spellings.
    """
    return plain_name(name) in _TEXTS
